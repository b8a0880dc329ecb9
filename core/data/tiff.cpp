// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/codecs.h"

#include <algorithm>
#include <bit>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>

#include <tiffio.h>

namespace layerbench::codecs {

namespace {

/// A file in memory as libtiff reads it, and the first complaint that libtiff made.
struct Source {
    Bytes file;
    std::size_t at = 0;
    std::string message;
    bool ranDry = false;
};

tmsize_t readSource(thandle_t handle, void* out, tmsize_t count) {
    auto& source = *static_cast<Source*>(handle);
    const auto wanted = static_cast<std::size_t>(std::max<tmsize_t>(count, 0));
    const auto left = source.file.size() - std::min(source.at, source.file.size());
    source.ranDry = source.ranDry || wanted > left;
    const auto given = std::min(wanted, left);
    if (given > 0)
        std::memcpy(out, source.file.data() + source.at, given);
    source.at += given;
    return static_cast<tmsize_t>(given);
}

toff_t seekSource(thandle_t handle, toff_t offset, int whence) {
    auto& source = *static_cast<Source*>(handle);
    const std::size_t base = whence == SEEK_CUR ? source.at : whence == SEEK_END ? source.file.size() : 0;
    // Beyond the end is allowed, as in a file; reading there gives nothing.
    const std::size_t target = base + static_cast<std::size_t>(offset);
    source.at = target;
    source.ranDry = source.ranDry || target > source.file.size();
    return target;
}

__attribute__((format(printf, 4, 0))) int keepMessage(TIFF*, void* user, const char*, const char* format,
                                                      va_list arguments) {
    auto& source = *static_cast<Source*>(user);
    if (source.message.empty()) {
        char text[256];
        std::vsnprintf(text, sizeof text, format, arguments);
        source.message = text;
        while (source.message.ends_with('.'))
            source.message.pop_back();
    }
    return 1;
}

struct CloseTiff {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using Tiff = std::unique_ptr<TIFF, CloseTiff>;

Tiff openTiff(Source& source, const PictureLimits& limits) {
    struct FreeOptions {
        void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
    };
    const std::unique_ptr<TIFFOpenOptions, FreeOptions> options(TIFFOpenOptionsAlloc());
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), limits.pixels * 8);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keepMessage, &source);
    TIFFOpenOptionsSetWarningHandlerExtR(
        options.get(), [](TIFF*, void*, const char*, const char*, va_list) { return 1; }, nullptr);
    // m: never map.
    return Tiff(TIFFClientOpenExt(
        "picture", "rm", &source, readSource, [](thandle_t, void*, tmsize_t) -> tmsize_t { return 0; }, seekSource,
        [](thandle_t) { return 0; },
        [](thandle_t handle) -> toff_t { return static_cast<Source*>(handle)->file.size(); }, nullptr, nullptr,
        options.get()));
}

struct Layout {
    std::uint16_t bits = 1, samples = 1, planar = PLANARCONFIG_CONTIG, photometric = PHOTOMETRIC_MINISBLACK;
    std::uint16_t orientation = ORIENTATION_TOPLEFT, format = SAMPLEFORMAT_UINT;

    explicit Layout(TIFF* tiff) {
        TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar);
        TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
    }

    /// Plain rows of grey or RGB samples of 8 or 16 bits, alpha among them or not.
    bool isPlain() const {
        const bool grey = photometric == PHOTOMETRIC_MINISBLACK && samples >= 1;
        const bool colour = photometric == PHOTOMETRIC_RGB && samples >= 3;
        return (bits == 8 || bits == 16) && samples <= 8 && planar == PLANARCONFIG_CONTIG && (grey || colour) &&
               orientation == ORIENTATION_TOPLEFT && format == SAMPLEFORMAT_UINT;
    }
};

/// libtiff's own conversion multiplies colours by alpha; PIL drops alpha, so these are read as they are.
bool readPlainRows(TIFF* tiff, const Layout& layout, Picture& picture) {
    const std::size_t bytes = layout.bits / 8;
    const std::size_t pixel = bytes * layout.samples;
    const std::size_t columns = static_cast<std::size_t>(picture.width);
    std::vector<std::uint8_t> row(columns * pixel);
    if (TIFFScanlineSize64(tiff) != row.size())
        return false;
    const std::size_t high = bytes == 2 && std::endian::native == std::endian::little ? 1 : 0;
    const std::size_t colourStep = layout.photometric == PHOTOMETRIC_RGB ? bytes : 0;
    for (int y = 0; y < picture.height; ++y) {
        if (TIFFReadScanline(tiff, row.data(), static_cast<std::uint32_t>(y)) != 1)
            return false;
        std::uint8_t* out = picture.rgb.data() + static_cast<std::size_t>(y) * columns * 3;
        for (std::size_t x = 0; x < columns; ++x)
            for (std::size_t c = 0; c < 3; ++c)
                out[3 * x + c] = row[x * pixel + c * colourStep + high];
    }
    return true;
}

bool readConverted(TIFF* tiff, Picture& picture) {
    std::vector<std::uint32_t> raster(picture.rgb.size() / 3);
    if (TIFFReadRGBAImageOriented(tiff, static_cast<std::uint32_t>(picture.width),
                                  static_cast<std::uint32_t>(picture.height), raster.data(), ORIENTATION_TOPLEFT,
                                  1) != 1)
        return false;
    for (std::size_t i = 0; i < raster.size(); ++i) {
        picture.rgb[3 * i] = static_cast<std::uint8_t>(TIFFGetR(raster[i]));
        picture.rgb[3 * i + 1] = static_cast<std::uint8_t>(TIFFGetG(raster[i]));
        picture.rgb[3 * i + 2] = static_cast<std::uint8_t>(TIFFGetB(raster[i]));
    }
    return true;
}

}  // namespace

Result<Picture> decodeTiff(Bytes file, const std::string& name, const PictureLimits& limits) {
    Source source{file, 0, {}, false};
    const auto failed = [&]() -> Failure {
        if (source.ranDry)
            return truncated(name);
        return damaged(name, "TIFF", source.message.empty() ? "its data is not valid" : source.message);
    };
    const auto tiff = openTiff(source, limits);
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    if (!tiff || TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width) != 1 ||
        TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height) != 1)
        return failed();
    LB_TRY(Picture picture, makePicture(width, height, name, limits));
    const Layout layout(tiff.get());
    const bool plain = layout.isPlain() && !TIFFIsTiled(tiff.get());
    if (!(plain ? readPlainRows(tiff.get(), layout, picture) : readConverted(tiff.get(), picture)))
        return failed();
    return picture;
}

}  // namespace layerbench::codecs
