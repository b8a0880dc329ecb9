// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

/// The arithmetic of a 3 x 3 convolution of each channel by itself, one row of pixels at a time: [pixels, C] in memory,
/// taps [3, 3, C]. On the thread that calls.
namespace layerbench::kernels {

/// Three rows one below the other, their first pixel being number -1.
using Rows = std::array<const float*, 3>;

/// out(x) = sum over i, j of rows[i](stride x + j) taps[i, j], for so many pixels of the output.
void forwardRow(const Rows& rows, const float* taps, std::int64_t channels, std::int64_t stride, std::int64_t pixels,
                float* out);

/// What the backward pass from a row of the output reads and writes.
struct BackwardRows {
    Rows gradients;                        ///< of the output
    std::array<const float*, 2> inputs;    ///< one row for each stride, from pixel 0
    std::array<float*, 2> inputGradients;  ///< as the inputs
};

/// The gradients of the inputs, and tapSums += the gradient of the taps, [3, 3, C]; `pixels` of the output.
void backwardRow(const BackwardRows& rows, const float* taps, std::int64_t channels, std::int64_t pixels,
                 float* tapSums);

/// The same with stride 2: for 2 x `pixels` of each input. The first row of gradients is not read.
void backwardRowOfTwo(const BackwardRows& rows, const float* taps, std::int64_t channels, std::int64_t pixels,
                      float* tapSums);

}  // namespace layerbench::kernels
