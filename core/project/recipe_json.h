// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/recipe.h"
#include "core/network/result.h"
#include "core/training/options.h"

#include <optional>
#include <string>
#include <string_view>

namespace layerbench {

// Recipes as JSON: what a file given to the command line, a project and a lesson hold.
//
//     {
//       "name": "Train a new head",
//       "explanation": "…",
//       "edits": [
//         {"edit": "slice_after", "layer": "features.9"},
//         {"edit": "remove", "layer": "features.8"},
//         {"edit": "insert", "after": "features.9", "before": "flatten", "kind": "Dropout", "attributes": {"p": 0.5},
//          "name": "head.dropout", "initialisation": {"scheme": "standard", "stream": 0}},
//         {"edit": "replace", "layer": "features.0", "kind": "Conv2d", "attributes": {"kernel_size": [5, 5]}},
//         {"edit": "freeze", "layers": {"block": "features.3"}},
//         {"edit": "unfreeze", "layers": {"role": "head"}},
//         {"edit": "replace_head", "classes": "data"},
//         {"edit": "batch_norm", "layers": {"role": "batch_norm"}, "policy": "statistics_only"},
//         {"edit": "reinitialise", "layers": {"names": ["features.0"]},
//          "initialisation": {"scheme": "kaiming_normal", "stream": 1}},
//         {"edit": "learning_rate", "layers": {"pattern": "classifier.*"}, "multiplier": 10},
//         {"edit": "dropout", "layers": {"range": ["features.0", "features.9"]}, "p": 0.2}
//       ],
//       "training": {"learning_rate": 0.001, "phases": [{"epoch": 6, "layers": {"role": "all"}, "rate": 0.5}]}
//     }
//
// Layers are selected by "names", "pattern", "range", "block" or "role" (see Selection). "classes" is "data", as many
// as the data has, or a number. "before", "attributes", "name", "initialisation", "explanation" may be left out.
// "training" is a file's alone: the options that go with the recipe (options_json.h), such as when layers are unfrozen.

std::string recipeToJson(const Recipe& recipe);

/// Errors: text that is no JSON (line and column), unknown or missing keys, wrong types, unknown kinds, roles of JSON
/// (each with its place, "edits[2].layers"), texts beyond 64 MiB or 64 levels. Whether the layers exist shows when the
/// recipe is applied.
Result<Recipe> recipeFromJson(std::string_view text);

/// A recipe file: the edits, and how to train what they leave where the file says so.
struct RecipeFile {
    Recipe recipe;
    std::optional<TrainingOptions> training;
};
/// Of the training it writes what belongs to a recipe: no seed, device, cache or limits.
std::string recipeFileToJson(const RecipeFile& file);
/// Errors as recipeFromJson() and optionsFromJson() have them. (recipeFromJson() reads such a file too, and leaves the
/// training out.)
Result<RecipeFile> recipeFileFromJson(std::string_view text);

}  // namespace layerbench
