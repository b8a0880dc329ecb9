// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/fused_norm_kernels.h"

#include "core/training/engine/vectorised.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace layerbench::kernels {

namespace {

/// Rows that are summed up in float before they join a double: few enough for float32's 24 bits.
constexpr std::int64_t block = 64;

LB_VECTORISED void addRows(const float* __restrict in, std::int64_t rows, std::int64_t channels,
                           const float* __restrict origin, float* __restrict sums, float* __restrict squares) {
    for (std::int64_t r = 0; r < rows; ++r, in += channels)
        for (std::int64_t c = 0; c < channels; ++c) {
            const float d = in[c] - origin[c];
            sums[c] += d;
            squares[c] += d * d;
        }
}

LB_VECTORISED void scaleRows(const float* __restrict in, std::int64_t rows, std::int64_t channels,
                             const float* __restrict scale, const float* __restrict shift, Clamp clamp,
                             float* __restrict out) {
    for (std::int64_t r = 0; r < rows; ++r, in += channels, out += channels)
        for (std::int64_t c = 0; c < channels; ++c) {
            const float y = in[c] * scale[c] + shift[c];
            const float low = y < clamp.lowest ? clamp.lowest : y;
            out[c] = low > clamp.highest ? clamp.highest : low;
        }
}

LB_VECTORISED void addGradients(const float* __restrict in, const float* __restrict gradient, std::int64_t rows,
                                std::int64_t channels, const float* __restrict scale, const float* __restrict shift,
                                Clamp clamp, const float* __restrict mean, float* __restrict sums,
                                float* __restrict products) {
    for (std::int64_t r = 0; r < rows; ++r, in += channels, gradient += channels)
        for (std::int64_t c = 0; c < channels; ++c) {
            const float y = in[c] * scale[c] + shift[c];
            const float g = y > clamp.lowest && y < clamp.highest ? gradient[c] : 0.0f;
            sums[c] += g;
            products[c] += g * (in[c] - mean[c]);
        }
}

LB_VECTORISED void inputRows(const float* __restrict in, const float* __restrict gradient, std::int64_t rows,
                             std::int64_t channels, const float* __restrict scale, const float* __restrict shift,
                             Clamp clamp, const float* __restrict p, const float* __restrict q, float* __restrict out) {
    for (std::int64_t r = 0; r < rows; ++r, in += channels, gradient += channels, out += channels)
        for (std::int64_t c = 0; c < channels; ++c) {
            const float y = in[c] * scale[c] + shift[c];
            const float g = y > clamp.lowest && y < clamp.highest ? gradient[c] : 0.0f;
            out[c] = scale[c] * g + p[c] * in[c] + q[c];
        }
}

/// Two sums a channel over all rows; `add(first row, rows, sums, more)` adds a block's to float sums that are 0. The
/// same numbers whatever the number of threads: the rows are cut into the same shares, whose sums are added in their
/// order.
template <class Add>
void sumInBlocks(std::int64_t rows, std::int64_t channels, std::vector<double>& sums, std::vector<double>& more,
                 Add add) {
    constexpr std::int64_t shares = 16;
    const auto width = static_cast<std::size_t>(channels);
    std::vector<double> all(2 * shares * width);
    at::parallel_for(0, shares, 1, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> floats(2 * width);
        for (std::int64_t share = begin; share < end; ++share) {
            double* const into = all.data() + 2 * static_cast<std::size_t>(share) * width;
            const std::int64_t last = rows * (share + 1) / shares;
            for (std::int64_t row = rows * share / shares; row < last; row += block) {
                std::ranges::fill(floats, 0.0f);
                add(row, std::min(block, last - row), floats.data(), floats.data() + width);
                for (std::size_t i = 0; i < 2 * width; ++i)
                    into[i] += static_cast<double>(floats[i]);
            }
        }
    });
    sums.assign(width, 0);
    more.assign(width, 0);
    for (std::size_t share = 0; share < static_cast<std::size_t>(shares); ++share)
        for (std::size_t c = 0; c < width; ++c) {
            sums[c] += all[2 * share * width + c];
            more[c] += all[(2 * share + 1) * width + c];
        }
}

template <class Work>
void overRows(std::int64_t rows, std::int64_t channels, Work work) {
    // Small maps are not worth waking a thread.
    const std::int64_t grain = std::max<std::int64_t>(1, 16'384 / channels);
    at::parallel_for(0, rows, grain, [&](std::int64_t begin, std::int64_t end) { work(begin, end - begin); });
}

}  // namespace

void statistics(const Map& input, std::span<float> mean, std::span<float> variance) {
    // The first row stands for the mean, so that the squares do not lose it: any value of the channel's size does.
    const float* const origin = input.values;
    std::vector<double> sums;
    std::vector<double> squares;
    sumInBlocks(input.rows, input.channels, sums, squares,
                [&](std::int64_t row, std::int64_t count, float* blockSums, float* blockSquares) {
                    addRows(input.values + row * input.channels, count, input.channels, origin, blockSums,
                            blockSquares);
                });
    const double count = static_cast<double>(input.rows);
    for (std::size_t c = 0; c < mean.size(); ++c) {
        const double distance = sums[c] / count;
        mean[c] = static_cast<float>(static_cast<double>(origin[c]) + distance);
        variance[c] = static_cast<float>(std::max(0.0, squares[c] / count - distance * distance));
    }
}

void scaleAndShift(const Map& input, std::span<const float> scale, std::span<const float> shift, Clamp clamp,
                   float* output) {
    overRows(input.rows, input.channels, [&](std::int64_t row, std::int64_t count) {
        const std::int64_t at = row * input.channels;
        scaleRows(input.values + at, count, input.channels, scale.data(), shift.data(), clamp, output + at);
    });
}

void sumGradients(const Map& input, const float* gradient, std::span<const float> scale, std::span<const float> shift,
                  Clamp clamp, std::span<const float> mean, std::span<const float> inverseDeviation,
                  std::span<float> ofWeight, std::span<float> ofBias) {
    std::vector<double> sums;
    std::vector<double> products;
    sumInBlocks(input.rows, input.channels, sums, products,
                [&](std::int64_t row, std::int64_t count, float* blockSums, float* blockProducts) {
                    const std::int64_t at = row * input.channels;
                    addGradients(input.values + at, gradient + at, count, input.channels, scale.data(), shift.data(),
                                 clamp, mean.data(), blockSums, blockProducts);
                });
    for (std::size_t c = 0; c < ofBias.size(); ++c) {
        ofBias[c] = static_cast<float>(sums[c]);
        ofWeight[c] = static_cast<float>(products[c] * static_cast<double>(inverseDeviation[c]));
    }
}

void gradientOfInput(const Map& input, const float* gradient, std::span<const float> scale,
                     std::span<const float> shift, Clamp clamp, std::span<const float> p, std::span<const float> q,
                     float* output) {
    overRows(input.rows, input.channels, [&](std::int64_t row, std::int64_t count) {
        const std::int64_t at = row * input.channels;
        inputRows(input.values + at, gradient + at, count, input.channels, scale.data(), shift.data(), clamp, p.data(),
                  q.data(), output + at);
    });
}

}  // namespace layerbench::kernels
