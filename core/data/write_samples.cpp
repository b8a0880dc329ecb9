// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/write_samples.h"

#include "core/data/dataset.h"
#include "core/data/files.h"

#include <cstdio>
#include <system_error>

#include <png.h>

namespace layerbench {

namespace {

Result<void> writePng(const std::filesystem::path& path, const Picture& picture) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.format = PNG_FORMAT_RGB;
    image.width = static_cast<png_uint_32>(picture.width);
    image.height = static_cast<png_uint_32>(picture.height);
    if (png_image_write_to_file(&image, path.c_str(), 0, picture.rgb.data(), 0, nullptr))
        return {};
    const std::string problem = image.message;
    png_image_free(&image);
    return failure(LB_TEXT("data", "“%1” cannot be written: %2. Is the disk full?"), displayName(path), problem);
}

Result<void> makeFolder(const std::filesystem::path& folder) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem)
        return failure(LB_TEXT("data", "The folder “%1” cannot be made: %2. Choose another."), displayName(folder),
                       problem.message());
    return {};
}

/// A part's pictures, numbered from 1 in every class.
Result<std::int64_t> writePart(const Dataset& dataset, Part part, const std::filesystem::path& folder, int size) {
    std::vector<int> numbers(dataset.classes.size());
    for (const auto& item : dataset.items(part)) {
        const auto label = static_cast<std::size_t>(item.label);
        const auto place = folder / pathFromUtf8(dataset.classes[label]);
        if (numbers[label]++ == 0)
            LB_CHECK(makeFolder(place));
        LB_TRY(const Picture picture, readItem(dataset, item, size));
        char name[32];
        std::snprintf(name, sizeof name, "%04d.png", numbers[label]);
        LB_CHECK(writePng(place / name, picture));
    }
    return std::ssize(dataset.items(part));
}

}  // namespace

Result<std::int64_t> writeSampleFolder(const std::string& set, const std::filesystem::path& folder,
                                       const SampleFolderOptions& options) {
    const std::string description = "samples:" + set + "?per-class=" + std::to_string(options.perClass) +
                                    "&validation=" + std::to_string(options.validationPerClass) +
                                    "&size=" + std::to_string(options.size) + "&seed=" + std::to_string(options.seed);
    LB_TRY(const Dataset dataset, openDataset(description));
    std::error_code problem;
    if (std::filesystem::exists(folder, problem) && !std::filesystem::is_empty(folder, problem))
        return failure(LB_TEXT("data", "“%1” is there already and not an empty folder. Choose another name."),
                       displayName(folder));
    LB_TRY(const std::int64_t training, writePart(dataset, Part::training, folder / "train", options.size));
    LB_TRY(const std::int64_t validation, writePart(dataset, Part::validation, folder / "val", options.size));
    return training + validation;
}

}  // namespace layerbench
