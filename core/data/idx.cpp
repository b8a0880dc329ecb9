// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_readers.h"

#include "core/data/files.h"
#include "core/data/gzip.h"

#include <algorithm>
#include <set>

// MNIST's format (yann.lecun.com/exdb/mnist): two zero bytes, 8 for unsigned bytes, the number of sizes, the sizes as
// big-endian 32 bit numbers, then the values.

namespace layerbench::readers {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t largestIdx = std::int64_t{2} * 1024 * 1024 * 1024;

struct Names {
    std::string pictures;
    std::string labels;
};
const Names trainNames{"train-images-idx3-ubyte", "train-labels-idx1-ubyte"};
const Names testNames{"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

/// The file under its standard name, with a dot before "idx" or not, packed or not.
std::optional<fs::path> find(const fs::path& folder, const std::string& name) {
    auto dotted = name;
    dotted[dotted.find("-idx")] = '.';
    for (const auto& candidate : {name, name + ".gz", dotted, dotted + ".gz"}) {
        std::error_code code;
        if (fs::is_regular_file(folder / candidate, code))
            return folder / candidate;
    }
    return std::nullopt;
}

std::int64_t bigEndian(std::span<const std::byte> bytes, std::size_t at) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | std::to_integer<std::int64_t>(bytes[at + i]);
    return value;
}

struct Values {
    std::vector<std::int64_t> sizes;
    std::vector<std::byte> file;

    std::span<const std::byte> data() const { return std::span(file).subspan(4 + 4 * sizes.size()); }
};

Result<Values> readValues(const fs::path& path, std::size_t dimensions) {
    Values values;
    values.sizes.resize(dimensions);
    const auto expectedSize = [&](std::span<const std::byte> header) -> Result<std::int64_t> {
        if (bigEndian(header, 0) != static_cast<std::int64_t>(0x800 + dimensions))
            return failure(LB_TEXT("data", "“%1” is no IDX file of bytes in %2 dimensions."), displayName(path),
                           dimensions);
        std::int64_t count = 1;
        for (std::size_t i = 0; i < dimensions; ++i) {
            values.sizes[i] = bigEndian(header, 4 + 4 * i);
            if (values.sizes[i] < 1 || values.sizes[i] > largestIdx / count)
                return failure(LB_TEXT("data", "The header of “%1” gives sizes that are empty or beyond 2 GB."),
                               displayName(path));
            count *= values.sizes[i];
        }
        return static_cast<std::int64_t>(4 + 4 * dimensions) + count;
    };
    LB_TRY(values.file, readSizedFile(path, 4 + 4 * dimensions, expectedSize));
    return values;
}

Result<fs::path> findOrFail(const fs::path& folder, const std::string& name) {
    if (auto path = find(folder, name))
        return *path;
    return failure(LB_TEXT("data", "“%1” lacks the file %2 (or %2.gz)."), displayName(folder), name);
}

/// Appends one pair of files; labels are still the files' bytes.
Result<> readPair(const fs::path& folder, const Names& names, PackedPictures& packed, std::vector<DataItem>& items) {
    LB_TRY(const auto picturePath, findOrFail(folder, names.pictures));
    LB_TRY(const auto labelPath, findOrFail(folder, names.labels));
    LB_TRY(const auto pictures, readValues(picturePath, 3));
    LB_TRY(const auto labels, readValues(labelPath, 1));
    if (pictures.sizes[0] != labels.sizes[0])
        return failure(LB_TEXT("data", "“%1” has %2 pictures but %3 labels."), displayName(folder), pictures.sizes[0],
                       labels.sizes[0]);
    const auto height = pictures.sizes[1];
    const auto width = pictures.sizes[2];
    if (height > 4096 || width > 4096)
        return failure(LB_TEXT("data", "“%1” gives pictures of %2 × %3 pixels; at most 4096 × 4096 are read."),
                       displayName(picturePath), width, height);
    if (!packed.values.empty() && (packed.width != width || packed.height != height))
        return failure(LB_TEXT("data", "The test pictures in “%1” have another size than the training pictures."),
                       displayName(folder));
    packed.width = static_cast<int>(width);
    packed.height = static_cast<int>(height);
    const auto first = packed.values.size() / packed.pictureBytes();
    const auto* data = reinterpret_cast<const std::uint8_t*>(pictures.data().data());
    packed.values.insert(packed.values.end(), data, data + pictures.data().size());
    for (std::size_t i = 0; i < labels.data().size(); ++i)
        items.push_back({{}, first + i, std::to_integer<std::int64_t>(labels.data()[i]), {}});
    return {};
}

}  // namespace

bool isIdxFolder(const fs::path& folder) {
    return find(folder, trainNames.pictures) || find(folder, trainNames.labels) || find(folder, testNames.pictures);
}

Result<Dataset> readIdxFolder(const fs::path& folder) {
    Dataset dataset;
    PackedPictures packed;
    LB_CHECK(readPair(folder, trainNames, packed, dataset.items(Part::training)));
    if (find(folder, testNames.pictures) || find(folder, testNames.labels))
        LB_CHECK(readPair(folder, testNames, packed, dataset.items(Part::test)));

    // Classes are the numbers that occur, in numerical order.
    std::set<std::int64_t> numbers;
    for (const auto& items : dataset.parts)
        for (const auto& item : items)
            numbers.insert(item.label);
    for (const auto number : numbers)
        dataset.classes.push_back(std::to_string(number));
    for (auto& items : dataset.parts)
        for (auto& item : items)
            item.label = std::distance(numbers.begin(), numbers.find(item.label));
    dataset.packed = std::make_shared<const PackedPictures>(std::move(packed));
    return dataset;
}

}  // namespace layerbench::readers
