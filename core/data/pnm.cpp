// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/codecs.h"

#include <algorithm>
#include <optional>

namespace layerbench::codecs {

namespace {

/// Numbers between white space and comments, as PNM headers and the plain formats P1 to P3 write them.
class PnmReader {
public:
    explicit PnmReader(Bytes file) : text_(reinterpret_cast<const char*>(file.data()), file.size()) {}

    std::optional<std::int64_t> number(std::size_t maximumDigits) {
        skipSpace();
        std::int64_t value = 0;
        std::size_t digits = 0;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && digits < maximumDigits) {
            value = value * 10 + (text_[at_++] - '0');
            ++digits;
        }
        if (digits == 0)
            return std::nullopt;
        return value;
    }
    void skip(std::size_t count) { at_ = std::min(text_.size(), at_ + count); }
    bool atEnd() const { return at_ >= text_.size(); }
    std::string_view rest() const { return text_.substr(at_); }

private:
    void skipSpace() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '#')
                at_ = std::min(text_.find('\n', at_), text_.size());
            else if (c == ' ' || (c >= '\t' && c <= '\r'))
                ++at_;
            else
                return;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

std::uint8_t scaled(std::int64_t value, std::int64_t maximum) {
    return static_cast<std::uint8_t>((std::min(value, maximum) * 255 * 2 + maximum) / (maximum * 2));
}

}  // namespace

Result<Picture> decodePnm(Bytes file, const std::string& name, const PictureLimits& limits) {
    const char kind = static_cast<char>(file[1]);
    const bool bits = kind == '1' || kind == '4';
    const bool plain = kind <= '3';
    const std::size_t channels = kind == '3' || kind == '6' ? 3 : 1;

    PnmReader reader(file);
    reader.skip(2);
    const auto width = reader.number(9);
    const auto height = reader.number(9);
    const auto maximum = bits ? std::optional<std::int64_t>(1) : reader.number(5);
    if (!width || !height || !maximum || *maximum < 1 || *maximum > 65535) {
        if (reader.atEnd())
            return truncated(name);
        return damaged(name, "PNM", "its header is not valid");
    }
    reader.skip(1);
    LB_TRY(Picture picture, makePicture(*width, *height, name, limits));
    const auto columns = static_cast<std::size_t>(*width);
    const auto pixels = columns * static_cast<std::size_t>(*height);
    const auto put = [&](std::size_t pixel, std::size_t channel, std::uint8_t value) {
        if (channels == 3)
            picture.rgb[3 * pixel + channel] = value;
        else
            picture.rgb[3 * pixel] = picture.rgb[3 * pixel + 1] = picture.rgb[3 * pixel + 2] = value;
    };

    if (plain) {
        for (std::size_t i = 0; i < pixels * channels; ++i) {
            // P1 may write its digits without space between them.
            const auto value = reader.number(bits ? 1 : 5);
            if (!value)
                return reader.atEnd() ? truncated(name)
                                      : damaged(name, "PNM", "something that is no number among its pixels");
            put(i / channels, i % channels, bits ? (*value ? 0 : 255) : scaled(*value, *maximum));
        }
        return picture;
    }

    const auto rest = reader.rest();
    const auto byte = [&](std::size_t i) { return static_cast<std::int64_t>(static_cast<unsigned char>(rest[i])); };
    if (bits) {
        const std::size_t stride = (columns + 7) / 8;
        if (rest.size() / stride < static_cast<std::size_t>(*height))
            return truncated(name);
        for (std::size_t i = 0; i < pixels; ++i) {
            const std::size_t x = i % columns;
            put(i, 0, (byte(i / columns * stride + x / 8) >> (7 - x % 8)) & 1 ? 0 : 255);
        }
        return picture;
    }
    const std::size_t sampleBytes = *maximum > 255 ? 2 : 1;
    if (rest.size() < pixels * channels * sampleBytes)
        return truncated(name);
    for (std::size_t i = 0; i < pixels * channels; ++i)
        put(i / channels, i % channels,
            scaled(sampleBytes == 2 ? byte(2 * i) * 256 + byte(2 * i + 1) : byte(i), *maximum));
    return picture;
}

}  // namespace layerbench::codecs
