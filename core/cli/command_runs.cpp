// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/cli/numbers.h"
#include "core/cli/output_files.h"
#include "core/project/project.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace layerbench {

namespace {

struct Options {
    std::string project;
    std::string curves;
    bool json = false;
};

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
                                  {"validation_accuracy", jsonNumber(run.result.validationAccuracy)},
                                  {"best_epoch", run.result.bestEpoch},
                                  {"trainable_parameters", run.result.trainableParameters},
                                  {"total_parameters", run.result.totalParameters},
                                  {"seconds", run.result.seconds}});
    std::cout << answer.dump(2) << '\n';
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
