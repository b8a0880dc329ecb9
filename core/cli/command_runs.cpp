// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/project/project.h"
#include "core/report/curves.h"
#include "core/report/result_table.h"
#include "core/study/cases.h"
#include "core/weights/atomic_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>

namespace layerbench {

namespace {

struct Options {
    std::string project;
    std::string curves;
    bool json = false;
};

std::string titleOf(const RunSummary& run) {
    const auto which = caseFromName(run.caseName);
    return which ? title(*which) : run.recipe;
}

void printJson(const std::vector<RunSummary>& runs) {
    nlohmann::ordered_json answer;
    answer["runs"] = nlohmann::ordered_json::array();
    for (const auto& run : runs)
        answer["runs"].push_back({{"run", run.id},
                                  {"case", run.caseName},
                                  {"recipe", run.recipe},
                                  {"seed", run.seed},
                                  {"status", name(run.status)},
                                  {"epochs", run.epochs},
                                  {"validation_accuracy", std::isfinite(run.result.validationAccuracy)
                                                              ? nlohmann::ordered_json(run.result.validationAccuracy)
                                                              : nlohmann::ordered_json(nullptr)},
                                  {"best_epoch", run.result.bestEpoch},
                                  {"trainable_parameters", run.result.trainableParameters},
                                  {"total_parameters", run.result.totalParameters},
                                  {"seconds", run.result.seconds}});
    std::cout << answer.dump(2) << '\n';
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

Result<void> writeText(const std::filesystem::path& path, const std::string& content) {
    LB_TRY(AtomicFile file, AtomicFile::create(path));
    LB_CHECK(file.write(content));
    return file.commit();
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
        curves.push_back({run.caseName, labelOf(run, runs), run.seed, std::move(epochs), run.result.bestEpoch, run.id});
    }
    std::ranges::stable_sort(curves, {}, &RunCurve::caseName);
    const std::filesystem::path place(folder);
    LB_CHECK(writeText(place / "curves.svg", lossAccuracySvg(curves)));
    LB_CHECK(writeText(place / "curves.csv", curvesCsv(curves)));
    LB_CHECK(writeText(place / "results.csv", resultTable(rows, TableFormat::csv)));
    return writeText(place / "results.md", resultTable(rows, TableFormat::markdown));
}

Result<int> listRuns(const Options& options) {
    LB_TRY(const Project project, Project::open(options.project, Project::Access::read));
    LB_TRY(const auto runs, project.runs());
    if (!options.curves.empty())
        LB_CHECK(writeCurves(project, runs, options.curves));
    if (options.json)
        printJson(runs);
    else
        std::cout << resultTable(rowsOf(runs), TableFormat::text);
    return exitDone;
}

}  // namespace

void addRuns(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("runs", "Lists the runs of a project; writes their curves.\n"
                                               "Example: layerbench-cli runs ants.layerbench --curves results");
    command->add_option("project", options->project, "Project file")->required();
    command->add_option("--curves", options->curves,
                        "Folder to write curves.svg, curves.csv, results.csv and results.md into");
    command->add_flag("--json", options->json, "One JSON object");
    command->callback([&action, options] { action = [options] { return listRuns(*options); }; });
}

}  // namespace layerbench
