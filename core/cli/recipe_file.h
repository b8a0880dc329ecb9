// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/project/recipe_json.h"

#include <string>

namespace layerbench {

/// The error names the file, and what in it is no recipe.
Result<RecipeFile> readRecipeFile(const std::string& path);

/// Over another recipe, or where nothing is: a slip must not cost a project or a photo.
Result<void> writeRecipeFile(const std::string& path, const RecipeFile& file);

}  // namespace layerbench
