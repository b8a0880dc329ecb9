// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/picture.h"
#include "core/network/result.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace layerbench {

enum class Part { training, validation, test };
inline constexpr std::array allParts = {Part::training, Part::validation, Part::test};

/// "training", "validation", "test": as the command line writes it.
std::string_view name(Part part);

/// Pictures of one size in memory (IDX, CIFAR): 8 bit, [count, height, width, channels], 1 or 3 channels.
struct PackedPictures {
    int width = 0;
    int height = 0;
    int channels = 1;
    std::vector<std::uint8_t> values;

    std::size_t pictureBytes() const {
        return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * static_cast<std::size_t>(channels);
    }
    std::size_t count() const { return values.size() / pictureBytes(); }
};

/// A generated set (samples.h): pictures are drawn when they are asked for.
struct GeneratedPictures {
    std::string set;
    std::uint64_t seed = 1;
    int size = 0;                   ///< pixels a side; 0 follows the network
    std::vector<int> classes = {};  ///< the set's class that each label is drawn as; empty: labels are the set's own

    int classOf(std::int64_t label) const {
        return classes.empty() ? static_cast<int>(label) : classes[static_cast<std::size_t>(label)];
    }
    bool operator==(const GeneratedPictures&) const = default;
};

/// One labelled picture: a file, or a number in what the data set holds or draws.
struct DataItem {
    std::filesystem::path path;  ///< empty where `index` counts
    std::uint64_t index = 0;     ///< in PackedPictures, or the number that GeneratedPictures draws
    std::int64_t label = 0;      ///< in [0, classes.size())
    std::string contentHash;     ///< SHA-256 of the file, once checkDataset() has read it; else empty

    bool operator==(const DataItem&) const = default;
};

struct PictureUse;

/// A file that is not used, and the sentence that says why.
struct SkippedFile {
    std::string name;
    Text reason;

    bool operator==(const SkippedFile&) const = default;
};

/// Labelled pictures as a value: what there is, which part of it each picture belongs to, and what was left out.
/// It holds no decoded files; only IDX and CIFAR pictures stand in (shared) memory.
struct Dataset {
    std::string description;           ///< as it was asked for
    std::vector<std::string> classes;  ///< UTF-8, sorted; a label is a place in it
    std::array<std::vector<DataItem>, 3> parts;
    /// Training pictures beyond `perClass`, in the order in which they would join.
    std::vector<DataItem> unused;
    std::vector<SkippedFile> skipped;
    bool validationWasSplit = false;  ///< taken from the training pictures, for want of an own part

    std::shared_ptr<const PackedPictures> packed;
    std::optional<GeneratedPictures> generated;

    std::vector<DataItem>& items(Part part) { return parts[static_cast<std::size_t>(part)]; }
    const std::vector<DataItem>& items(Part part) const { return parts[static_cast<std::size_t>(part)]; }
};

/// Pictures of each class, in class order: the class balance.
std::vector<std::int64_t> classCounts(const Dataset& dataset, Part part);

/// "“ants/1.jpg”", "picture 12 of samples:base", for messages.
std::string itemName(const Dataset& dataset, const DataItem& item);

/// The pixels of an item. `size` is the side of a generated picture whose set leaves it open. Any thread.
Result<Picture> readItem(const Dataset& dataset, const DataItem& item, int size);

/// SHA-256 of what decides the item's pixels: of its file (read when checkDataset() has not), of its packed bytes,
/// or of what it is drawn from. Any thread.
Result<std::string> itemContentHash(const Dataset& dataset, const DataItem& item);

/// SHA-256 of classes, labels, parts and every picture's content: equal where training sees the same.
/// Reads every file that checkDataset() has not.
Result<std::string> datasetHash(const Dataset& dataset);

struct DatasetOptions {
    double validationFraction = 0.2;  ///< in (0, 1), of each class, where the set has no validation part
    std::uint64_t seed = 1;           ///< decides the split and which pictures `perClass` takes
    std::optional<std::int64_t> perClass =
        std::nullopt;  ///< training pictures a class; smaller choices lie inside larger ones
};

/// Opens what the command line calls DATA:
/// - a folder with one folder a class, or with train/ and val/ (valid/, validation/) and test/ of such; at least train/
/// - a folder with the four IDX files of MNIST (train-images-idx3-ubyte, …; .gz or not)
/// - a folder with CIFAR-10's or CIFAR-100's binary files
/// - a .csv with the columns path and label, and optionally part (train, val or test); paths are relative to it
/// - samples:NAME?per-class=N&seed=N&size=N&validation=N, see samples.h; options.seed counts where options.perClass
///   alone says how many
/// Files are listed and their first bytes looked at; what cannot be a picture goes to `skipped`. Without a validation
/// part, each class is split by a seeded draw: at least one picture on each side where a class has two.
/// The error says what was expected. Any thread.
Result<Dataset> openDataset(const std::string& description, const DatasetOptions& options = {});

/// Decodes every picture once, on `threads` threads, and moves those that fail to `skipped`; pictures left out by
/// `perClass` take the places of failed ones. Fills in the content hashes. `progress` is told (done, all) from any of
/// the threads, one at a time, and may return false to stop, which is an error. Contents that are known to decode
/// (known_pictures.h) are hashed alone. What is decoded is kept for `use` where that is known (picture_store.h).
Result<Dataset> removeUnreadable(Dataset dataset, int threads,
                                 const std::function<bool(std::int64_t, std::int64_t)>& progress = {},
                                 const PictureUse* use = nullptr);

/// The same for training: an error too where fewer than two classes have training pictures afterwards.
Result<Dataset> checkDataset(Dataset dataset, int threads,
                             const std::function<bool(std::int64_t, std::int64_t)>& progress = {},
                             const PictureUse* use = nullptr);

}  // namespace layerbench
