// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/text_table.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace layerbench {

/// One case of a comparison, over its seeds.
struct ComparisonRow {
    std::string caseName;
    std::string title = {};  ///< "Train a new head"
    double accuracy = 0;     ///< mean, in [0, 1]; NaN where nothing was measured
    double deviation = 0;    ///< sample standard deviation; NaN with one seed
    std::int64_t seeds = 0;  ///< runs with an accuracy
    double bestEpoch = 0;    ///< mean
    std::int64_t trainableParameters = 0;
    std::int64_t totalParameters = 0;
    std::int64_t multiplyAdds = 0;  ///< of the forward pass for one picture
    double secondsPerEpoch = 0;     ///< mean over epochs and seeds
    double seconds = 0;             ///< mean over seeds
    double secondsSaved = 0;        ///< mean, by computing the frozen part once
    std::int64_t peakBytes = 0;     ///< the most that any of the runs took; 0: not measured
    /// At the task that the network was trained for, with what the runs made of its layers, mean; NaN: not measured.
    double sourceAccuracy = std::numeric_limits<double>::quiet_NaN();
    std::string note = {};  ///< the user's
    std::string verdict = {};
};

/// The rows in the order given. Memory, the original task and notes have a column where any row has one.
std::string comparisonTable(const std::vector<ComparisonRow>& rows, TableFormat format);

}  // namespace layerbench
