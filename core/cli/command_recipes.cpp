// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command.h"
#include "core/cli/recipe_file.h"
#include "core/network/recipe_differences.h"
#include "core/project/network_source.h"
#include "core/report/settings_table.h"
#include "core/study/cases.h"
#include "core/study/variants.h"
#include "core/training/phases.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace layerbench {

namespace {

/// Without data at hand: as many pictures as the usual batch of 16 suits.
constexpr std::int64_t assumedPictures = 1000;

struct Options {
    std::string network;
    std::int64_t classes = 0;
    std::string cut;
    std::vector<std::string> write;
    std::vector<std::string> compare;
    bool json = false;
};

/// A case or a variant, for one network.
struct Entry {
    std::string name;
    std::string title;
    std::string explanation;
    std::string origin;       ///< of variants
    Result<RecipeFile> file;  ///< the error: why the network does not allow it as it was asked for
};

std::vector<Entry> entriesFor(const Network& network, const Options& options) {
    std::vector<Entry> entries;
    for (const Case which : allCases()) {
        const auto file = [&]() -> Result<RecipeFile> {
            LB_TRY(Recipe recipe, caseRecipe(which, network, options.cut));
            return RecipeFile{std::move(recipe), defaultOptions(which, network, assumedPictures)};
        };
        entries.push_back({std::string(name(which)), title(which), explanation(which), {}, file()});
    }
    for (const Variant which : allVariants()) {
        const auto file = [&]() -> Result<RecipeFile> {
            LB_TRY(Recipe recipe, variantRecipe(which, network, options.classes));
            return RecipeFile{std::move(recipe), defaultOptions(which, network, assumedPictures)};
        };
        entries.push_back({std::string(name(which)), title(which), explanation(which), origin(which), file()});
    }
    return entries;
}

/// What happens, step by step, and in the middle of the run.
std::vector<std::string> steps(const RecipeFile& file) {
    std::vector<std::string> lines;
    for (const auto& edit : file.recipe.edits)
        lines.push_back(describe(edit).english());
    for (const auto& phase : file.training->phases)
        lines.push_back(describe(phase).english());
    return lines;
}

void printText(const std::vector<Entry>& entries) {
    for (const auto& entry : entries) {
        std::cout << entry.name << "  " << entry.title << "\n    " << entry.explanation << '\n';
        if (!entry.origin.empty())
            std::cout << "    " << entry.origin << '\n';
        if (!entry.file) {
            std::cout << "    Not so here: " << entry.file.error().message() << '\n';
            continue;
        }
        for (const auto& line : steps(*entry.file))
            std::cout << "      - " << line << '\n';
    }
    std::cout << "Train with one: layerbench-cli train NETWORK --case NAME | --variant NAME …; make one your own: "
                 "--write NAME FILE.json, then train … --recipe FILE.json"
              << std::endl;
}

void printJson(const std::vector<Entry>& entries) {
    nlohmann::ordered_json answer;
    answer["recipes"] = nlohmann::ordered_json::array();
    for (const auto& entry : entries) {
        nlohmann::ordered_json one{{"name", entry.name},
                                   {"kind", entry.origin.empty() ? "case" : "variant"},
                                   {"title", entry.title},
                                   {"explanation", entry.explanation},
                                   {"origin", entry.origin}};
        if (entry.file) {
            one["steps"] = steps(*entry.file);
            one["recipe"] = nlohmann::ordered_json::parse(recipeFileToJson(*entry.file));
        } else {
            one["problem"] = entry.file.error().message();
        }
        answer["recipes"].push_back(std::move(one));
    }
    std::cout << answer.dump(2) << std::endl;
}

Result<int> write(const std::vector<Entry>& entries, const std::string& name, const std::string& path) {
    const auto entry = std::ranges::find(entries, name, &Entry::name);
    if (entry == entries.end()) {
        std::string known;
        for (const auto& each : entries)
            known += (known.empty() ? "" : ", ") + each.name;
        return failure(LB_TEXT("cli", "There is no recipe “%1”; recipes are %2."), name, known);
    }
    if (!entry->file)
        return Failure(entry->file.error());
    LB_CHECK(writeRecipeFile(path, *entry->file));
    std::cout << path << ": " << entry->title << std::endl;
    return exitDone;
}

/// "weights, rate"; which of the two has it where only one does.
std::vector<std::string> differing(const LayerDifference& layer) {
    if (!layer.inA || !layer.inB)
        return {layer.inA ? "only in A" : "only in B"};
    std::vector<std::string> words;
    for (const auto& [differs, word] : {std::pair(layer.trainable, "trainable"), std::pair(layer.weights, "weights"),
                                        std::pair(layer.rate, "rate"), std::pair(layer.attributes, "attributes")})
        if (differs)
            words.emplace_back(word);
    return words;
}

Result<int> compare(const Network& network, const Options& options) {
    LB_TRY(const RecipeFile a, readRecipeFile(options.compare[0]));
    LB_TRY(const RecipeFile b, readRecipeFile(options.compare[1]));
    LB_TRY(const auto layers, layerDifferences(network, a.recipe, b.recipe, options.classes));
    nlohmann::ordered_json answer{{"a", a.recipe.name}, {"b", b.recipe.name}};
    answer["steps"] = nlohmann::ordered_json::array();
    answer["layers"] = nlohmann::ordered_json::array();
    answer["training"] = nlohmann::ordered_json::array();
    for (const auto& difference : recipeDifferences(a.recipe, b.recipe))
        answer["steps"].push_back(difference.text.english());
    const auto training =
        a.training && b.training ? trainingDifferences(*a.training, *b.training) : std::vector<SettingDifference>();
    for (const auto& [setting, inA, inB] : training)
        answer["training"].push_back({{"setting", setting}, {"a", inA}, {"b", inB}});
    for (const auto& layer : layers)
        answer["layers"].push_back({{"name", layer.name}, {"differs", differing(layer)}});
    if (options.json) {
        std::cout << answer.dump(2) << std::endl;
        return exitDone;
    }
    std::cout << "A: " << a.recipe.name << "\nB: " << b.recipe.name << '\n';
    for (const auto& step : answer["steps"])
        std::cout << "  - " << step.get<std::string>() << '\n';
    for (const auto& layer : layers) {
        std::cout << "  " << layer.name << ": ";
        const auto words = differing(layer);
        for (std::size_t i = 0; i < words.size(); ++i)
            std::cout << (i > 0 ? ", " : "") << words[i];
        std::cout << '\n';
    }
    std::cout << (layers.empty() ? "Both leave the same network." : "Layers that end up different: ")
              << (layers.empty() ? "" : std::to_string(layers.size())) << '\n';
    for (const auto& [setting, inA, inB] : training)
        std::cout << "  " << setting << ": " << inA << " in A, " << inB << " in B\n";
    if (a.training.has_value() != b.training.has_value())
        std::cout << "Only " << (a.training ? 'A' : 'B') << " says how to train.\n";
    else if (a.training)
        std::cout << (training.empty() ? "Both train alike.\n" : "Settings of training that differ: ")
                  << (training.empty() ? "" : std::to_string(training.size()) + "\n");
    std::cout << std::flush;
    return exitDone;
}

Result<int> recipes(Options options) {
    LB_TRY(const OpenedNetwork opened, openNetworkSource(options.network));
    if (!options.compare.empty()) {
        if (options.classes == 0)
            options.classes = std::max<std::int64_t>(2, opened.network.classCount());
        return compare(opened.network, options);
    }
    const auto entries = entriesFor(opened.network, options);
    if (!options.write.empty())
        return write(entries, options.write[0], options.write[1]);
    options.json ? printJson(entries) : printText(entries);
    return exitDone;
}

}  // namespace

void addRecipes(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand(
        "recipes",
        "The cases and variants for a network, what each does and where it comes from; writes one as a recipe "
        "file to change, and compares two.\n"
        "Example: layerbench-cli recipes demo --write gradual-unfreezing mine.json");
    command->add_option("network", options->network, networkHelp)->required();
    command
        ->add_option("--classes", options->classes,
                     "Classes of the data, where known: output-only keeps a head that fits")
        ->check(CLI::Range(std::int64_t{2}, std::int64_t{1} << 20));
    command->add_option("--cut", options->cut, "For case 2: the last layer or block to keep");
    auto* write =
        command->add_option("--write", options->write, "Name of a case or variant, and the file to write it into")
            ->expected(2)
            ->type_name("NAME FILE.json");
    command->add_option("--compare", options->compare, "Two recipe files: which steps and which layers differ")
        ->expected(2)
        ->type_name("A.json B.json")
        ->excludes(write);
    command->add_flag("--json", options->json, "One JSON object");
    command->callback([&action, options] { action = [options] { return recipes(*options); }; });
}

}  // namespace layerbench
