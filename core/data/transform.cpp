// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/transform.h"

#include "core/data/resize.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace layerbench {

namespace {

/// Python's int(round((size - cropped) / 2)): halves go to the even neighbour. `size` is at least `cropped`.
int cropStart(int size, int cropped) {
    const int difference = size - cropped;
    const int below = difference / 2;
    return difference % 2 == 1 && below % 2 == 1 ? below + 1 : below;
}

/// A picture a million times longer than high would have too many columns to count once resized.
Picture withBoundedAspect(const Picture& picture) {
    constexpr int longest = 100'000;
    const int limit = std::min(picture.width, picture.height) * longest;
    const int width = std::min(picture.width, limit);
    const int height = std::min(picture.height, limit);
    return crop(picture, {(picture.width - width) / 2, (picture.height - height) / 2, width, height});
}

bool hasExtremeAspect(const Picture& picture) {
    return std::max(picture.width, picture.height) / std::min(picture.width, picture.height) > 100'000;
}

}  // namespace

Picture evaluationPicture(const Picture& picture, const InputSpec& spec) {
    const int cropWidth = static_cast<int>(spec.width);
    const int cropHeight = static_cast<int>(spec.height);
    if (spec.resizeShorterSide == 0)
        return resize(picture, cropWidth, cropHeight);
    if (hasExtremeAspect(picture))
        return evaluationPicture(withBoundedAspect(picture), spec);

    const int shorter = std::min(picture.width, picture.height);
    const int longer = std::max(picture.width, picture.height);
    const int newShorter = static_cast<int>(spec.resizeShorterSide);
    // torchvision multiplies whole numbers, then divides in floating point and cuts.
    const int newLonger = static_cast<int>(static_cast<double>(spec.resizeShorterSide * longer) / shorter);
    const int width = picture.width <= picture.height ? newShorter : newLonger;
    const int height = picture.width <= picture.height ? newLonger : newShorter;

    if (width >= cropWidth && height >= cropHeight)
        return resize(picture, width, height,
                      {cropStart(width, cropWidth), cropStart(height, cropHeight), cropWidth, cropHeight});
    // torchvision pads first, the odd pixel at the end, and then crops what is still too large.
    const auto start = [](int size, int cropped) {
        return size >= cropped ? cropStart(size, cropped) : -((cropped - size) / 2);
    };
    const Window inside{std::max(start(width, cropWidth), 0), std::max(start(height, cropHeight), 0),
                        std::min(width, cropWidth), std::min(height, cropHeight)};
    return crop(resize(picture, width, height, inside),
                {std::min(start(width, cropWidth), 0), std::min(start(height, cropHeight), 0), cropWidth, cropHeight});
}

void normalise(const Picture& picture, const InputSpec& spec, std::span<float> out) {
    assert(picture.width == spec.width && picture.height == spec.height);
    assert(spec.channels == 1 || spec.channels == 3);
    const std::size_t channels = static_cast<std::size_t>(spec.channels);
    const std::size_t pixels = picture.rgb.size() / 3;
    assert(out.size() == channels * pixels && spec.mean.size() == channels && spec.std.size() == channels);

    // There are only 256 values: each is computed once, with torchvision's operations in torchvision's order.
    std::array<float, 256> table;
    for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t v = 0; v < table.size(); ++v)
            table[v] = (static_cast<float>(v) / 255.0f - spec.mean[c]) / spec.std[c];
        float* plane = out.data() + c * pixels;
        const std::uint8_t* in = picture.rgb.data();
        if (channels == 3) {
            for (std::size_t i = 0; i < pixels; ++i)
                plane[i] = table[in[3 * i + c]];
        } else {
            // PIL's fixed-point luma (ITU-R 601); the weights sum to 2^16, so grey stays as it is.
            for (std::size_t i = 0; i < pixels; ++i)
                plane[i] = table[(in[3 * i] * 19595u + in[3 * i + 1] * 38470u + in[3 * i + 2] * 7471u + 0x8000u) >> 16];
        }
    }
}

Tensor toInput(const Picture& picture, const InputSpec& spec) {
    const auto pixels = evaluationPicture(picture, spec);
    return Tensor::make(ScalarType::float32, {1, spec.channels, spec.height, spec.width}, [&](auto bytes) {
        normalise(pixels, spec, {reinterpret_cast<float*>(bytes.data()), bytes.size() / sizeof(float)});
    });
}

}  // namespace layerbench
