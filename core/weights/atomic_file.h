// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace layerbench {

/// A file that appears under its name only when it is complete: it is written beside it under another name, flushed
/// to the disk and renamed by commit(). Without commit() nothing is left behind, and what was there stays as it was.
class AtomicFile {
public:
    /// Fails where the folder is missing or cannot be written, or `path` is a folder.
    static Result<AtomicFile> create(const std::filesystem::path& path);

    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&&) = delete;
    ~AtomicFile();

    Result<void> write(std::span<const std::byte> bytes);
    Result<void> write(std::string_view bytes) { return write(std::as_bytes(std::span(bytes))); }
    /// Bytes written so far.
    std::uint64_t position() const { return position_; }

    Result<void> commit();

private:
    AtomicFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor);
    Failure cannotWrite(int code) const;

    std::filesystem::path path_;
    std::filesystem::path temporary_;
    int descriptor_ = -1;
    std::uint64_t position_ = 0;
};

/// All of a file at once, whole or not there.
Result<void> writeText(const std::filesystem::path& path, std::string_view content);

}  // namespace layerbench
