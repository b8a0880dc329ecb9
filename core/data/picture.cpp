// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/picture.h"

#include "core/data/codecs.h"
#include "core/data/decode_parts.h"
#include "core/data/files.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <new>

namespace layerbench {

namespace {

enum class Format { jpeg, png, bmp, pnm, tiff, webp, gif, unknown };

Format formatOf(std::span<const std::byte> start) {
    const std::string_view bytes(reinterpret_cast<const char*>(start.data()), start.size());
    if (bytes.starts_with("\xff\xd8\xff"))
        return Format::jpeg;
    if (bytes.starts_with("\x89PNG\r\n\x1a\n"))
        return Format::png;
    if (bytes.starts_with("BM"))
        return Format::bmp;
    if (bytes.size() >= 3 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
        std::string_view(" \t\r\n#").find(bytes[2]) != std::string_view::npos)
        return Format::pnm;
    if (bytes.starts_with(std::string_view("II*\0", 4)) || bytes.starts_with(std::string_view("MM\0*", 4)) ||
        bytes.starts_with(std::string_view("II+\0", 4)) || bytes.starts_with(std::string_view("MM\0+", 4)))
        return Format::tiff;
    if (bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP")
        return Format::webp;
    if (bytes.starts_with("GIF8"))
        return Format::gif;
    return Format::unknown;
}

/// Why a file of that format is not decoded at all.
Result<> checkFormat(Format format, std::size_t size, const std::string& name) {
    if (size == 0)
        return failure(LB_TEXT("data", "“%1” is empty (0 bytes)."), name);
    if (format == Format::gif)
        return failure(LB_TEXT("data", "“%1” is a GIF, which is not read. Save it as PNG or JPEG."), name);
    if (format == Format::unknown)
        return failure(LB_TEXT("data", "“%1” is no picture: its content is not JPEG, PNG, BMP, PNM, TIFF or WebP."),
                       name);
    return {};
}

}  // namespace

namespace codecs {

Result<Picture> makePicture(std::int64_t width, std::int64_t height, const std::string& name,
                            const PictureLimits& limits) {
    if (width < 1 || height < 1)
        return failure(LB_TEXT("data", "“%1” is damaged: its header gives a size of %2 × %3 pixels."), name, width,
                       height);
    if (width > limits.pixels || height > limits.pixels / width)
        return failure(LB_TEXT("data", "“%1” has %2 × %3 pixels; at most %4 million are read. Make it smaller."), name,
                       width, height, static_cast<double>(limits.pixels) / 1e6);
    return Picture{static_cast<int>(width), static_cast<int>(height),
                   std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3)};
}

Failure truncated(const std::string& name) {
    return failure(
        LB_TEXT("data", "“%1” is truncated: the file ends before the picture does. Copy or download it again."), name);
}

Failure damaged(const std::string& name, const std::string& format, const std::string& what) {
    return failure(LB_TEXT("data", "“%1” cannot be decoded as %2: %3."), name, format, what);
}

}  // namespace codecs

Result<Picture> decodePicture(std::span<const std::byte> file, const std::string& name, const PictureLimits& limits) {
    const auto format = formatOf(file);
    LB_CHECK(checkFormat(format, file.size(), name));
    try {
        switch (format) {
        case Format::jpeg:
            return codecs::decodeJpeg(file, name, limits);
        case Format::png:
            return codecs::decodePng(file, name, limits);
        case Format::bmp:
            return codecs::decodeBmp(file, name, limits);
        case Format::pnm:
            return codecs::decodePnm(file, name, limits);
        case Format::tiff:
            return codecs::decodeTiff(file, name, limits);
        case Format::webp:
            return codecs::decodeWebp(file, name, limits);
        case Format::gif:
        case Format::unknown:
            break;
        }
    } catch (const std::bad_alloc&) {
        return failure(LB_TEXT("data", "“%1” does not fit into memory."), name);
    }
    assert(false);
    return Picture{};
}

Result<Picture> decodeForParts(std::span<const std::byte> file, const std::string& name, int side) {
    if (formatOf(file) != Format::jpeg)
        return decodePicture(file, name);
    try {
        return codecs::decodeJpeg(file, name, {}, side);
    } catch (const std::bad_alloc&) {
        return failure(LB_TEXT("data", "“%1” does not fit into memory."), name);
    }
}

Result<Picture> readPicture(const std::filesystem::path& path, const PictureLimits& limits) {
    LB_TRY(const auto file, readFile(path, limits.fileBytes));
    return decodePicture(file, displayName(path), limits);
}

bool hasPictureExtension(const std::filesystem::path& path) {
    static constexpr std::array<std::string_view, 9> known = {".jpg", ".jpeg", ".png",  ".ppm", ".bmp",
                                                              ".pgm", ".tif",  ".tiff", ".webp"};
    auto extension = path.extension().native();
    std::ranges::transform(extension, extension.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::ranges::find(known, extension) != known.end();
}

Result<> checkPictureHeader(const std::filesystem::path& path) {
    LB_TRY(const auto start, readFileStart(path, 16));
    return checkFormat(formatOf(start), start.size(), displayName(path));
}

}  // namespace layerbench
