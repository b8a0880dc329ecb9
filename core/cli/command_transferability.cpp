// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/cli/interrupt.h"
#include "core/cli/numbers.h"
#include "core/cli/output_files.h"
#include "core/cli/progress.h"
#include "core/cli/training_arguments.h"
#include "core/models/architectures.h"
#include "core/project/run_session.h"
#include "core/report/transferability.h"
#include "core/study/cases.h"
#include "core/study/transferability.h"
#include "core/weights/atomic_file.h"

#include <nlohmann/json.hpp>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>

namespace layerbench {

namespace {

constexpr std::int64_t mostSeeds = 100;

struct Options {
    std::string network;
    std::string data;
    std::string dissimilar;
    std::int64_t seeds = 3;
    std::vector<std::string> split{"random"};
    std::vector<std::string> depths{"all"};
    std::string out;
    bool jsonLines = false;
    TrainingArguments training;
};

/// A line a run; on a terminal also where the study is at the moment.
class Bar final : public TransferabilityListener {
public:
    void onEpoch(const TransferabilityRun& run, const EpochMetrics& metrics,
                 const TransferabilityProgress& progress) override {
        if (!terminal_)
            return;
        std::cerr << "\r\033[K" << progress.run + 1 << " of " << progress.runs << ": " << label(run) << ", epoch "
                  << metrics.epoch << ", " << duration(progress.secondsLeft) << " left" << std::flush;
    }
    void onFinished(const TransferabilityMeasurement& measured, const TransferabilityProgress& progress) override {
        clear();
        std::cout << label(measured.run) << ": " << percent(measured.accuracy);
        if (measured.reason != FinishReason::completed)
            std::cout << " (" << name(measured.reason) << ')';
        if (!measured.frozenUnchanged)
            std::cout << ", frozen layers CHANGED, please report this";
        std::cout << "  (" << progress.run + 1 << " of " << progress.runs << ", " << duration(progress.secondsLeft)
                  << " left)" << std::endl;
    }
    void onMessage(const TransferabilityRun& run, const Text& message) override {
        clear();
        std::cerr << label(run) << ": " << message.english() << std::endl;
    }

private:
    static std::string label(const TransferabilityRun& run) {
        return "seed " + std::to_string(run.seed) + ", " + name(run);
    }
    void clear() const {
        if (terminal_)
            std::cerr << "\r\033[K" << std::flush;
    }
    bool terminal_ = isatty(STDERR_FILENO) == 1;
};

/// One JSON object a run on standard output.
class Lines final : public TransferabilityListener {
public:
    explicit Lines(std::vector<std::string> cuts) : cuts_(std::move(cuts)) {}

    void onFinished(const TransferabilityMeasurement& measured, const TransferabilityProgress& progress) override {
        const TransferabilityRun& run = measured.run;
        nlohmann::ordered_json line{{"event", "transferability-run"}, {"run", name(run)}, {"seed", run.seed}};
        line["origin"] = std::string(1, letter(run.origin));
        line["depth"] = run.depth;
        line["cut"] = run.depth > 0 ? nlohmann::ordered_json(cuts_[static_cast<std::size_t>(run.depth - 1)]) : nullptr;
        line["frozen"] = run.frozen;
        line["reason"] = name(measured.reason);
        line["best_epoch"] = measured.bestEpoch;
        line["validation_accuracy"] = jsonNumber(measured.accuracy);
        line["last_validation_accuracy"] = jsonNumber(measured.lastAccuracy);
        line["trainable_parameters"] = measured.trainableParameters;
        line["total_parameters"] = measured.totalParameters;
        line["frozen_unchanged"] = measured.frozenUnchanged;
        line["seconds"] = jsonNumber(measured.seconds);
        line["done"] = progress.run + 1;
        line["runs"] = progress.runs;
        line["seconds_left"] = jsonNumber(progress.secondsLeft);
        std::cout << line.dump() << std::endl;
    }
    void onMessage(const TransferabilityRun& run, const Text& message) override {
        std::cerr << "layerbench-cli: " << name(run) << ": " << message.english() << std::endl;
    }

private:
    std::vector<std::string> cuts_;
};

/// An architecture by its name, or that of any NETWORK.
Result<Network> architectureNamed(const std::string& name) {
    if (findArchitecture(name))
        return buildArchitecture(name);
    LB_TRY(OpenedNetwork opened, openNetworkSource(name));
    return std::move(opened.network);
}

Result<std::vector<std::int64_t>> depthsAsked(const std::vector<std::string>& words) {
    std::vector<std::int64_t> depths;
    if (words.size() == 1 && words[0] == "all")
        return depths;
    for (const auto& word : words) {
        std::int64_t depth = 0;
        const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), depth);
        if (code != std::errc() || end != word.data() + word.size())
            return failure(LB_TEXT("cli", "--depths has “%1”; write all, or whole numbers such as 1,3,5."), word);
        depths.push_back(depth);
    }
    return depths;
}

Result<ClassHalves> halves(const Options& options, const Dataset& dataset) {
    if (options.split.size() == 1 && options.split[0] == "random")
        return splitClasses(dataset, options.training.seed);
    return splitClasses(dataset, options.split);
}

