// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/layer_selection.h"

#include <algorithm>
#include <cassert>

namespace layerbench {

Selection selectionOf(const Network& network, std::span<const LayerId> layers) {
    assert(!layers.empty());
    std::vector<std::size_t> places;
    for (const LayerId id : layers)
        places.push_back(network.indexOf(id));
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    const auto nameAt = [&network](std::size_t place) { return network.layers()[place].name; };
    if (places.size() == network.layers().size())
        return {Selection::By::role, {"all"}};
    if (places.size() > 1 && places.back() - places.front() + 1 == places.size())
        return {Selection::By::range, {nameAt(places.front()), nameAt(places.back())}};
    Selection names{Selection::By::names, {}};
    for (const std::size_t place : places)
        names.arguments.push_back(nameAt(place));
    return names;
}

}  // namespace layerbench
