// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/recognition.h"

#include "core/models/architectures.h"

#include <algorithm>
#include <cmath>
#include <ranges>

namespace layerbench {
namespace {

/// Tensors of every architecture, made once: they never change.
const std::vector<ArchitectureTensors>& candidates() {
    static const std::vector<ArchitectureTensors> made = [] {
        std::vector<ArchitectureTensors> all;
        for (const auto& info : architectures()) {
            const auto network = buildArchitecture(info.name);
            assert(network);
            all.push_back(tensorsOf(*network));
        }
        return all;
    }();
    return made;
}

/// "resnet34 (71 % of the tensors), resnet18 (48 %)"; empty where nothing has a tensor in common.
std::string nearest(const std::vector<ArchitectureScore>& ranking) {
    std::string list;
    for (const auto& score : ranking | std::views::take(3)) {
        // Rounded down: 100 % would say that it fits.
        const auto percent = static_cast<std::int64_t>(std::floor(100 * score.share));
        if (percent > 0)
            list += (list.empty() ? "" : ", ") + score.name + " (" + toText(percent) + " %)";
    }
    return list;
}

}  // namespace

ArchitectureTensors tensorsOf(const Network& network) {
    ArchitectureTensors tensors{network.architecture(), {}, {}};
    for (const auto& named : namedParameters(network)) {
        // Of the buffers only the batch counter is no floating-point number; nothing is computed from it.
        const bool counter = named.parameter->buffer && named.parameter->type == ScalarType::int64;
        tensors.wanted.push_back({named.name, named.parameter->shape, counter});
        if (named.layer == network.head())
            tensors.headNames.push_back(named.name);
    }
    return tensors;
}

Result<std::string> recogniseArchitecture(const StateDict& weights, const std::string& source) {
    const auto ranking = rankArchitectures(weights, candidates());
    const auto exact = std::ranges::count_if(ranking, [](const auto& score) { return score.report.exact(); });
    if (exact == 1)
        return ranking.front().name;
    const std::string list = nearest(ranking);
    if (list.empty())
        return failure(LB_TEXT("models",
                               "The tensors in “%1” fit none of the architectures that Layerbench knows, not even "
                               "in part. It may hold the weights of another kind of network."),
                       source);
    return failure(LB_TEXT("models",
                           "The tensors in “%1” fit no known architecture exactly; the nearest are, by the share "
                           "of equal tensors, %2. If you know which one it is, write ARCHITECTURE:FILE."),
                   source, list);
}

}  // namespace layerbench
