// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/network/nearest_name.h"
#include "core/project/caches.h"
#include "core/training/engine.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>

namespace layerbench {

const char* const networkHelp =
    "NETWORK: demo | ARCHITECTURE:FILE | FILE | ARCHITECTURE:random | PROJECT.layerbench#ID";
const char* const dataHelp = "DATA: a folder with one folder a class, or with train/ and val/ (and test/) of such | "
                             "samples:NAME?per-class=N | an IDX or CIFAR folder | a .csv with columns path,label";

const char* const sourceHelp =
    "DATA that the network was trained on, for the distance to it and what is forgotten of it (demo: its own samples)";

void reportSkipped(const Dataset& dataset) {
    constexpr std::size_t shown = 10;
    const auto& skipped = dataset.skipped;
    for (std::size_t i = 0; i < std::min(skipped.size(), shown); ++i)
        std::cerr << "layerbench-cli: skipped " << skipped[i].name << ": " << skipped[i].reason.english() << '\n';
    if (skipped.size() > shown)
        std::cerr << "layerbench-cli: " << skipped.size() - shown << " more files were skipped\n";
}

namespace {

constexpr const char* version = "layerbench-cli " LAYERBENCH_VERSION;

/// What was wrong with the words, and where to look.
std::string usageFault(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
    std::vector<std::string> names;
    for (const auto* command : app.get_subcommands({}))
        names.push_back(command->get_name());
    if (argc < 2)
        return "name a command; layerbench-cli --help lists them.";
    const std::string first = argv[1];
    if (!first.starts_with("-") && std::ranges::find(names, first) == names.end())
        return "there is no command “" + first + "”; did you mean “" + nearestName(first, names) + "”?";
    return std::string(error.what()) + ". See layerbench-cli " + (first.starts_with("-") ? "" : first + " ") +
           "--help.";
}

int run(int argc, char** argv) {
    CLI::App app(
        "Layerbench without a window: open a pretrained network, edit it by recipe, train it, hand it back.\n"
        "Example: layerbench-cli train demo --data 'samples:similar?per-class=10' --case 1 --out demo.layerbench");
    app.name("layerbench-cli");
    app.set_version_flag("--version", version);
    app.require_subcommand(1);
    Action action;
    for (const auto add : {addInspect, addPredict, addEvaluate, addTrain, addAdvise, addCompare, addResume, addRuns,
                           addExport, addDevices, addCache, addSamples, addRecipes, addRecord, addTransferability})
        add(app, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0)
            return app.exit(error);
        std::cerr << "layerbench-cli: " << usageFault(app, error, argc, argv) << '\n';
        return exitUsage;
    }
    useCaches(cacheFolder());
    const auto status = action();
    if (status)
        return *status;
    std::cerr << "layerbench-cli: " << status.error().message() << '\n';
    return exitFault;
}

}  // namespace

}  // namespace layerbench

int main(int argc, char** argv) {
    layerbench::useYieldingTeam();
    try {
        const int status = layerbench::run(argc, argv);
        std::cout.flush();
        std::fflush(stdout);
        // Everything of ours is closed by now; taking LibTorch and its 280 libraries down in order costs a tenth of a
        // second more.
        std::_Exit(status);
    } catch (const std::bad_alloc&) {
        std::fputs("layerbench-cli: There is not enough memory for this. Close other programs or choose less data.\n",
                   stderr);
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "layerbench-cli: %s\n", exception.what());
    }
    return layerbench::exitFault;
}
