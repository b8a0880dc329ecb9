// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/executor.h"

#include <algorithm>
#include <unordered_set>

namespace layerbench {

bool isDeterministic(const Layer& layer) {
    switch (layer.kind) {
    case Kind::dropout:
        return !layer.trainable || layer.attributes.number("p") == 0;
    case Kind::batchNorm2d:
        return layer.batchNorm == BatchNormPolicy::frozen;
    default:
        return !layer.trainable || layer.parameters.empty();
    }
}

bool holdsWeights(const Network& network, const Plan& prefix) {
    return std::ranges::any_of(prefix.layers, [&](std::size_t i) { return !network.layers()[i].parameters.empty(); });
}

Plan wholePlan(const Network& network) {
    Plan plan;
    for (std::size_t i = 0; i < network.layers().size(); ++i)
        plan.layers.push_back(i);
    plan.given = {LayerId::input};
    plan.wanted = {network.output()};
    return plan;
}

Plan pooledPlan(const Network& network, std::span<const LayerId> layers) {
    std::unordered_set<LayerId> needed(layers.begin(), layers.end());
    Plan plan;
    for (std::size_t i = network.layers().size(); i-- > 0;) {
        const Layer& layer = network.layers()[i];
        if (!needed.contains(layer.id))
            continue;
        plan.layers.insert(plan.layers.begin(), i);
        needed.insert(layer.inputs.begin(), layer.inputs.end());
    }
    plan.given = {LayerId::input};
    plan.wanted.assign(layers.begin(), layers.end());
    plan.pooled = true;
    return plan;
}

SplitPlan splitAtFrozenPrefix(const Network& network) {
    std::unordered_set<LayerId> fixed{LayerId::input};
    SplitPlan split;
    for (std::size_t i = 0; i < network.layers().size(); ++i) {
        const Layer& layer = network.layers()[i];
        const bool prefix =
            isDeterministic(layer) && std::ranges::all_of(layer.inputs, [&](LayerId id) { return fixed.contains(id); });
        if (prefix)
            fixed.insert(layer.id);
        (prefix ? split.prefix : split.rest).layers.push_back(i);
    }
    // What crosses the border, once each, in network order of its first use.
    auto& border = split.rest.given;
    const auto cross = [&](LayerId id) {
        if (fixed.contains(id) && std::ranges::find(border, id) == border.end())
            border.push_back(id);
    };
    for (const std::size_t i : split.rest.layers)
        std::ranges::for_each(network.layers()[i].inputs, cross);
    cross(network.output());
    split.rest.wanted = {network.output()};
    split.prefix.given = {LayerId::input};
    split.prefix.wanted = border;
    return split;
}

}  // namespace layerbench
