// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/outcome.h"

#include "core/study/cases.h"

#include <algorithm>
#include <limits>

namespace layerbench {

std::optional<AdviceOutcome> outcomeOf(std::string_view advised, const std::vector<CaseResult>& results) {
    std::vector<CaseResult> measured;
    std::ranges::copy_if(results, std::back_inserter(measured),
                         [](const CaseResult& result) { return !result.accuracies.empty(); });
    auto own = std::ranges::find(measured, advised, &CaseResult::caseName);
    if (own == measured.end() && advised == name(Case::fineTuneDifferent))
        own = std::ranges::find(measured, name(Case::fineTune), &CaseResult::caseName);
    if (own == measured.end() || measured.size() < 2)
        return std::nullopt;
    const Standings all = standings(measured);
    const auto at = static_cast<std::size_t>(own - measured.begin());
    AdviceOutcome outcome{.advised = own->caseName,
                          .best = all.cases[all.leader].caseName,
                          .advisedAccuracy = all.cases[at].accuracy.mean,
                          .bestAccuracy = all.cases[all.leader].accuracy.mean};
    outcome.seeds =
        std::ranges::min(all.cases, {}, [](const Standing& one) { return one.accuracy.count; }).accuracy.count;
    if (outcome.seeds >= fewestRuns)
        outcome.verdict =
            at == all.leader ? Verdict::noDifference : compareRuns(own->accuracies, measured[all.leader].accuracies);
    return outcome;
}

AdviserRecord recordOf(std::span<const AdviceOutcome> outcomes) {
    AdviserRecord record;
    for (const auto& outcome : outcomes) {
        ++record.outcomes;
        record.meanRegret += outcome.regret();
        record.worstRegret = std::max(record.worstRegret, outcome.regret());
        if (outcome.verdict == Verdict::tooFew)
            continue;
        ++record.judged;
        record.right += outcome.verdict == Verdict::noDifference ? 1 : 0;
    }
    record.meanRegret /= record.outcomes;
    if (record.outcomes == 0)
        record.meanRegret = record.worstRegret = std::numeric_limits<double>::quiet_NaN();
    return record;
}

}  // namespace layerbench
