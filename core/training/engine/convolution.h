// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace layerbench {

/// A convolution as LibTorch takes it.
struct Convolution {
    at::Tensor weight;  ///< [O, I / groups, height, width]
    at::Tensor bias;    ///< [O], or undefined
    std::vector<std::int64_t> stride;
    std::vector<std::int64_t> padding;
    std::vector<std::int64_t> dilation;
    std::int64_t groups = 1;
};

/// The layer's settings with these tensors.
Convolution convolutionOf(const Layer& layer, const at::Tensor& weight, const at::Tensor& bias);

at::Tensor convolved(const Convolution& convolution, const at::Tensor& input);

/// Maps that oneDNN and our own loops take as they lie: [N, C, H, W], float32 on the CPU, channels-last.
bool isCpuMap(const at::Tensor& tensor);

}  // namespace layerbench
