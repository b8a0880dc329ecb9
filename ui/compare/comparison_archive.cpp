// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparison_archive.h"

#include "core/report/outcome_table.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

Result<StoredComparison> readOne(const Project& project, const ComparisonRecord& record) {
    StoredComparison stored{record, {}, static_cast<double>(record.perClass)};
    LB_TRY(stored.runs, project.summaries(record.runs));
    if (stored.perClass <= 0 && !stored.runs.empty()) {
        LB_TRY(const DatasetRecord data, project.dataset(stored.runs.front().dataset));
        stored.perClass = static_cast<double>(data.trainingPictures) /
                          static_cast<double>(std::max<std::size_t>(1, data.classes.size()));
    }
    return stored;
}

Result<Comparison> readCurves(const Project& project, const StoredComparison& stored, const Network& source) {
    Comparison comparison{.on = comparedOn(stored.record),
                          .cases = {},
                          .seeds = {},
                          .runs = {},
                          .advice = adviceFromKept(stored.record.advice),
                          .sourceAccuracy = stored.record.sourceAccuracy};
    for (const auto& summary : stored.runs) {
        ComparedRun run{summary, {}};
        LB_TRY(const auto epochs, project.epochs(summary.id));
        for (const auto& epoch : epochs)
            run.accuracy.push_back(epoch.validationAccuracy);
        if (!epochs.empty())
            run.trainingAccuracy = epochs.back().trainAccuracy;
        comparison.runs.push_back(std::move(run));
        if (std::ranges::find(comparison.seeds, summary.seed) == comparison.seeds.end())
            comparison.seeds.push_back(summary.seed);
        if (std::ranges::find(comparison.cases, summary.caseName, &ComparedCase::caseName) != comparison.cases.end())
            continue;
        LB_TRY(const RunRecord record, project.run(summary.id));
        // From the source that is open: its weights are in memory already.
        LB_TRY(Network network, apply(source, record.recipe, record.network.classCount()));
        comparison.cases.push_back(
            {summary.caseName, std::move(network), record.options.epochs, record.recipe, record.options});
    }
    return comparison;
}

}  // namespace

Result<ComparisonArchive> readComparisons(const Project& project, const ComparedOn& on, const Network& source) {
    ComparisonArchive archive;
    LB_TRY(const auto records, project.comparisons());
    for (const auto& record : records) {
        LB_TRY(auto stored, readOne(project, record));
        if (!stored.runs.empty())
            archive.all.push_back(std::move(stored));
    }
    const auto last = std::find_if(archive.all.rbegin(), archive.all.rend(),
                                   [&on](const StoredComparison& stored) { return comparedOn(stored.record) == on; });
    // One that does not fit the network (another of the same name) is not shown.
    if (last != archive.all.rend())
        if (auto comparison = readCurves(project, *last, source))
            archive.last = std::move(*comparison);
    return archive;
}

std::vector<SizeSeries> sizeSeries(const std::vector<StoredComparison>& all, const std::string& network,
                                   const std::string& data) {
    std::vector<const StoredComparison*> fitting;
    for (const auto& stored : all)
        if (stored.record.network == network && stored.record.data == data)
            fitting.push_back(&stored);
    // Of two at one size the later point counts: a short one, such as a verification, must not hide a longer one.
    std::ranges::stable_sort(fitting, {}, [](const StoredComparison* stored) {
        std::int64_t epochs = 0;
        for (const auto& run : stored->runs)
            epochs = std::max(epochs, run.epochs);
        return epochs;
    });
    std::vector<SizeSeries> series;
    for (const auto* one : fitting) {
        const StoredComparison& stored = *one;
        for (const auto& standing : standings(resultsOf(byCase(stored.runs))).cases) {
            if (standing.accuracy.count == 0)
                continue;
            auto found = std::ranges::find(series, standing.caseName, &SizeSeries::caseName);
            if (found == series.end())
                found = series.insert(series.end(), {standing.caseName, {}});
            found->points.push_back({stored.perClass, standing.accuracy.mean, standing.accuracy.deviation});
        }
    }
    std::ranges::sort(series, {}, &SizeSeries::caseName);
    return series;
}

AdviserRecord adviserRecord(const std::vector<StoredComparison>& all) {
    std::vector<AdviceOutcome> outcomes;
    for (const auto& stored : all)
        if (const auto row = outcomeRow(stored.record, stored.runs))
            outcomes.push_back(row->outcome);
    return recordOf(outcomes);
}

}  // namespace layerbench
