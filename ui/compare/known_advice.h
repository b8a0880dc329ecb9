// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/adviser.h"
#include "core/study/outcome.h"
#include "widgets/board/advice_state.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace layerbench {

/// How well the features of one block serve the data.
struct ProbedBlock {
    std::string cut;      ///< a cutPoint() of the network
    double accuracy = 0;  ///< of the linear probe, in [0, 1]

    bool operator==(const ProbedBlock&) const = default;
};

/// What the window needs of an advice, given now or kept with a comparison.
struct KnownAdvice {
    std::string caseName;
    std::string cut;                                               ///< proposedCut(): for case 2, whatever was advised
    double confidence = 0;                                         ///< [0, 1]
    double pictures = 0;                                           ///< to train on
    double difference = std::numeric_limits<double>::quiet_NaN();  ///< from the original data, [0, 1]
    bool judged = false;                                           ///< that is not measured: features had to do
    double unexplained = 0;            ///< pictures to train on that the best frozen features get wrong
    std::vector<ProbedBlock> profile;  ///< in network order
    /// Of one that was kept and would be said otherwise today: English, its arguments filled in.
    std::vector<Text> reasons;
    std::vector<Text> doubts;
    std::string json;  ///< as a comparison keeps it
};

KnownAdvice knownAdvice(const Advice& advice);
/// Back from what adviceToJson() wrote; none where it cannot be read.
std::optional<KnownAdvice> adviceFromKept(const std::string& json);

/// Why the data's dot does not stand in the advised case's cell, in the user's language; empty where it does.
QString elsewhere(const KnownAdvice& advice);

/// For the panel, in the user's language.
AdviceState adviceState(const KnownAdvice& advice, const AdviserRecord& record);

}  // namespace layerbench
