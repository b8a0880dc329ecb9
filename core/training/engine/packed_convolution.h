// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace layerbench {

/// A convolution whose weights do not move, for the CPU: they lie in oneDNN's own order, into which at::conv2d brings
/// them at every call, and the ReLU behind it is applied while a value is still in a register. A MobileNetV2's forward
/// pass takes a tenth less. Values are those of at::conv2d and at::relu to rounding.
class PackedConvolution {
public:
    /// `weight` [O, I / groups, height, width] and `bias` [O] (or undefined) are float32 and not written to later.
    /// `input`: the shape [N, C, H, W] to be fast for; others are right as well. Nothing where LibTorch has no oneDNN.
    static std::optional<PackedConvolution> make(const at::Tensor& weight, const at::Tensor& bias,
                                                 const std::vector<std::int64_t>& stride,
                                                 const std::vector<std::int64_t>& padding,
                                                 const std::vector<std::int64_t>& dilation, std::int64_t groups,
                                                 at::IntArrayRef input, bool relu);

    /// float32 maps [N, C, H, W] on the CPU, channels-last. Not differentiable.
    static bool takes(const at::Tensor& input);
    at::Tensor operator()(const at::Tensor& input) const;

private:
    explicit PackedConvolution(c10::IValue packed) : packed_(std::move(packed)) {}

    c10::IValue packed_;
};

}  // namespace layerbench
