// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace layerbench {

/// An ordinary file, open for reading at any place. It is read, never mapped into memory: a file that shrinks or a disk
/// that is unplugged meanwhile ends in an error sentence. One thread at a time.
class InputFile {
public:
    /// Fails for what is missing, no ordinary file, not readable, empty or larger than `maximumBytes`.
    static Result<InputFile> open(const std::filesystem::path& path, std::uint64_t maximumBytes);

    InputFile(InputFile&& other) noexcept;
    InputFile& operator=(InputFile&&) = delete;
    ~InputFile();

    const std::filesystem::path& path() const { return path_; }
    /// How the file stands in a sentence.
    const std::string& name() const { return name_; }
    std::uint64_t size() const { return size_; }

    /// Fills `bytes` from `offset` on; fails where the file has fewer.
    Result<void> readAt(std::uint64_t offset, std::span<std::byte> bytes) const;

private:
    InputFile(std::filesystem::path path, int descriptor, std::uint64_t size);

    std::filesystem::path path_;
    std::string name_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

/// The sentence for a file that ends too early.
Failure endsTooEarly(const std::string& fileName);

/// Foreign text as it may stand in a sentence: at most 100 characters, control and broken UTF-8 bytes as "?".
std::string printable(std::string_view foreign);

}  // namespace layerbench
