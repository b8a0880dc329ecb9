// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/suited_options.h"

#include "core/project/recipe_json.h"
#include "core/study/cases.h"
#include "core/study/variants.h"
#include "core/training/phases.h"
#include "widgets/basics/translated.h"

#include <algorithm>

namespace layerbench {

namespace {

/// All done edits; their heads as the last of them had them, whatever data is open at the moment.
Recipe doneRecipe(const History& history) {
    return history.recipe(history.done() > 0 ? history.steps()[history.done() - 1].classCount : 0);
}

std::optional<TrainingOptions> keptFor(const Document& document) {
    const auto text = document.setting(recipeTrainingSetting);
    if (text.empty())
        return std::nullopt;
    const auto kept = recipeFileFromJson(text);
    if (!kept || kept->recipe.edits != doneRecipe(document.history()).edits)
        return std::nullopt;
    return kept->training;
}

}  // namespace

TrainingOptions suitedOptions(const Document& document, std::int64_t pictures, std::int64_t epochs) {
    if (auto kept = keptFor(document))
        return *std::move(kept);
    const History& history = document.history();
    const std::string way = history.caseName();
    if (const auto which = variantFromName(way))
        return defaultOptions(*which, history.source(), pictures, epochs);
    if (const auto which = caseFromName(way))
        return defaultOptions(*which, history.current(), pictures);
    const auto layers = history.current().layers();
    const bool frozen =
        std::ranges::any_of(layers, [](const Layer& l) { return !l.parameters.empty() && !l.trainable; });
    return defaultOptions(frozen ? Case::newHead : Case::fineTune, history.current(), pictures);
}

void keepRecipeTraining(Document& document, const TrainingOptions& training) {
    document.setSetting(recipeTrainingSetting,
                        recipeFileToJson({document.history().recipe(document.classCount()), training}));
}

std::vector<std::pair<std::int64_t, QString>> phaseTexts(const TrainingOptions& options) {
    std::vector<std::pair<std::int64_t, QString>> texts;
    for (const auto& phase : options.phases)
        texts.emplace_back(phase.epoch, translated(describe(phase)));
    return texts;
}

}  // namespace layerbench
