// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compared.h"

#include "core/network/cost.h"
#include "core/study/cases.h"
#include "core/study/forgetting.h"
#include "core/study/lesson.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ComparePage)
};

std::vector<RunSummary> summariesOf(const Comparison& comparison) {
    std::vector<RunSummary> runs;
    for (const auto& run : comparison.runs)
        runs.push_back(run.summary);
    return runs;
}

BoardRun::State stateOf(const ComparedRun& run) {
    if (run.training)
        return BoardRun::State::running;
    return run.summary.status == RunStatus::failed ? BoardRun::State::failed : BoardRun::State::finished;
}

BoardRun boardRun(const ComparedRun& run, std::int64_t epochs) {
    return {.seed = run.summary.seed,
            .accuracy = run.accuracy,
            .epochs = epochs,
            .seconds = run.summary.result.seconds,
            .state = stateOf(run)};
}

/// Mean over the runs of the best so far: what there is before any has ended well.
double bestSoFar(const std::vector<BoardRun>& runs) {
    double sum = 0;
    int count = 0;
    for (const auto& run : runs) {
        double best = -1;
        for (const double accuracy : run.accuracy)
            best = accuracy > best ? accuracy : best;
        if (best >= 0) {
            sum += best;
            ++count;
        }
    }
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

/// Of a case that was stopped before any of its runs came to an end.
QString stoppedText(const BoardCell& cell) {
    std::size_t done = 0;
    for (const auto& run : cell.runs)
        done = std::max(done, run.accuracy.size());
    return Words::tr("Stopped after epoch %1 of %2.").arg(done).arg(cell.runs.front().epochs);
}

/// Why a case did as it did, where that stands out, from the means over its runs that ended well.
QString lessonText(const BoardCell& cell, const Comparison& comparison) {
    double training = 0;
    int count = 0;
    for (const auto& run : comparison.runs)
        if (run.summary.caseName == cell.caseName && stateOf(run) == BoardRun::State::finished) {
            training += run.trainingAccuracy;
            ++count;
        }
    training /= count;
    switch (lessonOf(training, cell.accuracy)) {
    case Lesson::overfits:
        return Words::tr(
                   "Overfits: %1 of its training pictures right, %2 of new ones; %3 weights learnt them by heart.")
            .arg(percent(training), percent(cell.accuracy), shortCount(cell.trainableParameters));
    case Lesson::underfits:
        return cell.trainableParameters < cell.totalParameters
                   ? Words::tr("Underfits: only %1 right even in training; what is frozen does not tell these classes "
                               "apart.")
                         .arg(percent(training))
                   : Words::tr("Underfits: only %1 right even in training; all layers would need more epochs.")
                         .arg(percent(training));
    case Lesson::none:
        break;
    }
    return {};
}

void judge(BoardCell& cell, const Comparison& comparison, const Standings& all,
           const std::vector<ComparisonRow>& rows) {
    const auto standing = std::ranges::find(all.cases, cell.caseName, &Standing::caseName);
    const bool measured = standing != all.cases.end() && standing->accuracy.count > 0;
    cell.accuracy = measured ? standing->accuracy.mean : bestSoFar(cell.runs);
    cell.spread = measured ? standing->accuracy.deviation : cell.spread;
    if (comparison.active || cell.runs.empty())
        return;
    const bool failed =
        std::ranges::all_of(cell.runs, [](const BoardRun& run) { return run.state == BoardRun::State::failed; });
    if (measured) {
        cell.verdict = translated(standing->sentence);
        cell.lesson = lessonText(cell, comparison);
    } else if (!failed)
        cell.verdict = stoppedText(cell);
    cell.negativeTransfer = measured && all.negativeTransfer && cell.caseName == "4";
    const auto row = std::ranges::find(rows, cell.caseName, &ComparisonRow::caseName);
    if (row != rows.end() && forgets(comparison.sourceAccuracy, row->sourceAccuracy)) {
        cell.originalBefore = comparison.sourceAccuracy;
        cell.originalAfter = row->sourceAccuracy;
    }
}

}  // namespace

ComparedOn comparedOn(const OpenedNetwork& network, const RunData& data) {
    return {network.source.description, data.dataset.description, data.options.perClass.value_or(0)};
}

ComparedOn comparedOn(const ComparisonRecord& record) {
    return {record.network, record.data, record.perClass};
}

ComparedRun* Comparison::find(std::int64_t run) {
    const auto found = std::ranges::find(runs, run, [](const ComparedRun& one) { return one.summary.id; });
    return found == runs.end() ? nullptr : &*found;
}

std::vector<std::int64_t> Comparison::runsOf(std::string_view caseName) const {
    std::vector<std::int64_t> ids;
    for (const auto& run : runs)
        if (run.summary.caseName == caseName)
            ids.push_back(run.summary.id);
    return ids;
}

std::string usualCut(const Network& source) {
    const auto cuts = cutPoints(source);
    return cuts.empty() ? std::string() : cuts[cuts.size() - std::min<std::size_t>(2, cuts.size())];
}

std::vector<ComparedCase> plannedCases(const Network& source, std::int64_t classes, const std::string& cut,
                                       bool withFineTuneDifferent) {
    std::vector<ComparedCase> cases;
    for (const Case which : allCases()) {
        if (which == Case::fineTuneDifferent && !withFineTuneDifferent)
            continue;
        const auto recipe = caseRecipe(which, source, cut);
        if (!recipe)
            continue;
        if (auto network = apply(source, *recipe, classes))
            cases.push_back({std::string(name(which)), std::move(*network), 0});
    }
    return cases;
}

std::vector<BoardCell> boardCells(const Comparison& comparison, const Network& source) {
    const Standings all = standings(resultsOf(byCase(summariesOf(comparison))));
    const auto rows = comparison.active ? std::vector<ComparisonRow>() : tableRows(comparison);
    std::vector<BoardCell> cells;
    for (const auto& one : comparison.cases) {
        const Cost total = cost(one.network);
        BoardCell cell{.caseName = one.caseName,
                       .network = one.network,
                       .source = source,
                       .trainableParameters = total.trainableParameters,
                       .totalParameters = total.parameters,
                       .recommended = comparison.advice && comparison.advice->caseName == one.caseName};
        for (const auto& run : comparison.runs)
            if (run.summary.caseName == one.caseName)
                cell.runs.push_back(boardRun(run, one.epochs));
        // Seeds that have not begun.
        if (comparison.active)
            for (std::size_t i = cell.runs.size(); i < comparison.seeds.size(); ++i)
                cell.runs.push_back({.seed = comparison.seeds[i], .epochs = one.epochs});
        judge(cell, comparison, all, rows);
        cells.push_back(std::move(cell));
    }
    return cells;
}

std::vector<ComparisonRow> tableRows(const Comparison& comparison) {
    std::map<std::string, std::int64_t> multiplyAdds;
    for (const auto& one : comparison.cases)
        multiplyAdds[one.caseName] = cost(one.network).multiplyAdds;
    auto runs = summariesOf(comparison);
    // Times are of whole runs.
    std::erase_if(runs, [](const RunSummary& run) { return run.status == RunStatus::running; });
    auto rows = comparisonRows(byCase(runs), multiplyAdds);
    std::erase_if(rows, [](const ComparisonRow& row) { return row.seeds == 0; });
    std::ranges::stable_sort(rows, std::ranges::greater(), &ComparisonRow::accuracy);
    return rows;
}

}  // namespace layerbench
