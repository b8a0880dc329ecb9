// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <ATen/ATen.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace layerbench {

/// Whether anything of the layer changes while the network trains.
bool moves(const Layer& layer);

/// For evaluation: convolutions that take the batch-norm behind them into their own weights and bias, so that its pass
/// over the map is saved. With s = weight / sqrt(running_var + eps): w' = s w, b' = bias_bn + s (b - running_mean).
/// What comes out is the same to rounding.
class Folding {
public:
    /// Finds the pairs: a convolution that nothing but one batch-norm uses. Positions are those of network.layers().
    explicit Folding(const Network& network);

    /// The batch-norm behind this convolution, if they are a pair.
    std::optional<std::size_t> normOf(std::size_t convolution) const { return norms_[convolution]; }

    /// Weight [O, I/groups, kH, kW] and bias [O] of a pair, from the tensors of its layers in the order of
    /// Layer::parameters. Made once and kept.
    struct Weights {
        at::Tensor weight;
        at::Tensor bias;
    };
    const Weights& weights(std::size_t convolution, const std::vector<at::Tensor>& ofConvolution,
                           const std::vector<at::Tensor>& ofNorm, double eps);

    /// To be called before what moves is written to: those weights are made anew when they are next asked for.
    void forgetWhatMoves(const Network& network);

private:
    std::vector<std::optional<std::size_t>> norms_;
    std::vector<std::optional<Weights>> made_;
};

}  // namespace layerbench
