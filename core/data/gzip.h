// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

namespace layerbench {

/// Reads a file, unpacked where it is gzip (told from its first bytes). Its first `headerSize` bytes say how long the
/// whole must be: `expectedSize` computes that from them and checks it. Nothing is allocated for more, nor unpacked
/// beyond, and a file that is shorter or longer is an error: a few packed KB cannot fill the memory.
Result<std::vector<std::byte>>
readSizedFile(const std::filesystem::path& path, std::size_t headerSize,
              const std::function<Result<std::int64_t>(std::span<const std::byte>)>& expectedSize);

}  // namespace layerbench
