// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/cli/engine_ahead.h"
#include "core/cli/interrupt.h"
#include "core/cli/output_files.h"
#include "core/cli/progress.h"
#include "core/cli/recipe_file.h"
#include "core/cli/training_arguments.h"
#include "core/project/run_session.h"
#include "core/study/cases.h"
#include "core/study/variants.h"
#include "core/study/ways.h"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace layerbench {

namespace {

struct Options {
    std::string network;
    std::string data;
    std::string caseName;
    std::string cut;
    std::string variant;
    std::string recipe;
    std::string out;
    bool jsonLines = false;
    TrainingArguments training;
};

Result<Way> wayOf(const Options& options, const WayContext& context) {
    if (options.recipe.empty())
        return wayNamed(options.variant.empty() ? options.caseName : options.variant, context);
    LB_TRY(RecipeFile file, readRecipeFile(options.recipe));
    return Way{"recipe", std::move(file.recipe),
               file.training.value_or(defaultOptions(Case::fineTune, context.network, context.trainingPictures))};
}

std::vector<std::string> variantNames() {
    std::vector<std::string> names;
    for (const Variant which : allVariants())
        names.emplace_back(name(which));
    return names;
}

/// Trains to the end, in one of the two voices.
Result<int> carryOut(RunSession& session, RunControl& control, const StopOnSignal& signal, const RunLabel& label,
                     const std::string& project, bool jsonLines) {
    JsonLines lines(label);
    ProgressBar bar(session.options().epochs, session.epochsDone(), session.stepsPerEpoch());
    MetricSink& sink = jsonLines ? static_cast<MetricSink&>(lines) : bar;
    for (;;) {
        const auto more = session.epoch(control, sink);
        if (more && *more)
            continue;
        if (!session.ended())
            return Failure(more.error());
        const RunResult result = session.result();
        jsonLines ? lines.finished(result) : bar.finished(result);
        if (!jsonLines)
            std::cout << (result.reason == FinishReason::stopped
                              ? "paused after epoch " + std::to_string(result.epochs) + " of " +
                                    std::to_string(session.options().epochs) + "; go on with: layerbench-cli resume " +
                                    project + " --run " + std::to_string(label.run)
                              : "saved as run " + std::to_string(label.run) + " of " + project)
                      << std::endl;
        // A run that failed is stored and reported like any other; its error ends the program with status 1.
        if (!more)
            return Failure(more.error());
        if (result.reason == FinishReason::diverged)
            return Failure(Error{result.explanation});
        return signal.signalled() ? exitInterrupted : exitDone;
    }
}

Result<int> train(const Options& options) {
    RunControl control;
    const StopOnSignal signal(control);
    // What was typed is checked before anything is read that takes time.
    LB_TRY(const Augmentation augmentation, augmentationFromName(options.training.augment));
    LB_TRY(const DatasetOptions datasets, datasetOptions(options.training));
    LB_TRY(const TrainingOptions checked, trainingOptions(options.training, {}));
    LB_TRY(const OpenedNetwork network, openNetworkSource(options.network));
    WayContext context{.network = network.network,
                       .cut = options.cut,
                       .classCount = network.network.classCount(),
                       .epochs = options.training.epochs.value_or(0)};
    LB_CHECK(wayOf(options, context));
    LB_CHECK(canWriteProject(options.out));
    const EngineAhead ahead;
    const auto opened = openRunData(options.data, datasets, augmentation, threadCount(checked.compute), &control, {},
                                    &network.network.input());
    if (!opened)
        return signal.endedBy(opened.error());
    const RunData& data = *opened;
    reportSkipped(data.dataset);
    if (data.dataset.items(Part::validation).empty())
        std::cerr << "layerbench-cli: no picture is left to validate with; the last epoch counts as the best\n";
    context.trainingPictures = std::ssize(data.dataset.items(Part::training));
    context.classCount = std::ssize(data.dataset.classes);
    LB_TRY(const Way way, wayOf(options, context));
    LB_TRY(const TrainingOptions training, trainingOptions(options.training, way.options));
    LB_TRY(Engine * engine, loadEngine());
    const RunRequest request{network, way.caseName, way.recipe, training};
    LB_TRY(RunSession session, RunSession::prepare(*engine, data, request));
    LB_TRY(Project project, Project::create(options.out));
    LB_CHECK(session.enter(project, data, request));
    if (!options.jsonLines)
        describeData(data.dataset);
    return carryOut(session, control, signal, {session.id(), way.caseName, training.seed}, options.out,
                    options.jsonLines);
}

struct ResumeOptions {
    std::string project;
    std::int64_t run = 0;
    bool jsonLines = false;
};

Result<int> resume(const ResumeOptions& options) {
    RunControl control;
    const StopOnSignal signal(control);
    LB_TRY(Project project, Project::open(options.project));
    LB_TRY(const RunRecord record, project.run(options.run));
    LB_TRY(const DatasetRecord trained, project.dataset(record.dataset));
    DatasetOptions datasets;
    datasets.seed = trained.seed;
    datasets.validationFraction = trained.validationFraction;
    if (trained.perClass > 0)
        datasets.perClass = trained.perClass;
    LB_TRY(const Augmentation augmentation, augmentationFromName(trained.augmentation));
    const EngineAhead ahead;
    const auto opened = openRunData(trained.description, datasets, augmentation, threadCount(record.options.compute),
                                    &control, {}, &record.network.input());
    if (!opened)
        return signal.endedBy(opened.error());
    const RunData& data = *opened;
    LB_TRY(Engine * engine, loadEngine());
    LB_TRY(RunSession session, RunSession::resume(project, *engine, data, options.run));
    if (!options.jsonLines) {
        std::cout << "run " << options.run << " goes on after epoch " << session.epochsDone() << " of "
                  << record.options.epochs << '\n';
        describeData(data.dataset);
    }
    return carryOut(session, control, signal, {options.run, record.caseName, record.options.seed}, options.project,
                    options.jsonLines);
}

}  // namespace

