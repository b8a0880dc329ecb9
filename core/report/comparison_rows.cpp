// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/comparison_rows.h"

#include "core/study/cases.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace layerbench {

namespace {

template <class Value>
double meanOver(const std::vector<RunSummary>& runs, Value value) {
    double sum = 0;
    for (const auto& run : runs)
        sum += value(run);
    return runs.empty() ? 0 : sum / static_cast<double>(runs.size());
}

double meanOfMeasured(const std::vector<RunSummary>& runs) {
    std::vector<double> measured;
    for (const auto& run : runs)
        if (std::isfinite(run.sourceAccuracy))
            measured.push_back(run.sourceAccuracy);
    return spreadOf(measured).mean;
}

/// The user's first word on any of the seeds.
std::string noteOf(const std::vector<RunSummary>& runs) {
    const auto found = std::ranges::find_if(runs, [](const RunSummary& run) { return !run.note.empty(); });
    return found == runs.end() ? std::string() : found->note;
}

double secondsPerEpoch(const RunSummary& run) {
    return run.epochs > 0 ? run.result.seconds / static_cast<double>(run.epochs) : 0;
}

}  // namespace

std::vector<RunsOfCase> byCase(const std::vector<RunSummary>& runs) {
    std::vector<RunsOfCase> cases;
    for (const auto& run : runs) {
        auto found = std::ranges::find(cases, run.caseName, &RunsOfCase::caseName);
        if (found == cases.end())
            found = cases.insert(cases.end(), {run.caseName, {}});
        found->runs.push_back(run);
    }
    return cases;
}

std::vector<CaseResult> resultsOf(const std::vector<RunsOfCase>& cases) {
    std::vector<CaseResult> results;
    for (const auto& one : cases) {
        CaseResult result{one.caseName, {}};
        for (const auto& run : one.runs)
            if (run.status == RunStatus::finished && std::isfinite(run.result.validationAccuracy))
                result.accuracies.push_back(run.result.validationAccuracy);
        results.push_back(std::move(result));
    }
    return results;
}

std::vector<ComparisonRow> comparisonRows(const std::vector<RunsOfCase>& cases,
                                          const std::map<std::string, std::int64_t>& multiplyAdds) {
    const Standings all = standings(resultsOf(cases));
    std::vector<ComparisonRow> rows;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto& runs = cases[i].runs;
        const Standing& standing = all.cases[i];
        const auto which = caseFromName(cases[i].caseName);
        const auto cost = multiplyAdds.find(cases[i].caseName);
        rows.push_back({
            .caseName = cases[i].caseName,
            .title = which ? title(*which) : runs.front().recipe,
            .accuracy = standing.accuracy.mean,
            .deviation = standing.accuracy.deviation,
            .seeds = standing.accuracy.count,
            .bestEpoch = meanOver(runs, [](const auto& run) { return static_cast<double>(run.result.bestEpoch); }),
            .trainableParameters = runs.front().result.trainableParameters,
            .totalParameters = runs.front().result.totalParameters,
            .multiplyAdds = cost == multiplyAdds.end() ? 0 : cost->second,
            .secondsPerEpoch = meanOver(runs, secondsPerEpoch),
            .seconds = meanOver(runs, [](const auto& run) { return run.result.seconds; }),
            .secondsSaved = meanOver(runs, [](const auto& run) { return run.result.cache.secondsSaved; }),
            .peakBytes =
                std::ranges::max(runs, {}, [](const auto& run) { return run.result.peakBytes; }).result.peakBytes,
            .sourceAccuracy = meanOfMeasured(runs),
            .note = noteOf(runs),
            .verdict = standing.sentence.english(),
        });
    }
    return rows;
}

}  // namespace layerbench
