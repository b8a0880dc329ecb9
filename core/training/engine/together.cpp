// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/together.h"

#include "core/training/engine/folding.h"

#include <algorithm>
#include <optional>

namespace layerbench {

namespace {

/// The one layer that takes a layer's value, where no one else does.
std::optional<std::size_t> behind(const Network& network, std::size_t layer, const std::vector<bool>& single) {
    const auto layers = network.layers();
    if (!single[layer + 1])
        return {};
    for (std::size_t next = layer + 1; next < layers.size(); ++next)
        if (std::ranges::find(layers[next].inputs, layers[layer].id) != layers[next].inputs.end())
            return next;
    return {};
}

bool hasStatistics(const Network& network, std::size_t norm, std::int64_t pictures) {
    const Layer& layer = network.layers()[norm];
    const Shape& shape = network.shapeOf(layer.id);
    return takesStatistics(layer, pictures * shape[1] * shape[2]);
}

/// Whether it adds one value to layer `to`'s that is there before layer `first` is computed.
bool addsFromAbove(const Network& network, std::size_t addition, std::size_t to, std::size_t first) {
    const auto layers = network.layers();
    const Layer& layer = layers[addition];
    if (layer.kind != Kind::add || layer.inputs.size() != 2)
        return false;
    const LayerId other = layer.inputs[layer.inputs[0] == layers[to].id ? 1 : 0];
    return other == LayerId::input || network.indexOf(other) < first;
}

bool isRelu(Kind kind) {
    return kind == Kind::relu || kind == Kind::relu6;
}

/// Goes on from the group's last layer with an addition and a ReLU.
void takeAdditionAndRelu(const Network& network, std::vector<std::size_t>& group, const std::vector<bool>& single) {
    auto next = behind(network, group.back(), single);
    if (next && addsFromAbove(network, *next, group.back(), group.front())) {
        group.push_back(*next);
        next = behind(network, *next, single);
    }
    if (next && isRelu(network.layers()[*next].kind))
        group.push_back(*next);
}

}  // namespace

std::vector<std::size_t> trainedTogether(const Network& network, std::size_t first, std::int64_t pictures,
                                         const std::vector<bool>& single) {
    const auto layers = network.layers();
    std::vector<std::size_t> chain;
    for (std::optional<std::size_t> at = first; at;) {
        std::vector<std::size_t> link;
        if (layers[*at].kind == Kind::conv2d) {
            link.push_back(*at);
            at = behind(network, *at, single);
        }
        if (!at || layers[*at].kind != Kind::batchNorm2d || !hasStatistics(network, *at, pictures) ||
            (link.empty() && !chain.empty()))
            break;
        link.push_back(*at);
        at = behind(network, *at, single);
        if (at && isRelu(layers[*at].kind)) {
            link.push_back(*at);
            at = behind(network, *at, single);
        }
        chain.insert(chain.end(), link.begin(), link.end());
    }
    return chain;
}

std::vector<std::size_t> normedTogether(const Network& network, std::size_t first, std::int64_t pictures,
                                        const std::vector<bool>& single) {
    if (network.layers()[first].kind != Kind::batchNorm2d || !hasStatistics(network, first, pictures))
        return {};
    std::vector<std::size_t> group{first};
    takeAdditionAndRelu(network, group, single);
    return group;
}

std::vector<std::size_t> evaluatedTogether(const Network& network, std::size_t first, const std::vector<bool>& single,
                                           bool additions) {
    const auto layers = network.layers();
    if (layers[first].kind != Kind::conv2d)
        return {};
    std::vector<std::size_t> group{first};
    if (additions) {
        if (const auto next = behind(network, first, single); next && layers[*next].kind == Kind::batchNorm2d)
            group.push_back(*next);
        takeAdditionAndRelu(network, group, single);
        return group;
    }
    for (const Kind kind : {Kind::batchNorm2d, Kind::relu})
        if (const auto next = behind(network, group.back(), single); next && layers[*next].kind == kind)
            group.push_back(*next);
    return group;
}

std::optional<LayerId> addedTo(const Network& network, const std::vector<std::size_t>& group) {
    for (std::size_t i = 1; i < group.size(); ++i)
        if (const Layer& layer = network.layers()[group[i]]; layer.kind == Kind::add)
            return layer.inputs[layer.inputs[0] == network.layers()[group[i - 1]].id ? 1 : 0];
    return {};
}

}  // namespace layerbench
