// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <array>
#include <cstdint>

namespace layerbench {

/// Height and width.
struct MaxPool {
    std::array<std::int64_t, 2> kernel;
    std::array<std::int64_t, 2> stride;
    std::array<std::int64_t, 2> padding;
    std::array<std::int64_t, 2> dilation;
    std::array<std::int64_t, 2> sizeBehind;  ///< of the map that comes out
};

/// Whether maxPooled() takes the window: at most 256 pixels.
bool isMaxPoolable(const MaxPool& pool);

/// The largest value of each window of an isCpuMap(), part of a backward pass where gradients are on. Values and
/// gradients are at::max_pool2d's to the bit. Of channels-last maps LibTorch's takes a sixth of a SqueezeNet's step:
/// its gradient goes value by value to where eight bytes for each say that the largest one was. Here one byte says it,
/// and rows of channels go at once.
at::Tensor maxPooled(const MaxPool& pool, const at::Tensor& input);

}  // namespace layerbench
