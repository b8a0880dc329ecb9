// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <QString>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace layerbench {

/// One run of a case: one seed.
struct BoardRun {
    enum class State { waiting, running, finished, failed };

    std::uint64_t seed = 0;
    std::vector<double> accuracy = {};  ///< of the validation in [0, 1], by epoch from 1; NaN: a gap
    std::int64_t epochs = 0;            ///< planned
    double seconds = 0;                 ///< that it took so far
    State state = State::waiting;
};

/// What the board says of one case. "4-finetune" is shown in the cell of "4".
struct BoardCell {
    std::string caseName = {};            ///< as core/study/cases.h writes it
    std::optional<Network> network = {};  ///< after the case's recipe
    std::optional<Network> source = {};   ///< before it: what was cut off is drawn as a ghost
    std::vector<BoardRun> runs = {};
    double accuracy = std::numeric_limits<double>::quiet_NaN();  ///< mean over the seeds; NaN: unknown
    double spread = std::numeric_limits<double>::quiet_NaN();    ///< half the width of its band
    QString verdict = {};                                        ///< one sentence
    QString lesson = {};  ///< why it did so; one sentence, empty where nothing stands out
    std::int64_t trainableParameters = 0;
    std::int64_t totalParameters = 0;  ///< 0: unknown
    bool recommended = false;
    bool negativeTransfer = false;  ///< training from scratch does better, beyond the noise
    /// Accuracy at the task that the network was trained for, where it has forgotten much of it; else NaN.
    double originalBefore = std::numeric_limits<double>::quiet_NaN();
    double originalAfter = std::numeric_limits<double>::quiet_NaN();

    bool forgets() const { return originalAfter < originalBefore; }
};

/// Where the user's data set stands.
struct BoardPlace {
    double images = 0;                                             ///< to train on
    double difference = std::numeric_limits<double>::quiet_NaN();  ///< from the original data, [0, 1]; NaN: not known
    bool judged = false;  ///< not measured: the original data is not at hand, the features had to do
};

struct BoardState {
    QString subtitle = {};              ///< "similar shapes, 20 images per class · 3 seeds"
    std::vector<BoardCell> cells = {};  ///< any of the cases, in any order; of two with one name the first counts
    std::optional<BoardPlace> place = {};

    const BoardCell* find(std::string_view caseName) const {
        for (const auto& cell : cells)
            if (cell.caseName == caseName)
                return &cell;
        return nullptr;
    }
};

}  // namespace layerbench
