// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/cli/engine_ahead.h"
#include "core/cli/interrupt.h"
#include "core/cli/training_arguments.h"
#include "core/data/picture_store.h"
#include "core/project/advice_json.h"
#include "core/project/advising.h"

#include <cstdio>
#include <iostream>
#include <memory>

namespace layerbench {

namespace {

struct Options {
    std::string network;
    std::string data;
    std::string source;
    bool json = false;
    TrainingArguments training;
};

/// A bar of twenty signs for a share.
std::string bar(double share) {
    std::string out;
    for (int i = 0; i < 20; ++i)
        out += i < static_cast<int>(share * 20 + 0.5) ? "█" : "·";
    return out;
}

void print(const Advice& advice) {
    std::cout << "Case " << name(advice.which) << ": " << title(advice.which);
    if (advice.which == Case::cutAndNewHead)
        std::cout << ", cut after " << advice.cut;
    char line[160];
    std::snprintf(line, sizeof line, " (sure: %.2f)\n\n", advice.confidence);
    std::cout << line;
    for (const auto& reason : advice.reasons)
        std::cout << "- " << reason.english() << '\n';
    if (!advice.doubts.empty())
        std::cout << "\nWhat would change this:\n";
    for (const auto& doubt : advice.doubts)
        std::cout << "- " << doubt.english() << '\n';
    std::cout << "\nFeatures by block (linear probe, neighbours):\n";
    for (const auto& block : advice.observation.blocks) {
        std::snprintf(line, sizeof line, "  %-16s %5.2f  %5.2f  ", block.cut.c_str(), block.ridge, block.neighbours);
        std::cout << line << bar(block.ridge) << '\n';
    }
    std::snprintf(line, sizeof line, "\n%lld of %lld training pictures looked at in %.1f s, probed in %.1f s\n",
                  static_cast<long long>(advice.observation.observed),
                  static_cast<long long>(advice.observation.pictures), advice.observation.secondsLooking,
                  advice.observation.secondsProbing);
    std::cout << line;
}

Result<int> giveAdvice(const Options& options) {
    RunControl control;
    const StopOnSignal signal(control);
    LB_TRY(const DatasetOptions datasets, datasetOptions(options.training));
    LB_TRY(const ComputeOptions compute, computeOptions(options.training));
    LB_TRY(const OpenedNetwork network, openNetworkSource(options.network));
    LB_TRY(const Dataset listed, openDataset(options.data, datasets));
    const EngineAhead ahead;
    const PictureUse use{network.network.input()};
    const auto checked = checkDataset(
        listed, threadCount(compute), [&](std::int64_t, std::int64_t) { return !control.stopRequested(); }, &use);
    if (!checked)
        return signal.endedBy(checked.error());
    reportSkipped(*checked);
    LB_TRY(Engine * engine, loadEngine());
    const auto advice = adviseOn(*engine, network, *checked, {options.source, options.training.seed, compute}, control);
    if (!advice)
        return signal.endedBy(advice.error());
    if (options.json)
        std::cout << adviceToJson(*advice) << '\n';
    else
        print(*advice);
    return exitDone;
}

}  // namespace

void addAdvise(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command =
        app.add_subcommand("advise", "Measures which case fits the data, and where to cut; trains nothing.\n"
                                     "Example: layerbench-cli advise squeezenet1_1:weights.pth --data photos");
    command->add_option("network", options->network, networkHelp)->required();
    command->add_option("--data", options->data, dataHelp)->required();
    command->add_option("--source", options->source, sourceHelp);
    command->add_option("--per-class", options->training.perClass, "Training pictures a class");
    command->add_option("--validation-fraction", options->training.validationFraction,
                        "Share of each class to set aside where the data has no validation part");
    command->add_option("--seed", options->training.seed, "Draws the split and the pictures that are looked at");
    addComputeOptions(*command, options->training);
    command->add_flag("--json", options->json, "One JSON object");
    command->callback([&action, options] { action = [options] { return giveAdvice(*options); }; });
}

}  // namespace layerbench
