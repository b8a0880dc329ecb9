// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/cli/engine_ahead.h"
#include "core/cli/interrupt.h"
#include "core/cli/training_arguments.h"
#include "core/data/batch_loader.h"
#include "core/project/network_source.h"
#include "core/training/engine.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>
#include <memory>

namespace layerbench {

namespace {

struct Options {
    std::string network;
    std::string data;
    std::string part = "validation";
    bool json = false;
    bool splitTyped = false;
    TrainingArguments arguments;
};

/// The part asked for as one list; "all" puts the three together.
Result<void> choosePart(Dataset& dataset, const std::string& part) {
    if (part == "all") {
        auto& all = dataset.items(Part::validation);
        for (const Part other : {Part::training, Part::test})
            all.insert(all.end(), dataset.items(other).begin(), dataset.items(other).end());
        all.insert(all.end(), dataset.unused.begin(), dataset.unused.end());
    } else if (part == "test") {
        dataset.items(Part::validation) = dataset.items(Part::test);
    }
    if (dataset.items(Part::validation).empty())
        return failure(LB_TEXT("cli", "“%1” has no pictures in its %2 part; --part all takes every picture."),
                       dataset.description, part);
    return {};
}

/// The network's classes must be the data's: by name where the network knows them, else by number.
Result<void> sameClasses(const Network& network, const Dataset& dataset) {
    if (network.classCount() != std::ssize(dataset.classes))
        return failure(LB_TEXT("cli",
                               "The network has %1 classes, but “%2” has %3. Evaluate it on the data that it was "
                               "trained for."),
                       network.classCount(), dataset.description, dataset.classes.size());
    if (!network.classNames().empty() && network.classNames() != dataset.classes)
        return failure(LB_TEXT("cli",
                               "The network's classes (%1, …) are not those of “%2” (%3, …). Evaluate it on the data "
                               "that it was trained for."),
                       network.classNames().front(), dataset.description, dataset.classes.front());
    return {};
}

void printJson(const Score& score, const Dataset& dataset) {
    nlohmann::ordered_json answer{{"accuracy", score.accuracy}, {"loss", score.loss}, {"images", score.images}};
    answer["per_class"] = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < score.classes.size(); ++i)
        answer["per_class"].push_back({{"class", dataset.classes[i]},
                                       {"precision", score.classes[i].precision},
                                       {"recall", score.classes[i].recall},
                                       {"images", score.classes[i].images}});
    std::cout << answer.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void printTable(const Score& score, const Dataset& dataset) {
    std::printf("accuracy %.2f %%, loss %.4f on %lld pictures\n", 100 * score.accuracy, score.loss,
                static_cast<long long>(score.images));
    std::printf("%-24s %10s %10s %8s\n", "class", "precision", "recall", "pictures");
    for (std::size_t i = 0; i < score.classes.size(); ++i)
        std::printf("%-24s %10.3f %10.3f %8lld\n", dataset.classes[i].c_str(), score.classes[i].precision,
                    score.classes[i].recall, static_cast<long long>(score.classes[i].images));
}

Result<int> evaluate(const Options& options) {
    LB_TRY(const ComputeOptions compute, computeOptions(options.arguments));
    LB_TRY(DatasetOptions datasets, datasetOptions(options.arguments));
    LB_TRY(const OpenedNetwork opened, openNetworkSource(options.network));
    // On its own data a run is judged by the pictures that it was validated on, not by some that it has learnt.
    if (const auto& data = opened.trainedOn; data && data->description == options.data && !options.splitTyped) {
        datasets.seed = data->seed;
        datasets.validationFraction = data->validationFraction;
    }
    LB_TRY(Dataset listed, openDataset(options.data, datasets));
    LB_CHECK(sameClasses(opened.network, listed));
    LB_CHECK(choosePart(listed, options.part));
    // Only what is looked at is read.
    for (const Part other : {Part::training, Part::test})
        listed.items(other).clear();
    listed.unused.clear();
    const EngineAhead ahead;
    const PictureUse use{opened.network.input()};
    LB_TRY(const Dataset dataset, removeUnreadable(std::move(listed), threadCount(compute), {}, &use));
    reportSkipped(dataset);
    if (dataset.items(Part::validation).empty())
        return failure(LB_TEXT("cli", "None of the pictures of “%1” could be read."), options.data);
    BatchLoader loader(dataset, Part::validation, opened.network.input(), {.threads = threadCount(compute)});
    RunControl control;
    const StopOnSignal signal(control);
    LB_TRY(Engine * engine, loadEngine());
    const auto outputs = engine->forward(opened.network, loader, compute, control);
    if (!outputs)
        return signal.endedBy(outputs.error());
    const Tensor& logits = *outputs;
    std::vector<std::int64_t> labels;
    for (std::int64_t i = 0; i < loader.size(); ++i)
        labels.push_back(loader.label(i));
    const Score result = score(logits, labels);
    if (options.json)
        printJson(result, dataset);
    else
        printTable(result, dataset);
    return exitDone;
}

}  // namespace

void addEvaluate(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("evaluate", "Accuracy, loss, precision and recall on a data set.\n"
                                                   "Example: layerbench-cli evaluate ants.layerbench#1 --data photos");
    command->add_option("network", options->network, networkHelp)->required();
    command->add_option("--data", options->data, dataHelp)->required();
    command->add_option("--part", options->part, "validation, test or all")
        ->check(CLI::IsMember({"validation", "test", "all"}))
        ->capture_default_str();
    command->add_flag("--json", options->json, "One JSON object");
    auto* seed =
        command->add_option("--seed", options->arguments.seed, "Of the split, where the data has no validation part")
            ->capture_default_str();
    auto* fraction =
        command->add_option("--validation-fraction", options->arguments.validationFraction, "Of the split, likewise")
            ->capture_default_str();
    seed->each([options](const std::string&) { options->splitTyped = true; });
    fraction->each([options](const std::string&) { options->splitTyped = true; });
    addComputeOptions(*command, options->arguments);
    command->callback([&action, options] { action = [options] { return evaluate(*options); }; });
}

}  // namespace layerbench
