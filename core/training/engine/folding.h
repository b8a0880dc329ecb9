// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/training/engine/convolution.h"
#include "core/training/engine/packed_convolution.h"

#include <ATen/ATen.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace layerbench {

/// Whether anything of the layer changes while the network trains.
bool moves(const Layer& layer);

/// Whether batch-norm takes the batch's own statistics in training, of so many values a channel. One value (a single
/// picture on a 1 x 1 map, as the last batch of an epoch may be) has no variance: the running one would become NaN for
/// good. PyTorch refuses such a batch; here it runs on stored statistics.
bool takesStatistics(const Layer& norm, std::int64_t valuesOfAChannel);

/// For evaluation: convolutions that take the batch-norm and the ReLU behind them into their own pass over the map.
/// With s = weight / sqrt(running_var + eps): w' = s w, b' = bias_bn + s (b - running_mean). What comes out is the same
/// to rounding. Made once for each convolution, and kept.
class Folding {
public:
    /// `type`: what convolutions compute in.
    Folding(std::size_t layers, at::ScalarType type) : made_(layers), type_(type) {}

    struct Group {
        std::size_t convolution = 0;
        std::optional<std::size_t> norm;
        bool relu = false;
    };
    struct Folded {
        Convolution convolution;                  ///< weight and bias in the convolutions' type
        at::Tensor bias;                          ///< float32, or undefined
        std::optional<PackedConvolution> packed;  ///< with the ReLU; by hand it has to come behind
    };
    /// `tensors`: each layer's, in the order of Layer::parameters. `input`: the map that is about to go through; where
    /// it is to `pack`, an isCpuMap().
    const Folded& folded(const Network& network, const Group& group,
                         const std::vector<std::vector<at::Tensor>>& tensors, const at::Tensor& input, bool pack);

    /// All that is held at present.
    std::vector<at::Tensor> tensors() const;

    /// To be called before what moves is written to: that is made anew when it is next asked for.
    void forgetWhatMoves(const Network& network);

private:
    struct Made {
        Group group;
        Folded folded;
        bool triedToPack = false;
    };
    std::vector<std::optional<Made>> made_;  ///< by the convolution's position
    at::ScalarType type_;
};

}  // namespace layerbench
