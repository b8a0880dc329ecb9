// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_readers.h"

#include "core/data/files.h"

#include <algorithm>

// The binary version of CIFAR-10 and CIFAR-100 (cs.toronto.edu/~kriz/cifar.html): records of one label byte (CIFAR-100:
// coarse and fine) and 3 x 32 x 32 values, channel by channel.

namespace layerbench::readers {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t side = 32;
constexpr std::size_t plane = side * side;
constexpr std::int64_t largestFile = std::int64_t{1024} * 1024 * 1024;

struct Version {
    std::size_t classes;
    std::size_t labelBytes;  ///< the last one counts
    std::string names;
    std::vector<std::string> training;
    std::string test;
};

const Version& cifar10() {
    static const Version version{
        10,
        1,
        "batches.meta.txt",
        {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"},
        "test_batch.bin"};
    return version;
}

const Version& cifar100() {
    static const Version version{100, 2, "fine_label_names.txt", {"train.bin"}, "test.bin"};
    return version;
}

bool isFile(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

bool hasTraining(const fs::path& folder, const Version& version) {
    return std::ranges::any_of(version.training, [&](const auto& name) { return isFile(folder / name); });
}

Result<> readRecords(const fs::path& path, const Version& version, PackedPictures& packed,
                     std::vector<DataItem>& items) {
    LB_TRY(const auto file, readFile(path, largestFile));
    const std::size_t record = version.labelBytes + 3 * plane;
    if (file.empty() || file.size() % record != 0)
        return failure(LB_TEXT("data",
                               "“%1” has %2 bytes, which is no whole number of CIFAR records of %3 bytes. Download "
                               "it again."),
                       displayName(path), file.size(), record);
    const auto count = file.size() / record;
    const auto first = packed.values.size() / packed.pictureBytes();
    packed.values.resize(packed.values.size() + count * 3 * plane);
    for (std::size_t i = 0; i < count; ++i) {
        const auto* in = reinterpret_cast<const std::uint8_t*>(file.data()) + i * record;
        const std::size_t label = in[version.labelBytes - 1];
        if (label >= version.classes)
            return failure(LB_TEXT("data", "“%1” gives picture %2 the label %3; there are %4 classes."),
                           displayName(path), i, label, version.classes);
        in += version.labelBytes;
        auto* out = packed.values.data() + (first + i) * 3 * plane;
        for (std::size_t pixel = 0; pixel < plane; ++pixel)
            for (std::size_t c = 0; c < 3; ++c)
                out[3 * pixel + c] = in[c * plane + pixel];
        items.push_back({{}, first + i, static_cast<std::int64_t>(label), {}});
    }
    return {};
}

/// One name a line; numbers where the file is absent or has another number of lines.
std::vector<std::string> classNames(const fs::path& folder, const Version& version) {
    std::vector<std::string> names;
    if (const auto file = readFile(folder / version.names, 100'000)) {
        std::string line;
        const auto end = [&] {
            if (!line.empty())
                names.push_back(displayName(line));
            line.clear();
        };
        for (const auto byte : *file) {
            const char c = static_cast<char>(byte);
            if (c == '\n')
                end();
            else if (c != '\r')
                line += c;
        }
        end();
    }
    if (names.size() != version.classes) {
        names.clear();
        for (std::size_t i = 0; i < version.classes; ++i)
            names.push_back(std::to_string(i));
    }
    return names;
}

}  // namespace

bool isCifarFolder(const fs::path& folder) {
    return hasTraining(folder, cifar10()) || (hasTraining(folder, cifar100()) && isFile(folder / cifar100().test));
}

Result<Dataset> readCifarFolder(const fs::path& folder) {
    const auto& version = hasTraining(folder, cifar10()) ? cifar10() : cifar100();
    Dataset dataset;
    PackedPictures packed{side, side, 3, {}};
    for (const auto& name : version.training)
        if (isFile(folder / name))
            LB_CHECK(readRecords(folder / name, version, packed, dataset.items(Part::training)));
    if (isFile(folder / version.test))
        LB_CHECK(readRecords(folder / version.test, version, packed, dataset.items(Part::test)));
    dataset.classes = classNames(folder, version);
    dataset.packed = std::make_shared<const PackedPictures>(std::move(packed));
    return dataset;
}

}  // namespace layerbench::readers
