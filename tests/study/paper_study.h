// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/transferability.h"

namespace layerbench::fixture {

/// Yosinski et al. 2014, figure 2, with a little spread: n = 1 … 7, base 0.625.
inline TransferabilityResult paperStudy(std::int64_t seeds, bool dissimilar) {
    TransferabilityResult result;
    result.architecture = "alexnet";
    result.tasks = {{Origin::target, "half b", {"cat", "dog"}, 1000, 100},
                    {Origin::similar, "half a", {"car", "bus"}, 1200, 100}};
    const std::vector<std::vector<double>> values{
        {.627, .624, .621, .605, .594, .619, .623}, {.618, .622, .631, .629, .630, .628, .627},
        {.628, .624, .619, .600, .578, .581, .543}, {.637, .636, .643, .640, .645, .646, .647},
        {.539, .530, .500, .460, .420, .360, .291}, {.620, .621, .619, .622, .618, .620, .621}};
    for (std::int64_t seed = 1; seed <= seeds; ++seed)
        result.seeds.push_back(static_cast<std::uint64_t>(seed));
    for (std::int64_t depth = 1; depth <= 7; ++depth) {
        result.depths.push_back(depth);
        result.cuts.push_back("conv" + std::to_string(depth));
    }
    for (const auto& run : transferabilityRuns(result.depths, result.seeds, dissimilar)) {
        const auto row = 2 * static_cast<std::size_t>(run.origin) + (run.frozen ? 0 : 1);
        const double mean = run.depth == 0 ? .625 : values[row][static_cast<std::size_t>(run.depth - 1)];
        const double accuracy = mean + 0.004 * (static_cast<double>(run.seed) - static_cast<double>(seeds + 1) / 2);
        result.runs.push_back({run, FinishReason::completed, accuracy, accuracy, 9, 10, 20, true, 1.5});
    }
    return result;
}

}  // namespace layerbench::fixture
