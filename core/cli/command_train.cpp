// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/cli/interrupt.h"
#include "core/cli/progress.h"
#include "core/cli/training_arguments.h"
#include "core/data/files.h"
#include "core/project/recipe_json.h"
#include "core/project/run_session.h"
#include "core/study/cases.h"
#include "core/weights/atomic_file.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

namespace layerbench {

namespace {

constexpr std::int64_t largestRecipeFile = std::int64_t{64} << 20;

struct Options {
    std::string network;
    std::string data;
    std::string caseName;
    std::string cut;
    std::string recipe;
    std::string out;
    bool jsonLines = false;
    TrainingArguments training;
};

/// What happens to the network, and the options that suit it.
struct Plan {
    std::string caseName;
    Recipe recipe;
    TrainingOptions standard;
};

Result<Plan> planOf(const Options& options, const Network& network, std::int64_t pictures) {
    if (!options.recipe.empty()) {
        LB_TRY(const auto file, readFile(pathFromUtf8(options.recipe), largestRecipeFile));
        auto recipe = recipeFromJson({reinterpret_cast<const char*>(file.data()), file.size()});
        if (!recipe)
            return failure(LB_TEXT("cli", "“%1” is no recipe. %2"), options.recipe, recipe.error().message());
        return Plan{"recipe", std::move(*recipe), defaultOptions(Case::fineTune, network, pictures)};
    }
    LB_TRY(const Case which, caseFromName(options.caseName));
    LB_TRY(Recipe recipe, caseRecipe(which, network, options.cut));
    return Plan{options.caseName, std::move(recipe), defaultOptions(which, network, pictures)};
}

/// What will be trained on, with the class balance.
void describeData(const RunData& data) {
    const Dataset& dataset = data.dataset;
    const auto training = classCounts(dataset, Part::training);
    const auto validation = classCounts(dataset, Part::validation);
    std::cout << dataset.description << ": " << dataset.classes.size() << " classes, "
              << dataset.items(Part::training).size() << " training and " << dataset.items(Part::validation).size()
              << " validation pictures" << (dataset.validationWasSplit ? " (split by seed)" : "") << '\n';
    constexpr std::size_t shown = 20;
    for (std::size_t i = 0; i < std::min(shown, dataset.classes.size()); ++i)
        std::cout << (i > 0 ? ", " : "  ") << dataset.classes[i] << ' ' << training[i] << " + " << validation[i];
    std::cout << (dataset.classes.size() > shown ? ", …" : "") << std::endl;
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

/// Said before minutes go into reading pictures; nothing is left behind when the data turns out to be bad.
Result<void> canWriteProject(const std::string& out) {
    std::error_code ignored;
    if (std::filesystem::exists(out, ignored)) {
        LB_CHECK(Project::open(out, Project::Access::read));
    } else {
        LB_CHECK(AtomicFile::create(out));
    }
    return {};
}

Result<int> train(const Options& options) {
    RunControl control;
    const StopOnSignal signal(control);
    // What was typed is checked before anything is read that takes time.
    LB_TRY(const Augmentation augmentation, augmentationFromName(options.training.augment));
    LB_TRY(const DatasetOptions datasets, datasetOptions(options.training));
    LB_TRY(const TrainingOptions checked, trainingOptions(options.training, {}));
    LB_TRY(const OpenedNetwork network, openNetworkSource(options.network));
    LB_TRY(const Plan early, planOf(options, network.network, 1));
    LB_CHECK(canWriteProject(options.out));
    const auto opened = openRunData(options.data, datasets, augmentation, threadCount(checked.compute), &control);
    if (!opened)
        return signal.endedBy(opened.error());
    const RunData& data = *opened;
    reportSkipped(data.dataset);
    if (data.dataset.items(Part::validation).empty())
        std::cerr << "layerbench-cli: no picture is left to validate with; the last epoch counts as the best\n";
    LB_TRY(const Plan plan, planOf(options, network.network, std::ssize(data.dataset.items(Part::training))));
    LB_TRY(const TrainingOptions training, trainingOptions(options.training, plan.standard));
    LB_TRY(Engine * engine, loadEngine());
    const RunRequest request{network, plan.caseName, plan.recipe, training};
    LB_TRY(RunSession session, RunSession::prepare(*engine, data, request));
    LB_TRY(Project project, Project::create(options.out));
    LB_CHECK(session.enter(project, data, request));
    if (!options.jsonLines)
        describeData(data);
    return carryOut(session, control, signal, {session.id(), plan.caseName, training.seed}, options.out,
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
    const auto opened =
        openRunData(trained.description, datasets, augmentation, threadCount(record.options.compute), &control);
    if (!opened)
        return signal.endedBy(opened.error());
    const RunData& data = *opened;
    LB_TRY(Engine * engine, loadEngine());
    LB_TRY(RunSession session, RunSession::resume(project, *engine, data, options.run));
    if (!options.jsonLines) {
        std::cout << "run " << options.run << " goes on after epoch " << session.epochsDone() << " of "
                  << record.options.epochs << '\n';
        describeData(data);
    }
    return carryOut(session, control, signal, {options.run, record.caseName, record.options.seed}, options.project,
                    options.jsonLines);
}

}  // namespace

void addTrain(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand(
        "train",
        "Edits the network as a case or a recipe says, trains it, and writes the run into a project.\n"
        "Example: layerbench-cli train squeezenet1_1:weights.pth --data photos --case 1 --out ants.layerbench");
    command->add_option("network", options->network, networkHelp)->required();
    command->add_option("--data", options->data, dataHelp)->required();
    auto* byCase = command
                       ->add_option("--case", options->caseName,
                                    "1 new head, all else frozen | 2 keep layers up to --cut, frozen, new head | "
                                    "3 new head, train all | 4 new head, random weights, train all | 4-finetune as 3")
                       ->check(CLI::IsMember({"1", "2", "3", "4", "4-finetune"}));
    auto* byRecipe = command->add_option("--recipe", options->recipe, "A recipe file (JSON) instead of a case");
    byRecipe->excludes(byCase);
    command->add_option("--cut", options->cut, "For case 2: the last layer or block to keep");
    command->add_option("--out", options->out, "Project file; an existing one gets one more run")->required();
    command->add_flag("--json-lines", options->jsonLines, "One JSON object a line instead of a progress bar");
    addTrainingOptions(*command, options->training);
    command->callback([&action, options, byCase, byRecipe] {
        if (byCase->empty() && byRecipe->empty())
            throw CLI::RequiredError("--case or --recipe");
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
