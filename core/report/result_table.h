// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/text_table.h"

#include <cstdint>
#include <string>
#include <vector>

namespace layerbench {

/// One run's line.
struct ResultRow {
    std::int64_t run = 0;  ///< its number in the project
    std::string caseName;
    std::string title;  ///< "Train a new head"
    std::uint64_t seed = 0;
    double accuracy = 0;         ///< validation, of the best epoch, in [0, 1]; NaN where it was not measured
    std::int64_t bestEpoch = 0;  ///< 0: none
    std::int64_t trainableParameters = 0;
    std::int64_t totalParameters = 0;
    double seconds = 0;
    double secondsSaved = 0;  ///< by the feature cache
    std::string status;       ///< "finished", "paused", …
    std::string network;      ///< "squeezenet1_1"
    std::string data;         ///< as it was named
};

/// The rows in the order given.
std::string resultTable(const std::vector<ResultRow>& rows, TableFormat format);

}  // namespace layerbench
