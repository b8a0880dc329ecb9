// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine/convolution.h"
#include "core/training/run_control.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace layerbench {

/// A convolution, the batch-norm behind it on the batch's own statistics, and the ReLU behind that:
///   y = convolution(x), z = clamp(weight (y - mean) / sqrt(var + eps) + bias, lowest, highest)
/// with mean and variance of each channel over N, H and W.
struct ChainLink {
    std::optional<Convolution> convolution;  ///< none, in the first link alone: batch-norm takes x as it is
    at::Tensor weight;                       ///< these four float32 [C]
    at::Tensor bias;
    at::Tensor runningMean;  ///< the running ones move by `momentum` towards the batch's, with the unbiased variance
    at::Tensor runningVar;
    double momentum = 0.1;
    double eps = 1e-5;
    double lowest = -std::numeric_limits<double>::infinity();  ///< 0 for a ReLU
    double highest = std::numeric_limits<double>::infinity();  ///< 6 for ReLU6
};

struct ChainOptions {
    /// Of the convolutions, or bfloat16; all else is float32, and the convolutions that depthwise_kernels.h takes: they
    /// wait for the memory, not for arithmetic.
    at::ScalarType precision = at::kFloat;
    /// Asked for a stop, it makes both passes throw Cancelled between convolutions; must outlive the backward pass.
    const RunControl* control = nullptr;
    /// Of maps before and behind a convolution: as many pictures as fit go through together, at least one.
    std::int64_t bytesAtATime = usualBytes();

    static std::int64_t usualBytes();
};

/// What comes out of the last link for an isCpuMap(), as one step of training: part of a backward pass where gradients
/// are on. Every map has more than one value a channel.
///
/// Layer by layer, such a chain goes over each of its maps fourteen times, there and back, and the maps of a batch are
/// far larger than the processor's cache: half of a MobileNetV2's time goes into that. Here a few pictures at a time go
/// through batch-norm, ReLU and the next convolution while they are in the cache, and what lies between is computed
/// again on the way back instead of being kept: six times. Where the convolution is a 3 x 3 one of each channel by
/// itself, oneDNN's leave most of the processor idle: own loops do it, a few rows at a time. Values and gradients are
/// those of LibTorch's layers to rounding.
at::Tensor runChain(const at::Tensor& input, std::span<const ChainLink> links, const ChainOptions& options = {});

}  // namespace layerbench
