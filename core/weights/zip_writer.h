// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/weights/atomic_file.h"

#include <string>
#include <vector>

namespace layerbench {

/// Writes a zip archive of uncompressed records, each one's bytes at a multiple of 64 as torch.save aligns them (the
/// local header is padded by an extra field). Its own few lines because a library would not let the alignment be
/// chosen. Layout: PKWARE's APPNOTE.TXT 4.3. No 64-bit form: at most 4 GiB and 65,534 records.
class ZipWriter {
public:
    explicit ZipWriter(AtomicFile& file) : file_(file) {}

    Result<void> add(const std::string& name, std::span<const std::byte> bytes);
    Result<void> add(const std::string& name, std::string_view bytes) {
        return add(name, std::as_bytes(std::span(bytes)));
    }
    /// The directory at the end; nothing may follow.
    Result<void> finish();

private:
    struct Record {
        std::string name;
        std::uint32_t checksum = 0;
        std::uint32_t size = 0;
        std::uint32_t offset = 0;
    };

    AtomicFile& file_;
    std::vector<Record> records_;
};

}  // namespace layerbench
