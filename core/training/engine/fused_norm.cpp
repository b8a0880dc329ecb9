// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/fused_norm.h"

#include "core/training/engine/fused_norm_kernels.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

namespace layerbench {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;
using torch::autograd::Variable;

kernels::Map mapOf(const at::Tensor& tensor) {
    return {tensor.data_ptr<float>(), tensor.size(0) * tensor.size(2) * tensor.size(3), tensor.size(1)};
}

std::span<float> channelsOf(const at::Tensor& tensor) {
    return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

at::Tensor likeChannels(const at::Tensor& map) {
    return at::empty({map.size(1)}, map.options().memory_format(at::MemoryFormat::Contiguous));
}

at::Tensor likeMap(const at::Tensor& map) {
    return at::empty(map.sizes(), map.options().memory_format(at::MemoryFormat::ChannelsLast));
}

class Step final : public torch::autograd::Function<Step> {
public:
    static Variable forward(AutogradContext* context, const Variable& input, const Variable& weight,
                            const Variable& bias, const at::Tensor& mean, const at::Tensor& inverseDeviation,
                            double lowest, double highest) {
        // y = x a + b, the form in which both ways use it.
        const at::Tensor scale = weight * inverseDeviation;
        const at::Tensor shift = bias - mean * scale;
        const at::Tensor output = likeMap(input);
        const kernels::Clamp clamp{static_cast<float>(lowest), static_cast<float>(highest)};
        kernels::scaleAndShift(mapOf(input), channelsOf(scale), channelsOf(shift), clamp, mapOf(output).values);
        context->save_for_backward({input, scale, shift, mean, inverseDeviation});
        context->saved_data["lowest"] = lowest;
        context->saved_data["highest"] = highest;
        return output;
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor& input = saved[0];
        const at::Tensor& scale = saved[1];
        const at::Tensor& shift = saved[2];
        const at::Tensor gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
        const kernels::Clamp clamp{static_cast<float>(context->saved_data["lowest"].toDouble()),
                                   static_cast<float>(context->saved_data["highest"].toDouble())};
        const at::Tensor ofWeight = likeChannels(input);
        const at::Tensor ofBias = likeChannels(input);
        kernels::sumGradients(mapOf(input), mapOf(gradient).values, channelsOf(scale), channelsOf(shift), clamp,
                              channelsOf(saved[3]), channelsOf(saved[4]), channelsOf(ofWeight), channelsOf(ofBias));
        at::Tensor ofInput;
        if (context->needs_input_grad(0)) {
            // Ioffe and Szegedy 2015, section 3: dx = a (g - (dbias + xhat dweight) / M), written as a g + p x + q.
            const double count = static_cast<double>(input.numel() / input.size(1));
            const at::Tensor p = scale * saved[4] * ofWeight * (-1 / count);
            const at::Tensor q = scale * ofBias * (-1 / count) - p * saved[3];
            ofInput = likeMap(input);
            kernels::gradientOfInput(mapOf(input), mapOf(gradient).values, channelsOf(scale), channelsOf(shift), clamp,
                                     channelsOf(p), channelsOf(q), mapOf(ofInput).values);
        }
        return {ofInput, ofWeight, ofBias, {}, {}, {}, {}};
    }
};

}  // namespace

bool FusedNorm::takes(const at::Tensor& input) {
    return input.dim() == 4 && input.device().is_cpu() && input.scalar_type() == at::kFloat &&
           input.is_contiguous(at::MemoryFormat::ChannelsLast) && input.numel() > input.size(1);
}

at::Tensor FusedNorm::operator()(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                                 const at::Tensor& runningMean, const at::Tensor& runningVar) const {
    const at::Tensor mean = likeChannels(input);
    const at::Tensor variance = likeChannels(input);
    kernels::statistics(mapOf(input), channelsOf(mean), channelsOf(variance));
    const at::Tensor inverse = at::rsqrt(variance + eps);
    {
        const at::NoGradGuard noGradient;
        const double count = static_cast<double>(input.numel() / input.size(1));
        at::Tensor(runningMean).mul_(1 - momentum).add_(mean, momentum);
        at::Tensor(runningVar).mul_(1 - momentum).add_(variance, momentum * count / (count - 1));
    }
    return Step::apply(input, weight, bias, mean, inverse, lowest, highest);
}

}  // namespace layerbench
