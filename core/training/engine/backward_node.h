// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace layerbench {

/// Of the tensors that there are.
inline bool isDifferentiated(const std::vector<at::Tensor>& inputs) {
    return at::GradMode::is_enabled() && std::ranges::any_of(inputs, [](const at::Tensor& tensor) {
               return tensor.defined() && tensor.requires_grad();
           });
}

/// What `forward` gives, with `node` as its place in the backward pass where gradients of the inputs are asked for. The
/// node's edges are the inputs, in order; undefined ones have none.
template <class Forward>
at::Tensor withBackward(const std::shared_ptr<torch::autograd::Node>& node, const std::vector<at::Tensor>& inputs,
                        Forward forward) {
    at::Tensor output;
    {
        const at::NoGradGuard noGradient;
        output = forward();
    }
    if (isDifferentiated(inputs)) {
        node->set_next_edges(torch::autograd::collect_next_edges(inputs));
        torch::autograd::set_history(output, node);
    }
    return output;
}

}  // namespace layerbench
