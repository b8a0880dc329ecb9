// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/phases.h"

#include <algorithm>
#include <vector>

namespace layerbench {

Result<Network> apply(const Network& network, const Phase& phase) {
    const auto layers = resolve(network, phase.layers);
    if (!layers)
        return failure(LB_TEXT("training", "What is to change before epoch %1 cannot be done: %2"), phase.epoch,
                       layers.error().message());
    return setTrainable(network, *layers, phase.trainable);
}

Result<void> check(std::span<const Phase> phases, const Network& network) {
    Network changed = network;
    for (const auto& phase : phases) {
        LB_TRY(changed, apply(changed, phase));
        if (std::ranges::none_of(changed.layers(), [](const Layer& l) { return l.trainable && !l.parameters.empty(); }))
            return failure(LB_TEXT("training",
                                   "Before epoch %1 the last layers that learn would be frozen, and nothing "
                                   "would be left to train."),
                           phase.epoch);
    }
    return {};
}

Text describe(const Phase& phase) {
    const std::string what = describe(Edit(SetTrainable{phase.layers, phase.trainable})).english();
    if (phase.rate == 1)
        return text(LB_TEXT("training", "From epoch %1: %2."), phase.epoch, what);
    return text(LB_TEXT("training", "From epoch %1: %2, learning rate × %3."), phase.epoch, what, phase.rate);
}

Text describe(const Phase& phase, const Network& after) {
    std::vector<const Layer*> learning;
    for (const auto& layer : after.layers())
        if (!layer.parameters.empty())
            learning.push_back(&layer);
    const auto first = std::ranges::find_if(learning, &Layer::trainable);
    const bool restTrains = std::all_of(first, learning.end(), [](const Layer* l) { return l->trainable; });
    if (phase.trainable && restTrains && first == learning.begin())
        return text(LB_TEXT("training", "Epoch %1: every layer trains now."), phase.epoch);
    if (phase.trainable && restTrains && first != learning.end())
        return text(LB_TEXT("training", "Epoch %1: %2 and what follows train now."), phase.epoch, (*first)->name);
    return text(LB_TEXT("training", "Epoch %1: %2."), phase.epoch,
                describe(Edit(SetTrainable{phase.layers, phase.trainable})).english());
}

}  // namespace layerbench
