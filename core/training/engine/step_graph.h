// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine/cuda/graph.h"
#include "core/training/engine/dropout_masks.h"
#include "core/training/engine/executor.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace layerbench {

/// What one step sees: network input or cached features, and labels, on the device.
struct StepInput {
    std::vector<at::Tensor> given;
    at::Tensor labels;
};

/// The passes of a training step on a GPU, there and back, as one CudaGraph: of 16 pictures in bfloat16 a ResNet-50's
/// kernels take a fifth of the time that PyTorch takes to queue them one by one. Weights are moved behind it, because a
/// step's learning rate is a number that would be fixed in the recording. Values are those of the same step without a
/// graph: the same kernels run, and dropout draws the same masks.
class StepGraph {
public:
    /// So many steps alike go by first: in them LibTorch chooses kernels and takes the memory that libraries work in.
    static constexpr int stepsBefore = 3;

    /// What is to be recorded: gives [sum of the losses, correct answers], and leaves gradients at the parameters.
    using Passes = std::function<at::Tensor(const StepInput&, DropoutMasks&)>;

    /// A step of this input was made without a graph, with these masks.
    void passed(const StepInput& input, const DropoutMasks& masks);
    /// Whether a step of this input can be made by run().
    bool takes(const StepInput& input) const;
    /// Makes a step: records it if there is no recording yet. Nothing, and takes() is false from then on, where that
    /// cannot be done; the step has not been made then.
    std::optional<at::Tensor> run(const StepInput& input, Executor& executor, DropoutMasks& masks,
                                  const Passes& passes);
    /// Lets a recording and its memory go, for good. Whether there was one.
    bool giveUp();
    /// Steps made from recordings, and why the last one could not be made; of all runs, for tests.
    static std::int64_t made();
    static std::string lastProblem();
    /// Another network, or other gradients, from here on.
    void forget() { *this = {}; }

private:
    bool record(const StepInput& input, Executor& executor, const Passes& passes);

    std::vector<std::vector<std::int64_t>> shapes_;  ///< of the steps that went by last
    int passed_ = 0;
    bool impossible_ = false;
    DropoutMasks masks_;
    std::unique_ptr<CudaGraph> graph_;
    StepInput place_;  ///< where the recording reads its input
    at::Tensor sums_;
    std::vector<std::pair<at::Tensor, at::Tensor>> gradients_;  ///< parameters and where their gradients come out
    std::vector<at::Tensor> counters_;                          ///< in main memory, that a step raises
    std::vector<at::Tensor> kept_;                              ///< what the recording reads and might be made anew
};

}  // namespace layerbench
