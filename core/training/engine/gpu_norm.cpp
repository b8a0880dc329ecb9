// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/gpu_norm.h"

#include "core/training/engine/backward_node.h"

#include <memory>

namespace layerbench {

namespace {

using torch::autograd::Node;
using torch::autograd::variable_list;

constexpr auto layout = at::MemoryFormat::ChannelsLast;

/// Its place in the backward pass. Edges: the input, batch-norm's weight and bias, what was added.
class NormNode final : public Node {
public:
    NormNode(const at::Tensor& input, const ChainLink& norm, const NormPasses& passes)
        : input_(input.detach()), norm_(norm), passes_(passes) {}

    at::Tensor forward(const at::Tensor& other) {
        statistics_ = passes_.statistics(input_, norm_);
        const at::Tensor z = passes_.applied(input_, statistics_[2], statistics_[3], other, norm_.lowest, norm_.highest,
                                             /*overwrite=*/false);
        // Detached: a node that holds its own output would hold itself.
        if (other.defined())
            z_ = z.detach();
        return z;
    }

    variable_list apply(variable_list&& incoming) override {
        const at::NoGradGuard noGradient;
        const at::Tensor gradient = incoming[0].to(input_.scalar_type()).contiguous(layout);
        const auto found = passes_.gradients(input_, gradient, z_, statistics_, norm_);
        variable_list results(4);
        if (task_should_compute_output(0))
            results[0] = passes_.mapGradient(input_, gradient, found, statistics_, norm_);
        results[1] = found.channels[0];
        results[2] = found.channels[1];
        results[3] = found.passed;
        return results;
    }

    void release_variables() override {
        input_.reset();
        z_.reset();
        statistics_.reset();
        norm_ = {};
    }

private:
    at::Tensor input_;
    at::Tensor z_;  ///< where something was added
    at::Tensor statistics_;
    ChainLink norm_;
    const NormPasses& passes_;
};

}  // namespace

at::Tensor normAddClamp(const at::Tensor& input, const at::Tensor& other, const ChainLink& norm,
                        const NormPasses& passes) {
    const std::shared_ptr<NormNode> node(new NormNode(input, norm, passes), torch::autograd::deleteNode);
    return withBackward(node, {input, norm.weight, norm.bias, other},
                        [&] { return node->forward(other.defined() ? other.detach() : other); });
}

}  // namespace layerbench
