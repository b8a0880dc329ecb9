// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/unit_state.h"

#include <algorithm>

namespace layerbench {

namespace {

bool isDrawn(const Layer& layer) {
    return std::ranges::any_of(layer.parameters, [](const Parameter& parameter) {
        return std::holds_alternative<Initialisation>(parameter.value);
    });
}

/// Nothing is pretrained: then the head is no newer than the rest.
bool allDrawn(const Network& network) {
    return std::ranges::all_of(network.layers(), [](const Layer& l) { return l.parameters.empty() || isDrawn(l); });
}

}  // namespace

UnitState stateOf(const Network& network, std::span<const LayerId> layers) {
    bool trains = false;
    bool frozen = false;
    bool drawn = false;
    bool head = false;
    for (const LayerId id : layers) {
        if (id == LayerId::input)
            continue;
        const Layer& layer = network.layer(id);
        if (layer.parameters.empty())
            continue;
        (layer.trainable ? trains : frozen) = true;
        drawn = drawn || isDrawn(layer);
        head = head || id == network.head();
    }
    if (!trains && !frozen)
        return UnitState::plain;
    if (!trains)
        return UnitState::frozen;
    if (frozen)
        return UnitState::partly;
    if (!drawn)
        return UnitState::trains;
    return head && !allDrawn(network) ? UnitState::newHead : UnitState::randomStart;
}

}  // namespace layerbench
