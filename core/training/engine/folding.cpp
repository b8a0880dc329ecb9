// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/folding.h"

#include <ATen/core/grad_mode.h>

namespace layerbench {

bool moves(const Layer& layer) {
    return layer.trainable || (layer.kind == Kind::batchNorm2d && layer.batchNorm != BatchNormPolicy::frozen);
}

Folding::Folding(const Network& network) : norms_(network.layers().size()), made_(network.layers().size()) {
    const auto layers = network.layers();
    std::vector<int> uses(layers.size());
    for (const auto& layer : layers)
        for (const LayerId input : layer.inputs)
            if (input != LayerId::input)
                ++uses[network.indexOf(input)];
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].kind != Kind::batchNorm2d || layers[i].inputs[0] == LayerId::input)
            continue;
        const std::size_t before = network.indexOf(layers[i].inputs[0]);
        if (layers[before].kind == Kind::conv2d && uses[before] == 1)
            norms_[before] = i;
    }
}

const Folding::Weights& Folding::weights(std::size_t convolution, const std::vector<at::Tensor>& ofConvolution,
                                         const std::vector<at::Tensor>& ofNorm, double eps) {
    auto& made = made_[convolution];
    if (!made) {
        const at::NoGradGuard noGradient;
        const at::Tensor scale = ofNorm[0] * at::rsqrt(ofNorm[3] + eps);
        const at::Tensor shift = ofConvolution.size() > 1 ? ofConvolution[1] - ofNorm[2] : -ofNorm[2];
        made = Weights{(ofConvolution[0] * scale.view({-1, 1, 1, 1})).contiguous(at::MemoryFormat::ChannelsLast),
                       ofNorm[1] + scale * shift};
    }
    return *made;
}

void Folding::forgetWhatMoves(const Network& network) {
    for (std::size_t i = 0; i < norms_.size(); ++i)
        if (made_[i] && (moves(network.layers()[i]) || moves(network.layers()[*norms_[i]])))
            made_[i].reset();
}

}  // namespace layerbench
