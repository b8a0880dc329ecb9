// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/standings.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// What became of an advice: the advised case among those that were run.
struct AdviceOutcome {
    std::string advised;  ///< the case that ran for the advised one
    std::string best;     ///< the case with the highest mean
    double advisedAccuracy = 0;
    double bestAccuracy = 0;
    std::int64_t seeds = 0;  ///< the fewest runs that any case has
    /// The advised case against the best: worse or noDifference; tooFew where any case has fewer than fewestRuns.
    Verdict verdict = Verdict::tooFew;

    /// Accuracy given away by following the advice, in [0, 1].
    double regret() const { return bestAccuracy - advisedAccuracy; }
};

/// Case 3's runs answer for 4-finetune where that did not run itself: they are trained alike. None where the advised
/// case has no accuracy, or no other one has.
std::optional<AdviceOutcome> outcomeOf(std::string_view advised, const std::vector<CaseResult>& results);

/// The adviser's record.
struct AdviserRecord {
    int outcomes = 0;
    int judged = 0;  ///< of them with runs enough to tell
    int right = 0;   ///< of these: the advised case was best, or not worse than the best beyond noise
    /// Over all outcomes; NaN where there are none.
    double meanRegret = 0;
    double worstRegret = 0;
};
AdviserRecord recordOf(std::span<const AdviceOutcome> outcomes);

}  // namespace layerbench
