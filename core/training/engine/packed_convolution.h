// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine/convolution.h"

#include <ATen/core/ivalue.h>

#include <optional>
#include <utility>

namespace layerbench {

/// A convolution whose weights do not move, for the CPU: they lie in oneDNN's own order, into which at::conv2d brings
/// them at every call, and the ReLU behind it is applied while a value is still in a register. A MobileNetV2's forward
/// pass takes a tenth less. Values are those of at::conv2d and at::relu to rounding.
class PackedConvolution {
public:
    /// Its tensors are float32 and not written to later. `input`: the shape [N, C, H, W] to be fast for; others are
    /// right as well. Nothing where LibTorch has no oneDNN.
    static std::optional<PackedConvolution> make(const Convolution& convolution, at::IntArrayRef input, bool relu);

    /// `input` is an isCpuMap(). Not differentiable.
    at::Tensor operator()(const at::Tensor& input) const;

private:
    explicit PackedConvolution(c10::IValue packed) : packed_(std::move(packed)) {}

    c10::IValue packed_;
};

}  // namespace layerbench
