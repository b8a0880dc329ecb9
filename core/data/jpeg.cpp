// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/codecs.h"
#include "core/data/decode_parts.h"

#include <array>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <memory>

#include <jpeglib.h>

#include <jerror.h>

namespace layerbench::codecs {

namespace {

/// libjpeg with our ends: errors jump back, and running out of bytes is noticed (libjpeg would paint the rest grey).
/// It lives on the heap, so that its values are certain after a jump.
struct Jpeg {
    jpeg_decompress_struct decoder{};
    jpeg_error_mgr errors{};
    jpeg_source_mgr source{};
    jpeg_progress_mgr progress{};
    std::jmp_buf onError{};
    bool ranDry = false;
    bool tooManyScans = false;
    std::array<char, JMSG_LENGTH_MAX> message{};
    Picture picture;
    std::vector<std::uint8_t> row;

    explicit Jpeg(Bytes file) {
        decoder.err = jpeg_std_error(&errors);
        decoder.client_data = this;
        errors.error_exit = [](j_common_ptr common) {
            auto& self = *static_cast<Jpeg*>(common->client_data);
            self.errors.format_message(common, self.message.data());
            std::longjmp(self.onError, 1);
        };
        errors.emit_message = [](j_common_ptr, int) {};
        errors.output_message = [](j_common_ptr) {};
        source.next_input_byte = reinterpret_cast<const JOCTET*>(file.data());
        source.bytes_in_buffer = file.size();
        source.init_source = [](j_decompress_ptr) {};
        source.term_source = [](j_decompress_ptr) {};
        source.resync_to_restart = jpeg_resync_to_restart;
        source.fill_input_buffer = [](j_decompress_ptr info) -> boolean {
            static constexpr JOCTET end[2] = {0xff, JPEG_EOI};
            static_cast<Jpeg*>(info->client_data)->ranDry = true;
            info->src->next_input_byte = end;
            info->src->bytes_in_buffer = 2;
            return TRUE;
        };
        source.skip_input_data = [](j_decompress_ptr info, long count) {
            if (count <= 0)
                return;
            auto& from = *info->src;
            if (static_cast<std::size_t>(count) > from.bytes_in_buffer) {
                from.fill_input_buffer(info);
                return;
            }
            from.next_input_byte += count;
            from.bytes_in_buffer -= static_cast<std::size_t>(count);
        };
        // A progressive file of a few KB can ask for thousands of passes over a large picture.
        progress.progress_monitor = [](j_common_ptr common) {
            auto& self = *static_cast<Jpeg*>(common->client_data);
            if (self.decoder.input_scan_number > 500) {
                self.tooManyScans = true;
                std::longjmp(self.onError, 1);
            }
        };
    }
    Jpeg(const Jpeg&) = delete;
    Jpeg& operator=(const Jpeg&) = delete;
    ~Jpeg() { jpeg_destroy_decompress(&decoder); }
};

std::uint8_t multiply(unsigned a, unsigned b) {
    const unsigned product = a * b + 128;
    return static_cast<std::uint8_t>((product + (product >> 8)) >> 8);
}

/// Adobe's programs store CMYK inverted, which is what JPEG files hold; the rest is PIL's conversion: (1 - C)(1 - K).
void cmykToRgb(const std::uint8_t* cmyk, std::uint8_t* rgb, int count) {
    for (int x = 0; x < count; ++x) {
        const unsigned white = cmyk[4 * x + 3];
        for (int c = 0; c < 3; ++c)
            rgb[3 * x + c] = static_cast<std::uint8_t>(white - multiply(255u - cmyk[4 * x + c], white));
    }
}

/// The part between setjmp and the end may own nothing: a jump runs no destructors.
bool decodeHeader(Jpeg& jpeg) {
    if (setjmp(jpeg.onError))
        return false;
    jpeg_create_decompress(&jpeg.decoder);
    jpeg.decoder.src = &jpeg.source;
    jpeg.decoder.progress = &jpeg.progress;
    jpeg_read_header(&jpeg.decoder, TRUE);
    return true;
}

bool outputSize(Jpeg& jpeg) {
    if (setjmp(jpeg.onError))
        return false;
    jpeg_calc_output_dimensions(&jpeg.decoder);
    return true;
}

/// The largest of 1, 2, 4, 8 that leaves the smallest part of the picture `side` pixels.
unsigned reduction(unsigned width, unsigned height, int side) {
    const double smallest =
        std::sqrt(smallestPartArea * narrowestPart * static_cast<double>(width) * static_cast<double>(height));
    unsigned by = 1;
    while (by < 8 && smallest / (2 * by) >= side)
        by *= 2;
    return by;
}

bool decodePixels(Jpeg& jpeg) {
    auto& decoder = jpeg.decoder;
    if (setjmp(jpeg.onError))
        return false;
    jpeg_start_decompress(&decoder);
    const auto stride = static_cast<std::size_t>(decoder.output_width) * 3;
    while (decoder.output_scanline < decoder.output_height) {
        std::uint8_t* out = jpeg.picture.rgb.data() + decoder.output_scanline * stride;
        JSAMPROW row = decoder.out_color_space == JCS_RGB ? out : jpeg.row.data();
        jpeg_read_scanlines(&decoder, &row, 1);
        if (decoder.out_color_space == JCS_CMYK)
            cmykToRgb(row, out, jpeg.picture.width);
        else if (decoder.out_color_space == JCS_GRAYSCALE)
            for (int x = 0; x < jpeg.picture.width; ++x)
                out[3 * x] = out[3 * x + 1] = out[3 * x + 2] = row[x];
    }
    return true;
}

}  // namespace

Result<Picture> decodeJpeg(Bytes file, const std::string& name, const PictureLimits& limits, int partSide) {
    const auto jpeg = std::make_unique<Jpeg>(file);
    const auto failed = [&]() -> Failure {
        if (jpeg->ranDry)
            return truncated(name);
        if (jpeg->tooManyScans)
            return damaged(name, "JPEG", "more than 500 scans");
        return damaged(name, "JPEG", jpeg->message.data());
    };
    if (!decodeHeader(*jpeg))
        return failed();
    auto& decoder = jpeg->decoder;
    switch (decoder.num_components) {
    case 1:
        decoder.out_color_space = JCS_GRAYSCALE;
        break;
    case 3:
        decoder.out_color_space = JCS_RGB;
        break;
    case 4:
        decoder.out_color_space = JCS_CMYK;
        break;
    default:
        return damaged(name, "JPEG", "unusual number of colour channels: " + std::to_string(decoder.num_components));
    }
    // Before anything is computed or allocated: the limit is for what the file asks for, reduced or not.
    if (decoder.image_width > limits.pixels / std::max(1u, decoder.image_height))
        return Failure(makePicture(decoder.image_width, decoder.image_height, name, limits).error());
    decoder.scale_num = 1;
    decoder.scale_denom = partSide > 0 ? reduction(decoder.image_width, decoder.image_height, partSide) : 1;
    if (!outputSize(*jpeg))
        return failed();
    LB_TRY(jpeg->picture, makePicture(decoder.output_width, decoder.output_height, name, limits));
    jpeg->row.resize(static_cast<std::size_t>(decoder.image_width) * 4);
    if (!decodePixels(*jpeg))
        return failed();
    if (jpeg->ranDry)
        return truncated(name);
    return std::move(jpeg->picture);
}

}  // namespace layerbench::codecs
