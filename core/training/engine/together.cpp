// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/together.h"

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
        if (!at || layers[*at].kind != Kind::batchNorm2d || layers[*at].batchNorm == BatchNormPolicy::frozen ||
            (link.empty() && !chain.empty()))
            break;
        // One value a channel has no variance.
        const Shape& shape = network.shapeOf(layers[*at].id);
        if (pictures * shape[1] * shape[2] == 1)
            break;
        link.push_back(*at);
        at = behind(network, *at, single);
        if (at && (layers[*at].kind == Kind::relu || layers[*at].kind == Kind::relu6)) {
            link.push_back(*at);
            at = behind(network, *at, single);
        }
        chain.insert(chain.end(), link.begin(), link.end());
    }
    return chain;
}

std::vector<std::size_t> evaluatedTogether(const Network& network, std::size_t first, const std::vector<bool>& single) {
    const auto layers = network.layers();
    if (layers[first].kind != Kind::conv2d)
        return {};
    std::vector<std::size_t> group{first};
    for (const Kind kind : {Kind::batchNorm2d, Kind::relu})
        if (const auto next = behind(network, group.back(), single); next && layers[*next].kind == kind)
            group.push_back(*next);
    return group;
}

}  // namespace layerbench
