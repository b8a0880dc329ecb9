// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// The arithmetic of a max-pool, one row of pixels at a time: [pixels, C] in memory. On the thread that calls.
namespace layerbench::kernels {

/// Of the windows along a row.
struct PoolWindow {
    std::int64_t channels;
    std::int64_t pixels;        ///< of the input's row
    std::int64_t pixelsBehind;  ///< of the output's
    std::int64_t height;
    std::int64_t width;  ///< height x width is at most 256
    std::int64_t stride;
    std::int64_t padding;
    std::int64_t dilation;
};

/// out = the largest of each window, NaN where one is in it. `rows`: the window's `height` rows, null where they are
/// outside of the map. `taps`, unless it is null: which of the window's pixels it was, row by row. `which`, [C], is
/// room to work in.
void maxRow(const PoolWindow& window, const float* const* rows, float* out, std::int32_t* which, std::uint8_t* taps);

/// Adds the gradients of an output's row to that of an input's row, which is number `row` in the windows.
void maxRowBackward(const PoolWindow& window, const float* gradient, const std::uint8_t* taps, std::int64_t row,
                    float* inputGradient);

}  // namespace layerbench::kernels
