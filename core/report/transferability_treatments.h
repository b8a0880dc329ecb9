// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The treatments of the transferability study as figure and tables name them. Private to the room.

#include "core/study/transferability.h"

#include <array>
#include <string_view>
#include <vector>

namespace layerbench {

struct Treatment {
    Origin origin;
    bool frozen;
    std::string_view name;   ///< the paper's: "AnB+"
    std::string_view title;  ///< what it is, for the legend
    std::string_view colour;
};

/// In the order of the paper; the further source's behind them. Okabe and Ito's colours, Tol's for the last two.
inline constexpr std::array treatments{
    Treatment{Origin::target, true, "BnB", "own blocks, frozen", "#0072B2"},
    Treatment{Origin::target, false, "BnB+", "own blocks, learning on", "#56B4E9"},
    Treatment{Origin::similar, true, "AnB", "blocks of A, frozen", "#D55E00"},
    Treatment{Origin::similar, false, "AnB+", "blocks of A, learning on", "#E69F00"},
    Treatment{Origin::dissimilar, true, "DnB", "blocks of other data, frozen", "#882255"},
    Treatment{Origin::dissimilar, false, "DnB+", "blocks of other data, learning on", "#CC6699"},
};

/// Those that have a measurement.
inline std::vector<Treatment> measuredTreatments(const TransferabilityResult& result) {
    std::vector<Treatment> measured;
    for (const auto& treatment : treatments)
        for (const auto depth : result.depths)
            if (!result.accuracies(treatment.origin, depth, treatment.frozen).empty()) {
                measured.push_back(treatment);
                break;
            }
    return measured;
}

}  // namespace layerbench
