// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/numbers.h"

#include <cmath>
#include <cstdio>

namespace layerbench {

nlohmann::ordered_json jsonNumber(double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

std::string percent(double share) {
    if (!std::isfinite(share))
        return "–";
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
    return text;
}

}  // namespace layerbench
