// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/transferability.h"
#include "core/study/verdict.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace layerbench {

/// Whose blocks are copied and what becomes of them: one curve of the figure, one column of the table.
struct Treatment {
    Origin origin;
    bool frozen;
    std::string_view name;    ///< the paper's: "AnB+"
    const char* title;        ///< what it is, for the legend; a marked text: the window translates it
    std::string_view colour;  ///< "#rrggbb": Okabe and Ito's colours, Tol's for the last two
};

/// All six, in the order of the paper; the further source's behind them.
std::span<const Treatment> allTreatments();

/// Those that have a measurement.
std::vector<Treatment> measuredTreatments(const TransferabilityResult& result);

/// What a treatment came to at one depth, over its seeds.
struct TreatmentPoint {
    std::int64_t depth = 0;
    Spread accuracy;
    double low = 0;   ///< the lowest seed
    double high = 0;  ///< the highest
};

/// In the order of the depths; those without a measurement are left out.
std::vector<TreatmentPoint> pointsOf(const TransferabilityResult& result, const Treatment& treatment);

}  // namespace layerbench
