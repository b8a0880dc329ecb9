// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/training/engine.h"

#include <cstdint>
#include <filesystem>

namespace layerbench {

/// What the program keeps on the disk to save time at its next start, in one folder that may be deleted at any moment:
/// features of frozen layers (features/), contents of pictures that are known to decode (known-pictures…), and the
/// limits that the user has set (limits.json).
///
/// The folder is $LAYERBENCH_CACHE, else layerbench in $XDG_CACHE_HOME, else ~/.cache/layerbench. Empty where
/// LAYERBENCH_CACHE is "off" or no home is known: then nothing is kept.
std::filesystem::path cacheFolder();

/// Where features are kept and how many, as the folder's limits say; without limits, the standard ones: 1 GiB of memory
/// (an eighth of the machine's where that is less) and 4 GiB of disk.
FeatureKeeping cacheLimits(const std::filesystem::path& folder);
/// In bytes, at least 0; counts from the next start on and, through keepFeatures(), at once.
Result<void> setCacheLimits(const std::filesystem::path& folder, std::int64_t memoryBytes, std::int64_t diskBytes);

/// The machine's main memory, in bytes.
std::int64_t machineMemory();

struct CacheUse {
    std::int64_t files = 0;
    std::int64_t bytes = 0;
};
CacheUse cacheUse(const std::filesystem::path& folder);
/// Deletes all but the limits. What a run uses at the moment it keeps.
Result<void> clearCache(const std::filesystem::path& folder);

/// For the start of a program: from here on it remembers pictures and features in the folder.
void useCaches(const std::filesystem::path& folder);

}  // namespace layerbench