/// Makes the folder and tries it, before minutes go into training.
Result<void> prepareFolder(const std::string& folder) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem)
        return failure(LB_TEXT("cli", "The folder “%1” cannot be made: %2. Choose another."), folder,
                       problem.message());
    LB_CHECK(AtomicFile::create(std::filesystem::path(folder) / "transferability.csv"));
    return {};
}

Result<void> writeFiles(const TransferabilityResult& result, const std::string& folder) {
    const std::filesystem::path place(folder);
    LB_CHECK(writeText(place / "transferability.csv", transferabilityTable(result, TableFormat::csv)));
    LB_CHECK(writeText(place / "transferability.md", transferabilityPage(result)));
    return writeText(
        place / "transferability.svg",
        transferabilitySvg(result, {.title = "How transferable are the blocks of " + result.architecture + "?"}));
}

Result<int> study(const Options& options) {
    RunControl control;
    const StopOnSignal signal(control);
    // What was typed is checked before anything is read that takes time.
    LB_TRY(const Augmentation augmentation, augmentationFromName(options.training.augment));
    LB_TRY(const DatasetOptions datasets, datasetOptions(options.training));
    LB_TRY(const TrainingOptions checked, trainingOptions(options.training, {}));
    LB_TRY(const Network network, architectureNamed(options.network));
    LB_TRY(const auto asked, depthsAsked(options.depths));
    LB_TRY(const auto depths, studyDepths(network, asked));
    LB_TRY(const Dataset listed, openDataset(options.data, datasets));
    LB_CHECK(halves(options, listed));
    const auto open = [&](const std::string& data) {
        return openRunData(data, datasets, augmentation, threadCount(checked.compute), &control, {}, &network.input());
    };
    const auto opened = open(options.data);
    if (!opened)
        return signal.endedBy(opened.error());
    reportSkipped(opened->dataset);
    LB_TRY(ClassHalves tasks, halves(options, opened->dataset));
    std::optional<Dataset> dissimilar;
    if (!options.dissimilar.empty()) {
        const auto other = open(options.dissimilar);
        if (!other)
            return signal.endedBy(other.error());
        reportSkipped(other->dataset);
        dissimilar = someClasses(other->dataset, tasks.a.classes.size(), options.training.seed);
    }
    const auto pictures = std::ssize(tasks.b.items(Part::training));
    LB_TRY(const TrainingOptions training,
           trainingOptions(options.training, defaultOptions(Case::fromScratch, network, pictures)));
    std::vector<std::uint64_t> seeds;
    for (std::int64_t i = 0; i < options.seeds; ++i)
        seeds.push_back(options.training.seed + static_cast<std::uint64_t>(i));
    LB_TRY(Engine * engine, loadEngine());
    LB_CHECK(prepareFolder(options.out));

    Bar bar;
    Lines lines(cutPoints(network));
    TransferabilityListener& listener = options.jsonLines ? static_cast<TransferabilityListener&>(lines) : bar;
    const TransferabilityRequest request{network, std::move(tasks), std::move(dissimilar), depths,
                                         seeds,   training,         augmentation};
    LB_TRY(const auto result, studyTransferability(*engine, request, control, listener));
    if (result.runs.empty())  // stopped: what an earlier study left there stays
        return exitInterrupted;
    LB_CHECK(writeFiles(result, options.out));
    if (!options.jsonLines)
        std::cout << '\n' << transferabilityTable(result, TableFormat::text) << options.out << ": figure and tables\n";
    return signal.signalled() ? exitInterrupted : exitDone;
}

}  // namespace

void addTransferability(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand(
        "transferability",
        "How general the blocks of an architecture are (Yosinski et al. 2014): its base networks learn two halves of "
        "the classes, A and B, from random weights; then the first n blocks of each are copied, frozen or learning on, "
        "and the rest learns B anew.\n"
        "Example: layerbench-cli transferability demo --data 'samples:base?per-class=100' --out transferability");
    command
        ->add_option("network", options->network,
                     "An architecture, such as demo or resnet18 (or any NETWORK; its weights do not count)")
        ->required();
    command->add_option("--data", options->data, dataHelp)->required();
    command->add_option("--seeds", options->seeds, "How many repetitions, from --seed on")
        ->check(CLI::Range(std::int64_t{1}, mostSeeds))
        ->capture_default_str();
    command->add_option("--split", options->split, "random (drawn by --seed), or the classes of A; the others are B's")
        ->delimiter(',')
        ->type_name("random|CLASS,CLASS,...")
        ->capture_default_str();
    command->add_option("--dissimilar", options->dissimilar,
                        "DATA of another kind: base D learns as many of its classes, and its blocks are copied too");
    command->add_option("--depths", options->depths, "How many blocks to copy: all, or numbers such as 1,3,5")
        ->delimiter(',')
        ->type_name("all|N,N,...")
        ->capture_default_str();
    command->add_option("--out", options->out, "Folder for transferability.svg, .csv and .md")->required();
    command->add_flag("--json-lines", options->jsonLines, "One JSON object a run instead of progress");
    addTrainingOptions(*command, options->training);
    command->callback([&action, options] { action = [options] { return study(*options); }; });
}

}  // namespace layerbench
