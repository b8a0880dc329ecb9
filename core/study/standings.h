// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/text.h"
#include "core/study/verdict.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// "better", "worse", "no-difference", "too-few": as --json-lines writes it.
std::string_view name(Verdict verdict);

/// What the runs of one case came to, one entry per seed; runs that failed or have no accuracy yet are left out.
struct CaseResult {
    std::string caseName;
    std::vector<double> accuracies;  ///< validation, of the best epoch, in [0, 1]
};

/// A case among the others.
struct Standing {
    std::string caseName;
    Spread accuracy;  ///< over the seeds; of a case without a run the mean is NaN
    /// The leader's: better or not than all others; another case's: against the leader.
    Verdict verdict = Verdict::tooFew;
    Text sentence;  ///< one line for the board
};

struct Standings {
    std::vector<Standing> cases;  ///< as they were given
    std::size_t leader = 0;       ///< place of the highest mean
    /// Better: the leader is, than every other case. Else what it is against the best of those that it cannot be told
    /// apart from: noDifference or tooFew.
    Verdict lead = Verdict::tooFew;
    /// Training from scratch (case 4) beats every transferring case, beyond noise.
    bool negativeTransfer = false;
};

/// Compares the cases of one comparison. The test is compareRuns(): the verdicts say no more than it allows. Without a
/// single accuracy the leader is the first and every sentence says that nothing has been measured.
Standings standings(const std::vector<CaseResult>& results);

}  // namespace layerbench
