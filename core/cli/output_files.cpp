// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/output_files.h"

#include "core/report/curves.h"
#include "core/study/cases.h"
#include "core/weights/atomic_file.h"

#include <algorithm>

namespace layerbench {

namespace {

/// Repeats share a line of the legend; where a case was run in several ways, each is named by its first run.
std::string labelOf(const RunSummary& run, const std::vector<RunSummary>& runs) {
    const std::string label = run.caseName + " · " + titleOf(run);
    const auto sameName = [&](const RunSummary& other) {
        return other.caseName == run.caseName && titleOf(other) == titleOf(run);
    };
    const auto repeats = [&](const RunSummary& other) { return sameName(other) && other.repeats == run.repeats; };
    if (std::ranges::count_if(runs, sameName) == std::ranges::count_if(runs, repeats))
        return label;
    return label + " (run " + std::to_string(std::ranges::find_if(runs, repeats)->id) + ")";
}

}  // namespace

std::string titleOf(const RunSummary& run) {
    const auto which = caseFromName(run.caseName);
    return which ? title(*which) : run.recipe;
}

std::vector<ResultRow> rowsOf(const std::vector<RunSummary>& runs) {
    std::vector<ResultRow> rows;
    for (const auto& run : runs)
        rows.push_back({run.id, run.caseName, titleOf(run), run.seed, run.result.validationAccuracy,
                        run.result.bestEpoch, run.result.trainableParameters, run.result.totalParameters,
                        run.result.seconds, run.result.cache.secondsSaved, std::string(name(run.status)),
                        run.architecture, run.data});
    return rows;
}

Result<void> writeCurves(const Project& project, const std::vector<RunSummary>& runs, const std::string& folder) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem)
        return failure(LB_TEXT("cli", "The folder “%1” cannot be made: %2. Choose another."), folder,
                       problem.message());
    const auto rows = rowsOf(runs);
    std::vector<RunCurve> curves;
    for (const auto& run : runs) {
        LB_TRY(auto epochs, project.epochs(run.id));
        LB_TRY(const TrainingOptions options, project.options(run.id));
        RunCurve curve{run.caseName, labelOf(run, runs), run.seed, std::move(epochs), run.result.bestEpoch, run.id};
        for (const auto& phase : options.phases)
            curve.phases.push_back(phase.epoch);
        curves.push_back(std::move(curve));
    }
    std::ranges::stable_sort(curves, {}, &RunCurve::caseName);
    const std::filesystem::path place(folder);
    LB_CHECK(writeText(place / "curves.svg", lossAccuracySvg(curves)));
    LB_CHECK(writeText(place / "curves.csv", curvesCsv(curves)));
    LB_CHECK(writeText(place / "results.csv", resultTable(rows, TableFormat::csv)));
    return writeText(place / "results.md", resultTable(rows, TableFormat::markdown));
}

Result<void> canWriteProject(const std::string& out) {
    std::error_code ignored;
    if (std::filesystem::exists(out, ignored)) {
        LB_CHECK(Project::open(out, Project::Access::read));
    } else {
        LB_CHECK(AtomicFile::create(out));
    }
    return {};
}

}  // namespace layerbench
