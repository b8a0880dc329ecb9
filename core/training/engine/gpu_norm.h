// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine/norm_chain.h"

#include <ATen/ATen.h>

namespace layerbench {

/// The passes over memory that batch-norm in training is made of, for maps [N, C, H, W], channels-last. Values of
/// channels are float32 whatever the maps are; z = clamp(map scale + shift + other, lowest, highest).
class NormPasses {
public:
    virtual ~NormPasses() = default;

    /// [4, C]: mean, 1 / sqrt(variance + eps), scale and shift of the batch; the norm's running statistics move.
    virtual at::Tensor statistics(const at::Tensor& map, const ChainLink& norm) const = 0;
    /// z; an undefined scale is 1, undefined shift and other are 0. It may lie in the map's memory.
    virtual at::Tensor applied(const at::Tensor& map, const at::Tensor& scale, const at::Tensor& shift,
                               const at::Tensor& other, double lowest, double highest, bool overwrite) const = 0;

    struct Gradients {
        at::Tensor channels;  ///< [4, C]: of weight, of bias; and p and q of scale g + p map + q, the map's
        at::Tensor passed;    ///< g, what has passed the clamp: of `other`; only where z was given
    };
    /// `z` is needed where something was added: the map alone does not say there what was clamped.
    virtual Gradients gradients(const at::Tensor& map, const at::Tensor& gradient, const at::Tensor& z,
                                const at::Tensor& statistics, const ChainLink& norm) const = 0;
    /// Of the map, from what gradients() gave.
    virtual at::Tensor mapGradient(const at::Tensor& map, const at::Tensor& gradient, const Gradients& found,
                                   const at::Tensor& statistics, const ChainLink& norm) const = 0;
};

/// clamp(batch-norm(input) + other) as one step of training, part of a backward pass where gradients are on. `norm` has
/// no convolution; `other`, a map like the input, may be undefined. Layer by layer LibTorch goes over such maps 13 to
/// 16 times there and back, and on a GPU that is three fifths of a ResNet-50's step; here it is 8 to 11 times. Values
/// and gradients are those of LibTorch's layers to rounding.
at::Tensor normAddClamp(const at::Tensor& input, const at::Tensor& other, const ChainLink& norm,
                        const NormPasses& passes);

}  // namespace layerbench
