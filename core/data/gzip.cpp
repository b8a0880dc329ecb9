// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/gzip.h"

#include "core/data/files.h"

#include <algorithm>
#include <memory>

#include <zlib.h>

namespace layerbench {

namespace {

struct CloseGzip {
    void operator()(gzFile file) const { gzclose_r(file); }
};
using Gzip = std::unique_ptr<gzFile_s, CloseGzip>;

/// Reads up to `size` bytes; fewer at the end of the file, an error where the packed data is damaged.
Result<std::size_t> readBytes(gzFile file, std::byte* out, std::size_t size, const std::string& shown) {
    std::size_t done = 0;
    while (done < size) {
        const auto count =
            gzread(file, out + done, static_cast<unsigned>(std::min<std::size_t>(size - done, 1u << 24)));
        if (count < 0) {
            int code = Z_OK;
            gzerror(file, &code);
            if (code == Z_BUF_ERROR)
                break;
            return failure(LB_TEXT("data", "“%1” is damaged: its gzip data cannot be unpacked. Download it again."),
                           shown);
        }
        if (count == 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

}  // namespace

Result<std::vector<std::byte>>
readSizedFile(const std::filesystem::path& path, std::size_t headerSize,
              const std::function<Result<std::int64_t>(std::span<const std::byte>)>& expectedSize) {
    const auto shown = displayName(path);
    // Refuses folders, pipes and missing files in words.
    LB_TRY([[maybe_unused]] const auto start, readFileStart(path, 1));
    // zlib reads plain files as they are.
    const Gzip file(gzopen(path.c_str(), "rb"));
    if (!file)
        return failure(LB_TEXT("data", "“%1” cannot be read."), shown);

    const auto tooShort = [&](std::int64_t wanted, std::size_t found) {
        return failure(
            LB_TEXT("data", "“%1” is truncated: it should have %2 bytes unpacked and has %3. Download it again."),
            shown, wanted, found);
    };
    std::vector<std::byte> content(headerSize);
    LB_TRY(const auto headerFound, readBytes(file.get(), content.data(), headerSize, shown));
    if (headerFound < headerSize)
        return tooShort(static_cast<std::int64_t>(headerSize), headerFound);
    LB_TRY(const auto expected, expectedSize(content));
    // Grown as it comes: a header alone allocates nothing.
    for (std::size_t size = headerSize; size < static_cast<std::size_t>(expected);) {
        const auto piece = std::min<std::size_t>(static_cast<std::size_t>(expected) - size, 1u << 24);
        content.resize(size + piece);
        LB_TRY(const auto found, readBytes(file.get(), content.data() + size, piece, shown));
        size += found;
        if (found < piece)
            return tooShort(expected, size);
    }
    std::byte more{};
    LB_TRY(const auto extra, readBytes(file.get(), &more, 1, shown));
    if (extra > 0)
        return failure(LB_TEXT("data", "“%1” is longer than the %2 bytes that its header gives."), shown, expected);
    return content;
}

}  // namespace layerbench
