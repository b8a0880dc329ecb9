// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/training/engine/dropout_masks.h"
#include "core/training/engine/folding.h"
#include "core/training/engine/gpu_norm.h"
#include "core/training/engine/tensors.h"
#include "core/training/engine/uploads.h"
#include "core/training/options.h"
#include "core/training/run_control.h"

#include <cstddef>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace layerbench {

/// Which layers to run, in network order, from which values to which.
struct Plan {
    std::vector<std::size_t> layers;  ///< positions in the network
    std::vector<LayerId> given;       ///< values that must be handed in
    std::vector<LayerId> wanted;      ///< values that come back
    /// Maps [N, C, H, W] among the wanted come back as their averages [N, C], taken at once: the maps of a whole
    /// network would fill the memory.
    bool pooled = false;
};

/// A layer whose output for a picture never changes during the run: no parameter of it moves, its batch-norm uses
/// stored statistics, its dropout is off.
bool isDeterministic(const Layer& layer);

/// The whole network; the longest deterministic part from the picture on; and what is left.
/// The prefix' wanted values are the rest's given ones. A prefix without layers means that nothing can be computed
/// once.
Plan wholePlan(const Network& network);
/// What it takes to compute the pooled values of `layers`, and nothing behind them.
Plan pooledPlan(const Network& network, std::span<const LayerId> layers);
struct SplitPlan {
    Plan prefix;
    Plan rest;
};
SplitPlan splitAtFrozenPrefix(const Network& network);
/// Whether the prefix is worth computing once: it holds weights. (A flatten layer alone would cost views for nothing.)
bool holdsWeights(const Network& network, const Plan& prefix);

/// A network in LibTorch's hands: its parameters as at::Tensors on a device, and the loop over its layers.
/// Frozen float32 parameters on the CPU wrap the value's own memory; everything that moves is a copy.
class Executor {
public:
    enum class Mode { evaluate, train };

    /// One layer's tensors, in the order of Layer::parameters.
    using LayerTensors = std::vector<at::Tensor>;

    Executor(Network network, at::Device device, Precision precision);

    const Network& network() const { return network_; }
    at::Device device() const { return device_; }
    const Uploads& uploads() const { return uploads_; }
    Precision precision() const { return precision_; }
    LayerTensors& tensorsOf(std::size_t layer) { return tensors_[layer]; }

    /// Values of plan.wanted, in order, from those of plan.given. In train mode dropout and batch-norm do what the
    /// layers' flags say. Each activation is let go after its last use. Throws Cancelled when `control` asks to stop,
    /// between layers and on the CPU, through the gradients' hooks, during a later backward() too. `masks` are
    /// dropout's, which train mode needs. In evaluate mode batch-norm behind a convolution is folded into it; what
    /// moves may be written to between a pass in train mode and the next one in evaluate mode, at no other time.
    std::vector<at::Tensor> run(const Plan& plan, const std::vector<at::Tensor>& given, Mode mode,
                                const RunControl* control, DropoutMasks* masks = nullptr);

    /// For passes that a CudaGraph repeats without run(). The counters that batch-norm has raised in main memory in
    /// train mode since forgetCounts(), once for each time; they are raised again so often, and folded weights that
    /// moved are forgotten.
    void forgetCounts() { counted_.clear(); }
    const std::vector<at::Tensor>& counted() const { return counted_; }
    void repeatCounts(const std::vector<at::Tensor>& counters, std::int64_t times);
    /// What evaluate mode computes with, folded for it: a recording reads it where it lies.
    std::vector<at::Tensor> foldedTensors() const { return folding_.tensors(); }
    /// Those that have gradients.
    std::vector<at::Tensor> movingParameters() const;

    /// Changes which layers train: a layer that freezes loses its gradient, one that thaws gets its own copy.
    void setNetwork(Network network);

    /// The network value with the tensors as they are now. `moved` leaves the layers that cannot have moved their own
    /// memory; `all` copies every tensor that ran, for the proof.
    enum class Copy { moved, all };
    Network snapshot(Copy copy = Copy::moved) const;

    /// Copies of what a training pass moves without the optimiser: batch-norm's running statistics.
    std::vector<at::Tensor> statistics() const;
    void restoreStatistics(const std::vector<at::Tensor>& saved);

    /// A picture batch [N, C, H, W] on the device in the layout that convolutions like best.
    at::Tensor pictures(const Tensor& images) const { return uploads_.pictures(images); }

private:
    /// On a GPU activations stay in bfloat16 from layer to layer, as in PyTorch's autocast: half the memory to pass. On
    /// the CPU they come back to float32 behind the two kinds that compute in it.
    bool lowersActivations() const { return precision_ == Precision::bfloat16 && !device_.is_cpu(); }
    /// The two kinds that cost time may compute in bfloat16; sums and statistics stay float32.
    at::Tensor lowered(const at::Tensor& tensor) const;
    at::Tensor raised(const at::Tensor& tensor) const;
    /// `overwrite`: the first input's memory is nobody else's and may become the output's.
    at::Tensor apply(std::size_t layer, const std::vector<at::Tensor>& inputs, Mode mode, DropoutMasks* masks,
                     bool overwrite);
    /// These do what together.h has found.
    at::Tensor evaluated(const std::vector<std::size_t>& group, const at::Tensor& input, const at::Tensor& added);
    at::Tensor normed(const std::vector<std::size_t>& group, const at::Tensor& input, const at::Tensor& added,
                      const NormPasses& passes);
    ChainLink linkOf(std::size_t norm) const;
    at::Tensor chained(const std::vector<std::size_t>& chain, const at::Tensor& input, const RunControl* control);
    void adopt(std::size_t layer);
    void count(std::size_t norm);
    std::vector<at::Tensor> movingStatistics() const;

    Network network_;
    at::Device device_;
    Uploads uploads_;
    Precision precision_;
    std::vector<LayerTensors> tensors_;
    Folding folding_;
    std::vector<bool> owned_;          ///< whether a layer's tensors are copies that may be written
    std::vector<at::Tensor> counted_;  ///< batch-norm's counts, once for each time
};

}  // namespace layerbench
