// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include "core/data/dataset_readers.h"
#include "core/data/files.h"
#include "core/data/samples.h"
#include "core/network/sha256.h"

#include <algorithm>
#include <cassert>
#include <new>

namespace layerbench {

namespace {

/// Grey values stand three times, as PIL's convert("RGB") has it.
Picture unpacked(const PackedPictures& packed, std::uint64_t index) {
    const auto size = packed.pictureBytes();
    const auto* first = packed.values.data() + index * size;
    Picture picture{packed.width, packed.height, {}};
    if (packed.channels == 3) {
        picture.rgb.assign(first, first + size);
        return picture;
    }
    picture.rgb.resize(size * 3);
    for (std::size_t i = 0; i < size; ++i)
        picture.rgb[3 * i] = picture.rgb[3 * i + 1] = picture.rgb[3 * i + 2] = first[i];
    return picture;
}

int generatedSize(const GeneratedPictures& generated, int size) {
    return std::clamp(generated.size > 0 ? generated.size : size, smallestSampleSize, largestSampleSize);
}

Result<Dataset> readDataset(const std::string& description) {
    const auto path = pathFromUtf8(description);
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (description.empty() || !std::filesystem::exists(status)) {
        if (code && code != std::errc::no_such_file_or_directory)
            return failure(LB_TEXT("data", "“%1” cannot be read: %2."), description, code.message());
        return failure(
            LB_TEXT("data", "There is no data set “%1”. Name a folder of pictures, a .csv file, or samples:base."),
            description);
    }
    if (!std::filesystem::is_directory(status)) {
        if (path.extension() == ".csv" || path.extension() == ".CSV")
            return readers::readCsv(path);
        return failure(LB_TEXT("data",
                               "“%1” is a file, not a data set. Name the folder that holds the pictures, such as %2, "
                               "or a .csv file with the columns path and label; unpack an archive first."),
                       description, readers::exampleLayout());
    }
    if (readers::isIdxFolder(path))
        return readers::readIdxFolder(path);
    if (readers::isCifarFolder(path))
        return readers::readCifarFolder(path);
    return readers::readImageFolder(path);
}

}  // namespace

std::string_view name(Part part) {
    static constexpr std::array<std::string_view, 3> names = {"training", "validation", "test"};
    return names[static_cast<std::size_t>(part)];
}

std::vector<std::int64_t> classCounts(const Dataset& dataset, Part part) {
    std::vector<std::int64_t> counts(dataset.classes.size());
    for (const auto& item : dataset.items(part))
        ++counts[static_cast<std::size_t>(item.label)];
    return counts;
}

std::string itemName(const Dataset& dataset, const DataItem& item) {
    if (!item.path.empty())
        return displayName(item.path);
    return dataset.description + " #" + std::to_string(item.index);
}

Result<Picture> readItem(const Dataset& dataset, const DataItem& item, int size) {
    if (!item.path.empty())
        return readPicture(item.path);
    if (dataset.packed)
        return unpacked(*dataset.packed, item.index);
    assert(dataset.generated);
    const auto& generated = *dataset.generated;
    return drawSample(generated.set, generated.classOf(item.label), generated.seed, item.index,
                      generatedSize(generated, size));
}

Result<std::string> itemContentHash(const Dataset& dataset, const DataItem& item) {
    if (!item.contentHash.empty())
        return item.contentHash;
    if (!item.path.empty()) {
        LB_TRY(const auto file, readFile(item.path, PictureLimits{}.fileBytes));
        return sha256Hex(file);
    }
    Sha256 hash;
    if (dataset.packed) {
        const auto size = dataset.packed->pictureBytes();
        hash.add(std::to_string(dataset.packed->width) + " " + std::to_string(dataset.packed->height) + "\n");
        hash.add(std::as_bytes(std::span(dataset.packed->values).subspan(item.index * size, size)));
    } else {
        const auto& generated = *dataset.generated;
        // 1: the generator's version; its pictures may change between versions of the program.
        hash.add("samples 1 " + generated.set + " " + std::to_string(generated.seed) + " " +
                 std::to_string(generated.size) + " " + std::to_string(generated.classOf(item.label)) + " " +
                 std::to_string(item.index));
    }
    return hash.hex();
}

Result<std::string> datasetHash(const Dataset& dataset) {
    Sha256 hash;
    for (const auto& className : dataset.classes)
        hash.add(std::to_string(className.size()) + " " + className);
    for (const auto part : allParts) {
        hash.add(name(part));
        for (const auto& item : dataset.items(part)) {
            LB_TRY(const auto content, itemContentHash(dataset, item));
            hash.add(std::to_string(item.label) + " " + content + "\n");
        }
    }
    return hash.hex();
}

Result<Dataset> openDataset(const std::string& description, const DatasetOptions& options) {
    if (!(options.validationFraction > 0 && options.validationFraction < 1))
        return failure(LB_TEXT("data", "The validation fraction is %1; it must lie between 0 and 1, such as 0.2."),
                       options.validationFraction);
    if (options.perClass && *options.perClass < 1)
        return failure(LB_TEXT("data", "There must be at least 1 training picture per class, not %1."),
                       *options.perClass);
    try {
        if (description.starts_with("samples:"))
            return readers::openSamples(description, options);
        LB_TRY(Dataset dataset, readDataset(description));
        dataset.description = description;
        LB_CHECK(readers::splitDataset(dataset, options));
        LB_CHECK(readers::checkClasses(dataset));
        return dataset;
    } catch (const std::bad_alloc&) {
        return failure(LB_TEXT("data", "“%1” does not fit into memory."), description);
    } catch (const std::filesystem::filesystem_error& error) {
        return failure(LB_TEXT("data", "“%1” cannot be read: %2."), displayName(error.path1()), error.code().message());
    }
}

}  // namespace layerbench
