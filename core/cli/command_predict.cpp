// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/cli/engine_ahead.h"
#include "core/cli/interrupt.h"
#include "core/cli/npy.h"
#include "core/cli/training_arguments.h"
#include "core/data/batch_loader.h"
#include "core/data/files.h"
#include "core/project/network_source.h"
#include "core/training/engine.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <numeric>

namespace layerbench {

namespace {

struct Options {
    std::string network;
    std::vector<std::string> images;
    std::int64_t top = 5;
    bool json = false;
    std::string logits;
    TrainingArguments arguments;
};

/// The pictures of a folder and its folders, by name.
Result<std::vector<std::filesystem::path>> picturesIn(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    std::error_code problem;
    using Walk = std::filesystem::recursive_directory_iterator;
    for (Walk entry(folder, problem); !problem && entry != Walk(); entry.increment(problem))
        if (entry->is_regular_file(problem) && hasPictureExtension(entry->path()))
            found.push_back(entry->path());
    if (problem)
        return failure(LB_TEXT("cli", "The folder “%1” cannot be read: %2."), displayName(folder), problem.message());
    std::ranges::sort(found);
    return found;
}

/// Every picture that is meant and can be read; the others are named on standard error.
Result<Dataset> readable(const std::vector<std::string>& images, int threads, const InputSpec& input) {
    Dataset dataset;
    dataset.description = images.front();
    // Prediction knows no labels: all pictures stand in one class.
    dataset.classes = {"unknown"};
    for (const auto& image : images) {
        std::vector<std::filesystem::path> paths{pathFromUtf8(image)};
        std::error_code ignored;
        if (std::filesystem::is_directory(paths.front(), ignored)) {
            LB_TRY(paths, picturesIn(paths.front()));
        }
        for (const auto& path : paths)
            dataset.items(Part::test).emplace_back().path = path;
    }
    if (dataset.items(Part::test).empty())
        return failure(LB_TEXT("cli", "There are no pictures in “%1”; JPEG, PNG, BMP, PPM, TIFF and WebP are read."),
                       images.front());
    const PictureUse use{input};
    LB_TRY(dataset, removeUnreadable(std::move(dataset), threads, {}, &use));
    reportSkipped(dataset);
    if (dataset.items(Part::test).empty())
        return failure(LB_TEXT("cli", "None of the pictures could be read; the first: %1"),
                       dataset.skipped.front().reason.english());
    return dataset;
}

struct Answer {
    std::int64_t index;
    double probability;
};

std::vector<Answer> topAnswers(std::span<const float> logits, std::int64_t count) {
    const auto shares = softmax(logits);
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < shares.size(); ++i)
        answers.push_back({static_cast<std::int64_t>(i), shares[i]});
    std::ranges::stable_sort(answers, std::greater{}, &Answer::probability);
    answers.resize(std::min(answers.size(), static_cast<std::size_t>(count)));
    return answers;
}

std::string className(const Network& network, std::int64_t index) {
    const auto& names = network.classNames();
    return names.empty() ? "class " + std::to_string(index) : names[static_cast<std::size_t>(index)];
}

void print(const Network& network, const Dataset& dataset, const Tensor& logits, const Options& options) {
    const auto classes = static_cast<std::size_t>(logits.shape()[1]);
    nlohmann::ordered_json predictions = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < dataset.items(Part::test).size(); ++i) {
        const std::string image = displayName(dataset.items(Part::test)[i].path);
        const auto answers = topAnswers(logits.as<float>().subspan(i * classes, classes), options.top);
        if (!options.json) {
            std::cout << image << '\n';
            for (const auto& answer : answers)
                std::printf("  %5.1f %%  %s\n", 100 * answer.probability, className(network, answer.index).c_str());
            std::fflush(stdout);
            continue;
        }
        nlohmann::ordered_json rows = nlohmann::ordered_json::array();
        for (const auto& answer : answers)
            rows.push_back({{"class", className(network, answer.index)},
                            {"index", answer.index},
                            {"probability", answer.probability}});
        predictions.push_back({{"image", image}, {"top", std::move(rows)}});
    }
    if (options.json)
        std::cout << nlohmann::ordered_json{{"predictions", std::move(predictions)}}.dump(
                         2, ' ', false, nlohmann::json::error_handler_t::replace)
                  << '\n';
}

Result<int> predict(const Options& options) {
    LB_TRY(const ComputeOptions compute, computeOptions(options.arguments));
    LB_TRY(const OpenedNetwork opened, openNetworkSource(options.network));
    const Network& network = opened.network;
    if (network.shapeOf(network.output()).size() != 1)
        return failure(
            LB_TEXT("cli", "The network ends in a map of %1 and names no classes; give it a head by training it."),
            toText(network.shapeOf(network.output())));
    const EngineAhead ahead;
    LB_TRY(const Dataset dataset, readable(options.images, threadCount(compute), network.input()));
    BatchLoader loader(dataset, Part::test, network.input(), {.threads = threadCount(compute)});
    RunControl control;
    const StopOnSignal signal(control);
    LB_TRY(Engine * engine, loadEngine());
    const auto outputs = engine->forward(network, loader, compute, control);
    if (!outputs)
        return signal.endedBy(outputs.error());
    const Tensor& logits = *outputs;
    if (!options.logits.empty())
        LB_CHECK(writeNpy(options.logits, logits));
    print(network, dataset, logits, options);
    return exitDone;
}

}  // namespace

void addPredict(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command =
        app.add_subcommand("predict", "The most likely classes of pictures.\n"
                                      "Example: layerbench-cli predict ants.layerbench#1 photo.jpg --top 3");
    command->add_option("network", options->network, networkHelp)->required();
    command->add_option("images", options->images, "Pictures, or folders of them")->required();
    command->add_option("--top", options->top, "How many classes are named")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    command->add_flag("--json", options->json, "One JSON object");
    command->add_option("--logits", options->logits, "Write the outputs [pictures, classes] as a NumPy file");
    addComputeOptions(*command, options->arguments);
    command->callback([&action, options] { action = [options] { return predict(*options); }; });
}

}  // namespace layerbench
