// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/cli/engine_ahead.h"
#include "core/cli/interrupt.h"
#include "core/cli/numbers.h"
#include "core/cli/output_files.h"
#include "core/cli/progress.h"
#include "core/cli/training_arguments.h"
#include "core/network/cost.h"
#include "core/project/advice_json.h"
#include "core/project/advising.h"
#include "core/project/comparison.h"
#include "core/report/comparison_rows.h"
#include "core/study/cases.h"
#include "core/study/forgetting.h"
#include "core/weights/atomic_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <memory>

namespace layerbench {

namespace {

constexpr std::int64_t mostSeeds = 100;

struct Options {
    std::string network;
    std::string data;
    std::vector<std::string> cases{"1", "2", "3", "4"};
    std::int64_t seeds = 3;
    std::string cut;
    std::string source;
    std::string out;
    std::string report;
    bool jsonLines = false;
    TrainingArguments training;
};

/// One voice for every run of the comparison.
class Voices final : public ComparisonListener {
public:
    Voices(const std::vector<Way>& contestants, bool jsonLines) : contestants_(contestants), jsonLines_(jsonLines) {}

    MetricSink& onRun(const ComparisonRun& run) override {
        const Way& contestant = contestants_[run.contestant];
        const RunLabel label{run.id, contestant.caseName, run.seed};
        if (jsonLines_)
            sinks_[run.id] = std::make_unique<JsonLines>(label);
        else
            sinks_[run.id] = std::make_unique<ProgressBar>(contestant.options.epochs, 0, run.stepsPerEpoch, label);
        return *sinks_[run.id];
    }

    void onFinished(const ComparisonRun& run, const RunResult& result) override {
        MetricSink& sink = *sinks_[run.id];
        jsonLines_ ? static_cast<JsonLines&>(sink).finished(result) : static_cast<ProgressBar&>(sink).finished(result);
        stopped = stopped || result.reason == FinishReason::stopped;
    }

