// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/board/board_state.h"

#include <map>

namespace layerbench {

/// Runs of one case by epoch: the mean of those that have come so far, and from the lowest to the highest of them.
struct MeanCurve {
    std::vector<double> mean = {};  ///< [epochs], NaN where no run has a value
    std::vector<double> low = {};   ///< [epochs]
    std::vector<double> high = {};  ///< [epochs]
    std::size_t common = 0;         ///< up to here every run that has begun has its value; behind it, a part of them
    std::size_t runs = 0;           ///< that have begun

    bool empty() const { return runs == 0; }
};
/// Values outside [0, 1] and infinities count as gaps.
MeanCurve meanCurve(const std::vector<BoardRun>& runs);

/// Accuracies that an axis shows, and where its lines stand.
struct AccuracyAxis {
    double low = 0;
    double high = 1;
    std::vector<double> ticks = {0, 0.5, 1};
};
/// From `low` to `high` in round steps, three to six lines; [0, 1] where low > high.
AccuracyAxis accuracyAxis(double low, double high);

/// All curves of a board and the axes that all its cells share.
struct BoardCurves {
    std::map<std::string, MeanCurve, std::less<>> ofCase = {};
    std::int64_t epochs = 1;  ///< the longest plan or run
    AccuracyAxis axis = {};

    const MeanCurve* find(std::string_view caseName) const {
        const auto found = ofCase.find(caseName);
        return found == ofCase.end() || found->second.empty() ? nullptr : &found->second;
    }
};
BoardCurves boardCurves(const BoardState& state);

}  // namespace layerbench
