// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/codecs.h"

#include <array>
#include <bit>

namespace layerbench::codecs {

namespace {

/// Little-endian numbers; reading beyond the end gives 0 (sizes are checked before pixels are read).
class LittleEndian {
public:
    explicit LittleEndian(Bytes file) : file_(file) {}

    std::uint32_t u8(std::size_t at) const { return at < file_.size() ? std::to_integer<std::uint32_t>(file_[at]) : 0; }
    std::uint32_t u16(std::size_t at) const { return u8(at) | u8(at + 1) << 8; }
    std::uint32_t u32(std::size_t at) const { return u16(at) | u16(at + 2) << 16; }
    std::int32_t i32(std::size_t at) const { return std::bit_cast<std::int32_t>(u32(at)); }

private:
    Bytes file_;
};

std::uint8_t channelOf(std::uint32_t pixel, std::uint32_t mask) {
    if (mask == 0)
        return 0;
    const int shift = std::countr_zero(mask);
    const std::uint64_t maximum = mask >> shift;
    return static_cast<std::uint8_t>(((pixel & mask) >> shift) * std::uint64_t{255} / maximum);
}

}  // namespace

Result<Picture> decodeBmp(Bytes bytes, const std::string& name, const PictureLimits& limits) {
    const LittleEndian file(bytes);
    constexpr std::size_t fileHeader = 14;
    if (bytes.size() < fileHeader + 12)
        return truncated(name);
    const std::size_t headerSize = file.u32(fileHeader);
    const bool core = headerSize == 12;
    if (!core && (headerSize < 40 || headerSize > 124))
        return damaged(name, "BMP", "its header is not valid");
    if (bytes.size() < fileHeader + headerSize)
        return truncated(name);

    const std::int64_t width = core ? std::int64_t{file.u16(fileHeader + 4)} : std::int64_t{file.i32(fileHeader + 4)};
    const std::int64_t signedHeight =
        core ? std::int64_t{file.u16(fileHeader + 6)} : std::int64_t{file.i32(fileHeader + 8)};
    const bool topDown = signedHeight < 0;
    const std::int64_t height = topDown ? -signedHeight : signedHeight;
    const std::uint32_t bits = core ? file.u16(fileHeader + 10) : file.u16(fileHeader + 14);
    const std::uint32_t compression = core ? 0 : file.u32(fileHeader + 16);
    const bool bitFields = compression == 3 || compression == 6;
    if (compression != 0 && !(bitFields && (bits == 16 || bits == 32)))
        return failure(LB_TEXT("data", "“%1” is a compressed BMP, which is not read. Save it as PNG."), name);
    if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32)
        return damaged(name, "BMP", std::to_string(bits) + " bits per pixel");

    std::array<std::uint32_t, 3> masks = {0xff0000, 0xff00, 0xff};
    if (bits == 16)
        masks = {0x7c00, 0x3e0, 0x1f};
    if (bitFields)
        for (std::size_t c = 0; c < 3; ++c)
            masks[c] = file.u32(fileHeader + 40 + 4 * c);

    // The palette stands behind the header: BGR, in all but the oldest files with a fourth byte.
    const std::size_t paletteAt = fileHeader + headerSize + (bitFields && headerSize == 40 ? 12 : 0);
    const std::size_t entrySize = core ? 3 : 4;
    const std::size_t dataAt = file.u32(10);
    if (bits <= 8 && dataAt < paletteAt)
        return damaged(name, "BMP", "its pixels overlap its header");
    const std::size_t entries = bits <= 8 ? (dataAt - paletteAt) / entrySize : 0;

    LB_TRY(Picture picture, makePicture(width, height, name, limits));
    const std::size_t columns = static_cast<std::size_t>(width);
    const std::size_t rows = static_cast<std::size_t>(height);
    const std::size_t stride = (columns * bits + 31) / 32 * 4;
    if (dataAt > bytes.size() || (bytes.size() - dataAt) / stride < rows)
        return truncated(name);
    for (std::size_t y = 0; y < rows; ++y) {
        const std::size_t row = dataAt + (topDown ? y : rows - 1 - y) * stride;
        std::uint8_t* out = picture.rgb.data() + y * columns * 3;
        for (std::size_t x = 0; x < columns; ++x, out += 3) {
            if (bits <= 8) {
                const std::size_t perByte = 8 / bits;
                const std::uint32_t index =
                    file.u8(row + x / perByte) >> (bits * (perByte - 1 - x % perByte)) & ((1u << bits) - 1);
                for (std::size_t c = 0; c < 3 && index < entries; ++c)
                    out[c] = static_cast<std::uint8_t>(file.u8(paletteAt + index * entrySize + 2 - c));
            } else if (bits == 24) {
                for (std::size_t c = 0; c < 3; ++c)
                    out[c] = static_cast<std::uint8_t>(file.u8(row + 3 * x + 2 - c));
            } else {
                const std::uint32_t pixel = bits == 16 ? file.u16(row + 2 * x) : file.u32(row + 4 * x);
                for (std::size_t c = 0; c < 3; ++c)
                    out[c] = channelOf(pixel, masks[c]);
            }
        }
    }
    return picture;
}

}  // namespace layerbench::codecs
