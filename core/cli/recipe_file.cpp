// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/recipe_file.h"

#include "core/cli/output_files.h"
#include "core/data/files.h"
#include "core/weights/atomic_file.h"

#include <cstdint>
#include <filesystem>

namespace layerbench {

namespace {

constexpr std::int64_t largestRecipeFile = std::int64_t{64} << 20;

}  // namespace

Result<RecipeFile> readRecipeFile(const std::string& path) {
    LB_TRY(const auto bytes, readFile(pathFromUtf8(path), largestRecipeFile));
    auto file = recipeFileFromJson({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!file)
        return failure(LB_TEXT("cli", "“%1” is no recipe. %2"), path, file.error().message());
    return file;
}

Result<void> writeRecipeFile(const std::string& path, const RecipeFile& file) {
    std::error_code ignored;
    if (std::filesystem::exists(pathFromUtf8(path), ignored) && !readRecipeFile(path))
        return failure(LB_TEXT("cli", "“%1” is there and is no recipe. Choose another name, or delete it first."),
                       path);
    return writeText(pathFromUtf8(path), recipeFileToJson(file) + "\n");
}

}  // namespace layerbench
