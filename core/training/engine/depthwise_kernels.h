// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine/norm_kernels.h"

#include <cstdint>
#include <span>
#include <vector>

/// A 3 x 3 convolution of each channel by itself (groups = channels, padding 1, no bias), with the batch-norms on both
/// sides of it: a few rows of a picture at a time go through all of it while they are in the nearest cache. Maps are
/// [N, H, W, C] in memory. The pictures' rows are shared out to LibTorch's threads; the same numbers come out whatever
/// their number.
namespace layerbench::kernels {

struct Depthwise {
    std::int64_t pictures;
    std::int64_t height;  ///< these two of the map that goes in
    std::int64_t width;
    std::int64_t channels;
    std::int64_t stride;          ///< 1 or 2, in both directions
    std::span<const float> taps;  ///< [3, 3, C]

    std::int64_t heightBehind() const { return (height - 1) / stride + 1; }
    std::int64_t widthBehind() const { return (width - 1) / stride + 1; }
};

/// The map that goes in: x = clamp(values scale + shift), or the values as they are where there is no `affine`.
struct Activated {
    const float* values;
    const Affine* affine = nullptr;
};

/// output = convolution(x) and, as addValues() over it: first += sum (output - origin), second += its squares.
/// `origin`, [C], becomes the output's first pixel.
void depthwise(const Depthwise& convolution, const Activated& input, float* output, std::span<float> origin,
               ChannelSums& sums);

/// The map that comes out, and the gradient of the batch-norm's result behind it: gradientOfInput() gives the map's.
struct NormBehind {
    const float* map;
    const float* gradient;
    const Affine& affine;
    std::span<const float> p;
    std::span<const float> q;
};

/// The batch-norm before it: addGradients() over the values that go in and the gradient of x.
struct NormBefore {
    std::span<const float> mean;
    ChannelSums& sums;
};

/// The gradient of the taps is added to `taps`, [3, 3, C]; that of x goes to `inputGradient`, unless that is null, and
/// into the sums of the batch-norm before, where there is one (input.affine is its own).
void depthwiseBackward(const Depthwise& convolution, const Activated& input, const NormBehind& behind,
                       std::span<double> taps, float* inputGradient, const NormBefore* before);

}  // namespace layerbench::kernels
