// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/codecs.h"

#include <memory>

#include <webp/decode.h>
#include <webp/demux.h>

namespace layerbench::codecs {

namespace {

struct DeleteAnimation {
    void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

/// The first frame, on its canvas.
bool decodeFirstFrame(const WebPData& data, Picture& picture) {
    const std::unique_ptr<WebPAnimDecoder, DeleteAnimation> decoder(WebPAnimDecoderNew(&data, nullptr));
    WebPAnimInfo info;
    std::uint8_t* rgba = nullptr;
    int timestamp = 0;
    if (!decoder || !WebPAnimDecoderGetInfo(decoder.get(), &info) ||
        info.canvas_width != static_cast<std::uint32_t>(picture.width) ||
        info.canvas_height != static_cast<std::uint32_t>(picture.height) ||
        !WebPAnimDecoderGetNext(decoder.get(), &rgba, &timestamp))
        return false;
    for (std::size_t i = 0; i < picture.rgb.size() / 3; ++i)
        for (std::size_t c = 0; c < 3; ++c)
            picture.rgb[3 * i + c] = rgba[4 * i + c];
    return true;
}

}  // namespace

Result<Picture> decodeWebp(Bytes file, const std::string& name, const PictureLimits& limits) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(file.data());
    WebPBitstreamFeatures features;
    const auto status = WebPGetFeatures(data, file.size(), &features);
    if (status == VP8_STATUS_NOT_ENOUGH_DATA)
        return truncated(name);
    if (status != VP8_STATUS_OK)
        return damaged(name, "WebP", "its header is not valid");
    LB_TRY(Picture picture, makePicture(features.width, features.height, name, limits));

    // The RIFF header says how long the file is: 8 bytes and what follows.
    std::size_t length = 8;
    for (std::size_t i = 0; i < 4; ++i)
        length += static_cast<std::size_t>(data[4 + i]) << (8 * i);
    if (file.size() < length)
        return truncated(name);

    const bool decoded = features.has_animation ? decodeFirstFrame(WebPData{data, file.size()}, picture)
                                                : WebPDecodeRGBInto(data, file.size(), picture.rgb.data(),
                                                                    picture.rgb.size(), picture.width * 3) != nullptr;
    if (!decoded)
        return damaged(name, "WebP", "its data is not valid");
    return picture;
}

}  // namespace layerbench::codecs
