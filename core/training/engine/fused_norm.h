// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <limits>

namespace layerbench {

/// Batch-norm with a batch's own statistics and the ReLU behind it as one step of training, for maps on the CPU:
///   y = clamp(weight (x - mean) / sqrt(var + eps) + bias, lowest, highest)
/// with mean and variance of each channel over N, H and W. PyTorch makes of it two layers that go over the map fourteen
/// times, there and back; here it is eight, and such passes are half of the time of a MobileNetV2. The values and the
/// gradients of x, weight and bias are those of at::batch_norm and at::hardtanh to rounding.
struct FusedNorm {
    double momentum = 0.1;
    double eps = 1e-5;
    double lowest = -std::numeric_limits<double>::infinity();  ///< 0 for a ReLU behind it
    double highest = std::numeric_limits<double>::infinity();  ///< 6 for ReLU6

    /// Maps [N, C, H, W], float32 on the CPU, channels-last, with more than one value a channel.
    static bool takes(const at::Tensor& input);

    /// `weight`, `bias`, `runningMean` and `runningVar` are float32 [C]; the running ones move by `momentum` towards
    /// the batch's, with the unbiased variance. Part of a backward pass where gradients are on.
    at::Tensor operator()(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                          const at::Tensor& runningMean, const at::Tensor& runningVar) const;
};

}  // namespace layerbench
