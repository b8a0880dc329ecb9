// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/metrics.h"

#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace layerbench {

/// One run as it is drawn.
struct PlotRun {
    std::int64_t id = 0;
    QString label = {};                   ///< "Run 3 · case 1"
    std::string caseName = {};            ///< gives the colour where several runs are shown
    std::vector<StepMetrics> steps = {};  ///< of runs that were seen training; else empty
    std::vector<EpochMetrics> epochs = {};
    std::int64_t bestEpoch = 0;  ///< 0: none
    std::int64_t stepsPerEpoch = 1;
    std::uint64_t seed = 0;  ///< for tables
};

}  // namespace layerbench