void addTrain(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand(
        "train",
        "Edits the network as a case, a variant or a recipe says, trains it, and writes the run into a project.\n"
        "Example: layerbench-cli train squeezenet1_1:weights.pth --data photos --case 1 --out ants.layerbench\n"
        "Example: layerbench-cli train demo --data samples:similar --variant probe-then-tune --out demo.layerbench");
    command->add_option("network", options->network, networkHelp)->required();
    command->add_option("--data", options->data, dataHelp)->required();
    auto* byCase = command
                       ->add_option("--case", options->caseName,
                                    "1 new head, all else frozen | 2 keep layers up to --cut, frozen, new head | "
                                    "3 new head, train all | 4 new head, random weights, train all | 4-finetune as 3")
                       ->check(CLI::IsMember({"1", "2", "3", "4", "4-finetune"}));
    auto* byVariant = command->add_option("--variant", options->variant,
                                          "A way that papers and libraries name: fixed-features | output-only | "
                                          "high-level | probe-then-tune | gradual-unfreezing | layer-wise-rates; "
                                          "`recipes` explains them");
    byVariant->check(CLI::IsMember(variantNames()));
    auto* byRecipe = command->add_option("--recipe", options->recipe, "A recipe file (JSON) instead of a case");
    byRecipe->excludes(byCase)->excludes(byVariant);
    byVariant->excludes(byCase);
    command->add_option("--cut", options->cut, "For case 2: the last layer or block to keep");
    command->add_option("--out", options->out, "Project file; an existing one gets one more run")->required();
    command->add_flag("--json-lines", options->jsonLines, "One JSON object a line instead of a progress bar");
    addTrainingOptions(*command, options->training);
    command->callback([&action, options, byCase, byVariant, byRecipe] {
        if (byCase->empty() && byVariant->empty() && byRecipe->empty())
            throw CLI::RequiredError("--case, --variant or --recipe");
        if (!options->cut.empty() && options->caseName != "2")
            throw CLI::ValidationError("--cut", "belongs to --case 2 alone");
        action = [options] { return train(*options); };
    });
}

void addResume(CLI::App& app, Action& action) {
    auto options = std::make_shared<ResumeOptions>();
    auto* command = app.add_subcommand("resume", "Goes on with a run that was stopped or interrupted.\n"
                                                 "Example: layerbench-cli resume ants.layerbench --run 1");
    command->add_option("project", options->project, "Project file")->required();
    command->add_option("--run", options->run, "Number of the run, as `runs` lists it")->required();
    command->add_flag("--json-lines", options->jsonLines, "One JSON object a line instead of a progress bar");
    command->callback([&action, options] { action = [options] { return resume(*options); }; });
}

}  // namespace layerbench
