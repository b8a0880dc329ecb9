// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/metrics.h"

#include <QString>

#include <cstdint>
#include <string>
#include <utility>
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
    /// Changes in mid-run, such as layers that join: the epoch that each begins with, and the words for it.
    std::vector<std::pair<std::int64_t, QString>> phases = {};
};

}  // namespace layerbench
