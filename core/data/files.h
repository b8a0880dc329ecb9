// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace layerbench {

/// A path as people read it: UTF-8, bytes that are none replaced by U+FFFD.
std::string displayName(const std::filesystem::path& path);

/// A path that was typed or stored as UTF-8.
std::filesystem::path pathFromUtf8(const std::string& text);

/// The whole of a regular file of at most `maximum` bytes. Read, never mapped.
Result<std::vector<std::byte>> readFile(const std::filesystem::path& path, std::int64_t maximum);

/// The first bytes of a file, at most `count`.
Result<std::vector<std::byte>> readFileStart(const std::filesystem::path& path, std::size_t count);

}  // namespace layerbench
