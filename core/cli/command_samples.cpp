// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/data/samples.h"
#include "core/data/write_samples.h"

#include <iostream>
#include <memory>

namespace layerbench {

namespace {

struct Options {
    std::vector<std::string> write;
    SampleFolderOptions folder;
};

void listSets() {
    for (const auto& set : sampleSets()) {
        std::cout << "samples:" << set.name << "  " << set.title << ". " << set.description << "\n    ";
        for (std::size_t i = 0; i < set.classNames.size(); ++i)
            std::cout << (i > 0 ? ", " : "") << set.classNames[i];
        std::cout << '\n';
    }
    std::cout << "Use them as DATA: samples:NAME?per-class=N\n";
}

Result<int> samples(const Options& options) {
    if (options.write.empty()) {
        listSets();
        return exitDone;
    }
    LB_TRY(const std::int64_t count, writeSampleFolder(options.write[0], options.write[1], options.folder));
    std::cout << options.write[1] << ": " << count << " pictures" << std::endl;
    return exitDone;
}

}  // namespace

void addSamples(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command =
        app.add_subcommand("samples", "The built-in data sets; writes one as an image folder.\n"
                                      "Example: layerbench-cli samples --write similar pictures --per-class 20");
    command->add_option("--write", options->write, "Name of the set, and the folder to write train/ and val/ into")
        ->expected(2)
        ->type_name("NAME DIR");
    command->add_option("--per-class", options->folder.perClass, "Training pictures of each class")
        ->capture_default_str();
    command->add_option("--validation", options->folder.validationPerClass, "Validation pictures of each class")
        ->capture_default_str();
    command->add_option("--size", options->folder.size, "Pixels a side, 32 to 224")->capture_default_str();
    command->add_option("--seed", options->folder.seed, "Which pictures are drawn")->capture_default_str();
    command->callback([&action, options] { action = [options] { return samples(*options); }; });
}

}  // namespace layerbench
