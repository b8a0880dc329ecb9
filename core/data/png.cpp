// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/codecs.h"

#include <array>
#include <csetjmp>
#include <cstring>
#include <memory>

#include <png.h>

namespace layerbench::codecs {

namespace {

/// libpng with our ends. It lives on the heap, so that its values are certain after a jump.
struct Png {
    Bytes rest;
    bool ranDry = false;
    std::string message;
    png_structp png = nullptr;
    png_infop info = nullptr;
    Picture picture;
    std::vector<png_bytep> rows;

    explicit Png(Bytes file) : rest(file) {
        png = png_create_read_struct(
            PNG_LIBPNG_VER_STRING, this,
            [](png_structp self, png_const_charp text) {
                static_cast<Png*>(png_get_error_ptr(self))->message = text;
                png_longjmp(self, 1);
            },
            [](png_structp, png_const_charp) {});
        info = png ? png_create_info_struct(png) : nullptr;
        if (!info)
            throw std::bad_alloc();
        png_set_read_fn(png, this, [](png_structp self, png_bytep out, std::size_t count) {
            auto& source = *static_cast<Png*>(png_get_io_ptr(self));
            if (count > source.rest.size()) {
                source.ranDry = true;
                png_error(self, "end of file");
            }
            std::memcpy(out, source.rest.data(), count);
            source.rest = source.rest.subspan(count);
        });
    }
    Png(const Png&) = delete;
    Png& operator=(const Png&) = delete;
    ~Png() { png_destroy_read_struct(&png, &info, nullptr); }
};

bool readHeader(Png& self) {
    if (setjmp(png_jmpbuf(self.png)))
        return false;
    // Text chunks could unpack to much memory and are of no use here.
    png_set_keep_unknown_chunks(self.png, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
    png_set_chunk_malloc_max(self.png, 8'000'000);
    png_set_user_limits(self.png, 0x7fffffff, 0x7fffffff);
    png_read_info(self.png, self.info);
    return true;
}

bool readPixels(Png& self) {
    if (setjmp(png_jmpbuf(self.png)))
        return false;
    const auto colour = png_get_color_type(self.png, self.info);
    png_set_strip_16(self.png);
    png_set_packing(self.png);
    if (colour == PNG_COLOR_TYPE_PALETTE)
        png_set_palette_to_rgb(self.png);
    if (!(colour & PNG_COLOR_MASK_COLOR)) {
        png_set_expand_gray_1_2_4_to_8(self.png);
        png_set_gray_to_rgb(self.png);
    }
    // Transparency is dropped, not blended, as PIL's convert("RGB") does.
    png_set_strip_alpha(self.png);
    png_set_interlace_handling(self.png);
    png_read_update_info(self.png, self.info);
    if (png_get_rowbytes(self.png, self.info) != static_cast<std::size_t>(self.picture.width) * 3)
        png_error(self.png, "unexpected row size");
    png_read_image(self.png, self.rows.data());
    return true;
}

}  // namespace

Result<Picture> decodePng(Bytes file, const std::string& name, const PictureLimits& limits) {
    const auto png = std::make_unique<Png>(file);
    const auto failed = [&]() -> Failure { return png->ranDry ? truncated(name) : damaged(name, "PNG", png->message); };
    if (!readHeader(*png))
        return failed();
    LB_TRY(png->picture, makePicture(png_get_image_width(png->png, png->info),
                                     png_get_image_height(png->png, png->info), name, limits));
    const auto stride = static_cast<std::size_t>(png->picture.width) * 3;
    png->rows.resize(static_cast<std::size_t>(png->picture.height));
    for (std::size_t y = 0; y < png->rows.size(); ++y)
        png->rows[y] = png->picture.rgb.data() + y * stride;
    if (!readPixels(*png))
        return failed();
    return std::move(png->picture);
}

}  // namespace layerbench::codecs
