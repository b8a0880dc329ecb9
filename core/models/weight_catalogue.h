// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// A file that looks like a network's weights, by its name alone; it has not been opened.
struct WeightFile {
    std::filesystem::path path;
    std::string architecture;  ///< a name of architectures(); empty where the file name tells none
    std::uintmax_t bytes = 0;

    bool operator==(const WeightFile&) const = default;
};

/// By torchvision's file naming: the longest known architecture that the name begins with, before a sign that is no
/// letter or digit: "squeezenet1_1-b8a52dc0.pth" is squeezenet1_1's. Empty where there is none.
std::string_view architectureOfFileName(std::string_view fileName);

/// So many entries of a folder are looked at, and no more.
inline constexpr std::size_t maximumWeightFolderEntries = 10'000;

/// The .pth, .pt, .th and .safetensors files that lie in the folders (not below them), by name. A folder that is
/// missing or cannot be read has none; one that is named twice counts once. Reads the disk: call it away from the
/// window.
std::vector<WeightFile> findWeightFiles(std::span<const std::filesystem::path> folders);

/// Where torch.hub keeps what it downloads: $TORCH_HOME/hub/checkpoints, else below $XDG_CACHE_HOME/torch, else below
/// ~/.cache/torch. None where the environment names no home.
std::vector<std::filesystem::path> weightFolders();

}  // namespace layerbench
