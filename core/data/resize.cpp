// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/resize.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

// x86-64's base instruction set has no 32 bit vector multiplication; the loops are compiled twice and chosen at start.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LB_VECTORISED __attribute__((target_clones("avx2", "default")))
#else
#define LB_VECTORISED
#endif

namespace layerbench {

namespace {

constexpr int precisionBits = 32 - 8 - 2;
constexpr std::int32_t half = 1 << (precisionBits - 1);

/// The input pixels that one output pixel is made of, and how much of each.
struct Taps {
    int first = 0;
    int count = 0;
    std::size_t weights = 0;  ///< where they start in Filter::weights
};

struct Filter {
    std::vector<Taps> taps;  ///< for outputs [begin, end)
    std::vector<std::int32_t> weights;

    Filter(int inputSize, int outputSize, int begin, int end) {
        const double scale = static_cast<double>(inputSize) / outputSize;
        const double support = std::max(scale, 1.0);  // the triangle's half width is 1 pixel of the coarser grid
        std::vector<double> exact;
        for (int i = begin; i < end; ++i) {
            const double centre = (i + 0.5) * scale;
            const int first = std::max(static_cast<int>(centre - support + 0.5), 0);
            const int last = std::min(static_cast<int>(centre + support + 0.5), inputSize);
            exact.clear();
            double sum = 0;
            for (int j = first; j < last; ++j) {
                const double weight = std::max(0.0, 1.0 - std::abs((j - centre + 0.5) * (1.0 / support)));
                exact.push_back(weight);
                sum += weight;
            }
            taps.push_back({first, last - first, weights.size()});
            for (const double weight : exact)
                weights.push_back(
                    static_cast<std::int32_t>(0.5 + (sum != 0 ? weight / sum : weight) * (1 << precisionBits)));
        }
    }
};

std::uint8_t clipped(std::int32_t sum) {
    return static_cast<std::uint8_t>(std::clamp(sum >> precisionBits, 0, 255));
}

/// One row of RGB.
LB_VECTORISED void filterRow(const std::uint8_t* in, std::uint8_t* out, const Taps* taps, std::size_t count,
                             const std::int32_t* weights) {
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t* pixel = in + 3 * static_cast<std::ptrdiff_t>(taps[i].first);
        const std::int32_t* weight = weights + taps[i].weights;
        std::int32_t red = half;
        std::int32_t green = half;
        std::int32_t blue = half;
        for (int k = 0; k < taps[i].count; ++k, pixel += 3) {
            red += pixel[0] * weight[k];
            green += pixel[1] * weight[k];
            blue += pixel[2] * weight[k];
        }
        out[3 * i] = clipped(red);
        out[3 * i + 1] = clipped(green);
        out[3 * i + 2] = clipped(blue);
    }
}

/// One output row out of `count` input rows that lie `stride` bytes apart.
LB_VECTORISED void filterColumns(const std::uint8_t* in, std::size_t stride, int count, const std::int32_t* weights,
                                 std::int32_t* sums, std::uint8_t* out) {
    std::fill(sums, sums + stride, half);
    for (int k = 0; k < count; ++k) {
        const std::uint8_t* row = in + static_cast<std::size_t>(k) * stride;
        const std::int32_t weight = weights[k];
        for (std::size_t x = 0; x < stride; ++x)
            sums[x] += row[x] * weight;
    }
    for (std::size_t x = 0; x < stride; ++x)
        out[x] = clipped(sums[x]);
}

Picture blank(int width, int height) {
    return {width, height,
            std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3)};
}

std::size_t stride(const Picture& picture) {
    return static_cast<std::size_t>(picture.width) * 3;
}

}  // namespace

Picture resize(const Picture& picture, int width, int height) {
    return resize(picture, width, height, {0, 0, width, height});
}

Picture resize(const Picture& picture, int width, int height, const Window& window) {
    assert(picture.width >= 1 && picture.height >= 1 && width >= 1 && height >= 1);
    assert(window.x >= 0 && window.y >= 0 && window.x + window.width <= width && window.y + window.height <= height);
    if (window.width < 1 || window.height < 1)
        return {};

    // Each direction whose size stays is not filtered at all, only cut.
    const bool filterY = height != picture.height;
    const Filter vertical(picture.height, height, window.y, window.y + window.height);
    const int firstRow = filterY ? vertical.taps.front().first : window.y;
    const int endRow = filterY ? vertical.taps.back().first + vertical.taps.back().count : window.y + window.height;

    Picture narrow = blank(window.width, endRow - firstRow);
    const std::size_t from = stride(picture);
    const std::size_t to = stride(narrow);
    const auto input = [&](int row) { return picture.rgb.data() + static_cast<std::size_t>(row) * from; };
    const auto output = [&](int row) { return narrow.rgb.data() + static_cast<std::size_t>(row - firstRow) * to; };
    if (width != picture.width) {
        const Filter horizontal(picture.width, width, window.x, window.x + window.width);
        for (int row = firstRow; row < endRow; ++row)
            filterRow(input(row), output(row), horizontal.taps.data(), horizontal.taps.size(),
                      horizontal.weights.data());
    } else {
        for (int row = firstRow; row < endRow; ++row)
            std::memcpy(output(row), input(row) + 3 * static_cast<std::ptrdiff_t>(window.x), to);
    }
    if (!filterY)
        return narrow;

    Picture result = blank(window.width, window.height);
    std::vector<std::int32_t> sums(to);
    for (std::size_t y = 0; y < vertical.taps.size(); ++y) {
        const auto& taps = vertical.taps[y];
        filterColumns(output(taps.first), to, taps.count, vertical.weights.data() + taps.weights, sums.data(),
                      result.rgb.data() + y * to);
    }
    return result;
}

Picture crop(const Picture& picture, const Window& window) {
    Picture result = blank(window.width, window.height);
    const int left = std::max(window.x, 0);
    const int right = std::min(window.x + window.width, picture.width);
    if (left >= right)
        return result;
    for (int y = std::max(window.y, 0); y < std::min(window.y + window.height, picture.height); ++y)
        std::memcpy(result.rgb.data() + static_cast<std::size_t>(y - window.y) * stride(result) +
                        static_cast<std::size_t>(left - window.x) * 3,
                    picture.rgb.data() + static_cast<std::size_t>(y) * stride(picture) +
                        static_cast<std::size_t>(left) * 3,
                    static_cast<std::size_t>(right - left) * 3);
    return result;
}

}  // namespace layerbench
