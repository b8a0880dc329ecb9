// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/norm_kernels.h"

#include "core/training/engine/norm_rows.h"
#include "core/training/engine/vectorised.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

namespace layerbench::kernels {

namespace {

/// Rows that are summed up in float before they join a double: few enough for float32's 24 bits.
constexpr std::int64_t block = 64;

/// Adds to two sums a channel over all rows; `add(first row, rows, first, second)` adds a block's to float sums that
/// are 0. The same numbers whatever the number of threads: the rows are cut into the same shares, whose sums are added
/// in their order.
template <class Add>
void sumInBlocks(std::int64_t rows, std::int64_t channels, ChannelSums& sums, Add add) {
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
    for (std::size_t share = 0; share < static_cast<std::size_t>(shares); ++share)
        for (std::size_t c = 0; c < width; ++c) {
            sums.first[c] += all[2 * share * width + c];
            sums.second[c] += all[(2 * share + 1) * width + c];
        }
}

template <class Work>
void overRows(std::int64_t rows, std::int64_t channels, Work work) {
    at::parallel_for(0, rows, grainFor(channels),
                     [&](std::int64_t begin, std::int64_t end) { work(begin, end - begin); });
}

/// While the rows are in the nearest cache.
void copyRows(const float* from, std::int64_t at, std::int64_t rows, std::int64_t channels, float* copy) {
    if (copy)
        std::memcpy(copy + at, from + at, static_cast<std::size_t>(rows * channels) * sizeof(float));
}

}  // namespace

void addValues(const Map& input, std::span<const float> origin, ChannelSums& sums, float* copy) {
    sumInBlocks(input.rows, input.channels, sums,
                [&](std::int64_t row, std::int64_t count, float* first, float* second) {
                    const std::int64_t at = row * input.channels;
                    addRows(input.values + at, count, input.channels, origin.data(), first, second);
                    copyRows(input.values, at, count, input.channels, copy);
                });
}

void scaleAndShift(const Map& input, const Affine& affine, float* output) {
    overRows(input.rows, input.channels, [&](std::int64_t row, std::int64_t count) {
        const std::int64_t at = row * input.channels;
        scaleRows(input.values + at, count, input.channels, affine.scale.data(), affine.shift.data(), affine.lowest,
                  affine.highest, output + at);
    });
}

void addGradients(const Map& input, const float* gradient, const Affine& affine, std::span<const float> mean,
                  ChannelSums& sums, float* copy) {
    sumInBlocks(input.rows, input.channels, sums,
                [&](std::int64_t row, std::int64_t count, float* first, float* second) {
                    const std::int64_t at = row * input.channels;
                    addGradientRows(input.values + at, gradient + at, count, input.channels, affine.scale.data(),
                                    affine.shift.data(), affine.lowest, affine.highest, mean.data(), first, second);
                    copyRows(gradient, at, count, input.channels, copy);
                });
}

void gradientOfInput(const Map& input, const float* gradient, const Affine& affine, std::span<const float> p,
                     std::span<const float> q, float* output) {
    overRows(input.rows, input.channels, [&](std::int64_t row, std::int64_t count) {
        const std::int64_t at = row * input.channels;
        inputRows(input.values + at, gradient + at, count, input.channels, affine.scale.data(), affine.shift.data(),
                  affine.lowest, affine.highest, p.data(), q.data(), output + at);
    });
}

}  // namespace layerbench::kernels
