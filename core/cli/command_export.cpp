// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/data/files.h"
#include "core/models/pretrained.h"
#include "core/project/project.h"
#include "core/weights/weight_file.h"

#include <filesystem>
#include <iostream>
#include <memory>

namespace layerbench {

namespace {

struct Options {
    std::string project;
    std::int64_t run = 0;
    std::string format;
    std::string out;
};

/// Weights replace weights, never a photo or the project itself.
Result<void> mayReplace(const std::string& out) {
    const std::filesystem::path path = pathFromUtf8(out);
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return {};
    for (const char* extension : {".safetensors", ".pth", ".pt", ".th"})
        if (path.extension() == extension)
            return {};
    return failure(LB_TEXT("cli", "“%1” is there already and does not look like weights. Choose another name."), out);
}

Result<int> exportRun(const Options& options) {
    LB_CHECK(mayReplace(options.out));
    LB_TRY(const Project project, Project::open(options.project, Project::Access::read));
    LB_TRY(const Network network, project.runNetwork(options.run));
    const StateDict weights = stateDictOf(network);
    if (options.format == "safetensors")
        LB_CHECK(writeSafetensors(options.out, weights));
    else
        LB_CHECK(writePth(options.out, weights));
    std::cout << options.out << ": " << weights.tensors.size() << " tensors"
              << (options.format == "pth" ? " (this format has no place for the class names)" : "") << std::endl;
    return exitDone;
}

}  // namespace

void addExport(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand(
        "export", "Writes the weights of a run's best epoch for other programs.\n"
                  "Example: layerbench-cli export ants.layerbench --run 1 --format safetensors --out ants.safetensors");
    command->add_option("project", options->project, "Project file")->required();
    command->add_option("--run", options->run, "Number of the run, as `runs` lists it")->required();
    command->add_option("--format", options->format, "safetensors or pth")
        ->required()
        ->check(CLI::IsMember({"safetensors", "pth"}));
    command->add_option("--out", options->out, "File to write; weights that are there are replaced")->required();
    command->callback([&action, options] { action = [options] { return exportRun(*options); }; });
}

}  // namespace layerbench