    bool stopped = false;

private:
    const std::vector<Way>& contestants_;
    bool jsonLines_;
    std::map<std::int64_t, std::unique_ptr<MetricSink>> sinks_;
};

/// `cut` where case 2 is to be run.
Result<std::vector<Way>> contestants(const Options& options, const WayContext& context) {
    std::vector<Way> all;
    for (const auto& caseName : options.cases) {
        LB_TRY(Way way, wayNamed(caseName, context));
        LB_TRY(way.options, trainingOptions(options.training, std::move(way.options)));
        all.push_back(std::move(way));
    }
    return all;
}

/// What the adviser says before the race.
void tell(const Advice& advice, const std::string& cut) {
    char sure[32];
    std::snprintf(sure, sizeof sure, "%.2f", advice.confidence);
    std::cout << "advised: case " << name(advice.which) << " (sure: " << sure << "); case 2 cuts after " << cut << '\n';
    for (const auto& reason : advice.reasons)
        std::cout << "  " << reason.english() << '\n';
    std::cout << std::endl;
}

/// Who has forgotten what the network was trained for; empty where nobody has.
std::string forgettingSentence(const ComparisonRecord& record, const std::vector<ComparisonRow>& rows) {
    std::string out;
    for (const auto& row : rows)
        if (forgets(record.sourceAccuracy, row.sourceAccuracy))
            out += "Case " + row.caseName + " forgets the original task (" + record.sourceData +
                   "): " + percent(record.sourceAccuracy) + " before, " + percent(row.sourceAccuracy) + " after.\n";
    return out;
}

void printSummaryLine(std::int64_t comparison, const std::vector<ComparisonRow>& rows, const Standings& all,
                      double before) {
    nlohmann::ordered_json line{{"event", "compared"}, {"comparison", comparison}};
    line["cases"] = nlohmann::ordered_json::array();
    for (const auto& row : rows)
        line["cases"].push_back({{"case", row.caseName},
                                 {"seeds", row.seeds},
                                 {"validation_accuracy", jsonNumber(row.accuracy)},
                                 {"deviation", jsonNumber(row.deviation)},
                                 {"trainable_parameters", row.trainableParameters},
                                 {"multiply_adds", row.multiplyAdds},
                                 {"seconds", jsonNumber(row.seconds)},
                                 {"seconds_saved", jsonNumber(row.secondsSaved)},
                                 {"peak_bytes", row.peakBytes},
                                 {"source_accuracy", jsonNumber(row.sourceAccuracy)},
                                 {"verdict", row.verdict}});
    line["best"] = all.cases[all.leader].caseName;
    line["lead"] = name(all.lead);
    line["negative_transfer"] = all.negativeTransfer;
    line["source_accuracy_before"] = jsonNumber(before);
    std::cout << line.dump() << std::endl;
}

/// What came out: the table on the screen, and the files of a report where one is wanted.
Result<void> report(const Project& project, std::int64_t comparison, const Options& options,
                    const std::vector<Way>& contestants, const OpenedNetwork& network, std::int64_t classes) {
    std::map<std::string, std::int64_t> multiplyAdds;
    for (const auto& contestant : contestants) {
        LB_TRY(const Network edited, apply(network.network, contestant.recipe, classes));
        multiplyAdds[contestant.caseName] = cost(edited).multiplyAdds;
    }
    LB_TRY(const auto all, project.comparisons());
    const auto record = std::ranges::find(all, comparison, &ComparisonRecord::id);
    LB_TRY(const auto runs, project.summaries(record->runs));
    const auto cases = byCase(runs);
    const auto rows = comparisonRows(cases, multiplyAdds);
    if (options.jsonLines)
        printSummaryLine(comparison, rows, standings(resultsOf(cases)), record->sourceAccuracy);
    else
        std::cout << '\n' << comparisonTable(rows, TableFormat::text) << forgettingSentence(*record, rows);
    if (options.report.empty())
        return {};
    LB_CHECK(writeCurves(project, runs, options.report));
    const std::filesystem::path place(options.report);
    LB_CHECK(writeText(place / "comparison.csv", comparisonTable(rows, TableFormat::csv)));
    LB_CHECK(writeText(place / "comparison.md", comparisonTable(rows, TableFormat::markdown)));
    return writeText(place / "comparison.tex", comparisonTable(rows, TableFormat::latex));
}

Result<int> compareCases(const Options& options) {
    RunControl control;
    const StopOnSignal signal(control);
    // What was typed is checked before anything is read that takes time.
    LB_TRY(const Augmentation augmentation, augmentationFromName(options.training.augment));
    LB_TRY(const DatasetOptions datasets, datasetOptions(options.training));
    LB_TRY(const TrainingOptions checked, trainingOptions(options.training, {}));
    LB_TRY(const OpenedNetwork network, openNetworkSource(options.network));
    if (!options.cut.empty())
        LB_CHECK(cutLayer(network.network, options.cut));
    LB_CHECK(canWriteProject(options.out));
    const EngineAhead ahead;
    auto opened = openRunData(options.data, datasets, augmentation, threadCount(checked.compute), &control, {},
                              &network.network.input());
    if (!opened)
        return signal.endedBy(opened.error());
    const Dataset& dataset = opened->dataset;
    reportSkipped(dataset);
    if (dataset.items(Part::validation).empty())
        return failure(LB_TEXT("cli", "“%1” has no picture to validate with, and without one nothing can be compared. "
                                      "Add pictures, or choose a larger --validation-fraction."),
                       options.data);
    const auto classes = std::ssize(dataset.classes);
    LB_TRY(Engine * engine, loadEngine());
    if (!options.jsonLines)
        describeData(dataset);
    const auto advice =
        adviseOn(*engine, network, dataset, {options.source, options.training.seed, checked.compute}, control);
    if (!advice)
        return signal.endedBy(advice.error());
    const std::string cut = options.cut.empty() ? proposedCut(*advice) : options.cut;
    if (!options.jsonLines)
        tell(*advice, cut);
    LB_TRY(const auto runners, contestants(options, {.network = network.network,
                                                     .cut = cut,
                                                     .classCount = classes,
                                                     .trainingPictures = std::ssize(dataset.items(Part::training)),
                                                     .epochs = options.training.epochs.value_or(0)}));
    ComparisonRequest request{network, std::move(*opened), {}, runners, adviceToJson(*advice), options.source};
    for (std::int64_t i = 0; i < options.seeds; ++i)
        request.seeds.push_back(options.training.seed + static_cast<std::uint64_t>(i));
    LB_TRY(Project project, Project::create(options.out));
    Voices voices(runners, options.jsonLines);
    LB_TRY(const std::int64_t comparison, compare(*engine, project, request, control, voices));
    if (comparison == 0)
        return exitInterrupted;
    LB_CHECK(report(project, comparison, options, runners, network, classes));
    if (signal.signalled())
        return exitInterrupted;
    return exitDone;
}

}  // namespace

void addCompare(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand(
        "compare",
        "Races cases under equal conditions over several seeds, and says which one fits. On a GPU the runs of\n"
        "a seed train at once as far as there is room.\n"
        "Example: layerbench-cli compare demo --data 'samples:similar?per-class=10' --out race.layerbench");
    command->add_option("network", options->network, networkHelp)->required();
    command->add_option("--data", options->data, dataHelp)->required();
    command
        ->add_option("--cases", options->cases,
                     "Which cases and variants, such as 1,2,gradual-unfreezing (layerbench-cli recipes lists them)")
        ->delimiter(',')
        ->check(CLI::IsMember(wayNames()))
        ->capture_default_str();
    command->add_option("--seeds", options->seeds, "How many seeds, from --seed on")
        ->check(CLI::Range(std::int64_t{1}, mostSeeds))
        ->capture_default_str();
    command->add_option("--cut", options->cut,
                        "For case 2: the last layer or block to keep; the adviser's if left out");
    command->add_option("--source", options->source, sourceHelp);
    command->add_option("--out", options->out, "Project file; an existing one gets the runs added")->required();
    command->add_option("--report", options->report,
                        "Folder to write tables (comparison.md, .csv, .tex; results) and curves into");
    command->add_flag("--json-lines", options->jsonLines, "One JSON object a line instead of progress");
    addTrainingOptions(*command, options->training);
    command->callback([&action, options] { action = [options] { return compareCases(*options); }; });
}

}  // namespace layerbench
