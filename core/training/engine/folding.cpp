// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/folding.h"

#include <ATen/core/grad_mode.h>

namespace layerbench {

bool moves(const Layer& layer) {
    return layer.trainable || (layer.kind == Kind::batchNorm2d && layer.batchNorm != BatchNormPolicy::frozen);
}

bool takesStatistics(const Layer& norm, std::int64_t valuesOfAChannel) {
    return valuesOfAChannel > 1 && norm.batchNorm != BatchNormPolicy::frozen;
}

const Folding::Folded& Folding::folded(const Network& network, const Group& group,
                                       const std::vector<std::vector<at::Tensor>>& tensors, const at::Tensor& input,
                                       bool pack) {
    auto& made = made_[group.convolution];
    const at::NoGradGuard noGradient;
    // Another plan may ask for a value in the middle of the group.
    if (!made || made->group.norm != group.norm || made->group.relu != group.relu) {
        const auto& own = tensors[group.convolution];
        at::Tensor weight = own[0];
        at::Tensor bias = own.size() > 1 ? own[1] : at::Tensor();
        if (group.norm) {
            const auto& norm = tensors[*group.norm];
            const at::Tensor scale =
                norm[0] * at::rsqrt(norm[3] + network.layers()[*group.norm].attributes.number("eps"));
            weight = (weight * scale.view({-1, 1, 1, 1})).contiguous(at::MemoryFormat::ChannelsLast);
            bias = norm[1] + scale * (bias.defined() ? bias - norm[2] : -norm[2]);
        }
        made = Made{group,
                    {convolutionOf(network.layers()[group.convolution], weight.to(type_),
                                   bias.defined() ? bias.to(type_) : bias),
                     bias,
                     {}}};
    }
    if (pack && !made->triedToPack) {
        made->triedToPack = true;
        made->folded.packed = PackedConvolution::make(made->folded.convolution, input.sizes(), group.relu);
    }
    return made->folded;
}

std::vector<at::Tensor> Folding::tensors() const {
    std::vector<at::Tensor> all;
    for (const auto& made : made_)
        if (made)
            for (const auto& tensor :
                 {made->folded.convolution.weight, made->folded.convolution.bias, made->folded.bias})
                if (tensor.defined())
                    all.push_back(tensor);
    return all;
}

void Folding::forgetWhatMoves(const Network& network) {
    for (auto& made : made_)
        if (made && (moves(network.layers()[made->group.convolution]) ||
                     (made->group.norm && moves(network.layers()[*made->group.norm]))))
            made.reset();
}

}  // namespace layerbench
