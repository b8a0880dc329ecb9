// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// Decoded pixels: 8 bit RGB, row by row, height * width * 3 bytes.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;

    bool operator==(const Picture&) const = default;
};

/// What a file may ask for before it is refused. Checked against the header, before any pixel is decoded.
struct PictureLimits {
    std::int64_t pixels = 100'000'000;  ///< width * height
    std::int64_t fileBytes = 512 * 1024 * 1024;
};

/// Decodes JPEG, PNG, BMP, PNM (PPM, PGM, PBM), TIFF or WebP; the format is told from the content, not from the name.
/// The pixels are those of PIL's Image.open(file).convert("RGB"), so that networks see what torchvision shows them:
/// no EXIF rotation, alpha dropped, palettes and CMYK resolved, the first frame of an animation. One difference: 16 bit
/// grey keeps its upper 8 bits (PIL clips it to white).
/// `name` stands in the error, which is a sentence: truncated, damaged, empty, too large, or of an unknown format.
/// Any thread.
Result<Picture> decodePicture(std::span<const std::byte> file, const std::string& name, const PictureLimits& = {});

/// Reads and decodes a file.
Result<Picture> readPicture(const std::filesystem::path& path, const PictureLimits& = {});

/// Whether a file's name ends like a picture's (.jpg .jpeg .png .ppm .bmp .pgm .tif .tiff .webp, any case), which
/// is torchvision's list.
bool hasPictureExtension(const std::filesystem::path& path);

/// Looks at the first bytes alone, for a quick check of many files; decoding may still fail later.
Result<> checkPictureHeader(const std::filesystem::path& path);

}  // namespace layerbench
