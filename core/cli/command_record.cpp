// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/cli/numbers.h"
#include "core/project/project.h"
#include "core/report/outcome_table.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace layerbench {

namespace {

struct Options {
    std::vector<std::string> projects;
    bool json = false;
    bool markdown = false;
};

Result<void> collect(const std::string& path, std::vector<OutcomeRow>& rows) {
    LB_TRY(const Project project, Project::open(path, Project::Access::read));
    LB_TRY(const auto comparisons, project.comparisons());
    for (const auto& comparison : comparisons) {
        LB_TRY(const auto runs, project.summaries(comparison.runs));
        if (auto row = outcomeRow(comparison, runs))
            rows.push_back(std::move(*row));
    }
    return {};
}

void printJson(const std::vector<OutcomeRow>& rows) {
    nlohmann::ordered_json answer;
    answer["outcomes"] = nlohmann::ordered_json::array();
    for (const auto& row : rows) {
        nlohmann::ordered_json one{{"network", row.network}, {"data", row.data}, {"pictures", row.pictures}};
        for (const auto& standing : row.cases)
            one["cases"].push_back({{"case", standing.caseName},
                                    {"validation_accuracy", jsonNumber(standing.accuracy.mean)},
                                    {"deviation", jsonNumber(standing.accuracy.deviation)},
                                    {"seeds", standing.accuracy.count}});
        one["advised"] = row.outcome.advised;
        one["confidence"] = jsonNumber(row.confidence);
        one["best"] = row.outcome.best;
        one["regret"] = row.outcome.regret();
        one["verdict"] = name(row.outcome.verdict);
        answer["outcomes"].push_back(std::move(one));
    }
    const AdviserRecord record = recordOf(rows);
    answer["mean_regret"] = jsonNumber(record.meanRegret);
    answer["worst_regret"] = jsonNumber(record.worstRegret);
    answer["judged"] = record.judged;
    answer["right"] = record.right;
    std::cout << answer.dump(2) << '\n';
}

Result<int> showRecord(const Options& options) {
    std::vector<OutcomeRow> rows;
    for (const auto& path : options.projects)
        LB_CHECK(collect(path, rows));
    if (options.json)
        printJson(rows);
    else if (rows.empty())
        std::cout << "No comparison yet in which the advised case ran. layerbench-cli compare makes one.\n";
    else
        std::cout << outcomeTable(rows, options.markdown ? TableFormat::markdown : TableFormat::text) << '\n'
                  << recordSentence(rows) << '\n';
    return exitDone;
}

}  // namespace

void addRecord(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("record", "The adviser's record: what it advised before each comparison, what "
                                                 "came out best, and what following it cost.\n"
                                                 "Example: layerbench-cli record race.layerbench");
    command->add_option("projects", options->projects, "Project files")->required();
    auto* json = command->add_flag("--json", options->json, "One JSON object");
    command->add_flag("--markdown", options->markdown, "The table as Markdown")->excludes(json);
    command->callback([&action, options] { action = [options] { return showRecord(*options); }; });
}

}  // namespace layerbench
