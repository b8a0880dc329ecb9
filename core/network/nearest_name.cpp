// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/nearest_name.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace layerbench {

namespace {

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

}  // namespace

std::string nearestName(std::string_view name, std::span<const std::string> candidates) {
    // A name of any length may come from a file; distances beyond this length are of no use.
    name = name.substr(0, 200);
    std::string best;
    std::size_t bestDistance = std::numeric_limits<std::size_t>::max();
    for (const auto& candidate : candidates)
        if (const auto distance = editDistance(name, candidate); distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    return best;
}

}  // namespace layerbench
