// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/weight_file.h"

#include "core/weights/legacy_weights.h"
#include "core/weights/safetensors.h"
#include "core/weights/zip_weights.h"

#include <algorithm>
#include <array>
#include <new>
#include <string_view>

namespace layerbench {

namespace {

/// A format that is often met where weights are expected, by its first bytes.
struct Stranger {
    std::string_view start;
    const char* sentence;
};

constexpr Stranger strangers[] = {
    {"\x89HDF",
     LB_TEXT("weights", "“%1” is an HDF5 file (Keras), not weights of PyTorch. Name a .pth or .safetensors file.")},
    {"GGUF", LB_TEXT("weights", "“%1” is a GGUF file, not weights of PyTorch. Name a .pth or .safetensors file.")},
    {"\x1f\x8b", LB_TEXT("weights", "“%1” is compressed with gzip. Unpack it first.")},
    {"version https://git-lfs",
     LB_TEXT("weights",
             "“%1” is only a pointer to the real file, as Git LFS keeps them. Fetch the file itself: git lfs pull.")},
    {"<", LB_TEXT("weights", "“%1” is a web page, not a weight file. Download the file itself.")},
};

Result<StateDict> read(const std::filesystem::path& path) {
    LB_TRY(const auto file, InputFile::open(path, maximumWeightFileBytes));
    std::array<char, 512> buffer{};
    const auto size = std::min<std::uint64_t>(buffer.size(), file.size());
    LB_CHECK(file.readAt(0, std::as_writable_bytes(std::span(buffer)).first(size)));
    const std::string_view start(buffer.data(), size);

    if (start.size() > 8 && start[8] == '{')
        return readSafetensors(file);
    if (start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06"))
        return readZipWeights(file);
    // Protocol 2 and later begin with PROTO; older ones, which PyTorch never wrote, mostly with the name of a global.
    if (start.starts_with('\x80') || (start.starts_with('c') && start.find('\n') < 100))
        return readLegacyWeights(file);
    for (const auto& stranger : strangers) {
        if (start.starts_with(stranger.start))
            return failure(stranger.sentence, file.name());
    }
    if (start.size() > 262 && start.substr(257, 5) == "ustar")
        return failure(LB_TEXT("weights", "“%1” is a tar archive, as PyTorch wrote before version 0.1.10. "
                                          "Load it in Python and save model.state_dict() again."),
                       file.name());
    // Only to say what is wrong with it: the content alone does not tell.
    if (path.extension() == ".safetensors")
        return readSafetensors(file);
    return failure(LB_TEXT("weights",
                           "“%1” is no weight file that Layerbench knows. Name a .pth, .pt or .th file of PyTorch or a "
                           ".safetensors file."),
                   file.name());
}

}  // namespace

Result<StateDict> readWeightFile(const std::filesystem::path& path) {
    try {
        auto weights = read(path);
        if (weights)
            removeSharedPrefixes(*weights);
        return weights;
    } catch (const std::bad_alloc&) {
        return failure(LB_TEXT("weights", "There is not enough memory to read “%1”."), path.string());
    }
}

}  // namespace layerbench
