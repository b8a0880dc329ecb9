// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace layerbench {

struct SampleFolderOptions {
    std::int64_t perClass = 100;           ///< training pictures of each class
    std::int64_t validationPerClass = 50;  ///< validation pictures of each class
    int size = 224;                        ///< pixels a side
    std::uint64_t seed = 1;
};

/// Writes a generated set as an image folder of PNGs: train/CLASS/0001.png and val/CLASS/0001.png, the same pictures as
/// samples:NAME gives with that seed and size. Returns how many were written. `folder` must be new or empty: an error
/// else, as for an unknown set, a size or a count out of range, and a folder that cannot be written.
Result<std::int64_t> writeSampleFolder(const std::string& set, const std::filesystem::path& folder,
                                       const SampleFolderOptions& options);

}  // namespace layerbench
