// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/blocks.h"
#include "core/network/recipe.h"

#include <algorithm>
#include <unordered_set>

namespace layerbench {

namespace {

/// Shell-like: * stands for any letters, ? for one.
bool matchesPattern(std::string_view name, std::string_view pattern) {
    // Greedy with one point of return: linear in practice, and no pattern can blow it up.
    std::size_t n = 0;
    std::size_t p = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (n < name.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] == name[n] && pattern[p] != '*'))) {
            ++n;
            ++p;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    return pattern.substr(p).find_first_not_of('*') == std::string_view::npos;
}

template <class Predicate>
std::vector<LayerId> layersWhere(const Network& network, Predicate predicate) {
    std::vector<LayerId> ids;
    for (const auto& layer : network.layers())
        if (predicate(layer))
            ids.push_back(layer.id);
    return ids;
}

std::vector<LayerId> lastBlock(const Network& network) {
    const auto all = blocks(network);
    for (auto block = all.rbegin(); block != all.rend(); ++block) {
        const bool holdsHead = std::ranges::find(block->layers, network.head()) != block->layers.end();
        const bool learns =
            std::ranges::any_of(block->layers, [&](LayerId id) { return !network.layer(id).parameters.empty(); });
        if (!holdsHead && learns)
            return block->layers;
    }
    return {};
}

Result<std::vector<LayerId>> byRole(const Network& network, const std::string& role) {
    if (role == "all")
        return layersWhere(network, [](const Layer&) { return true; });
    if (role == "head")
        return layersWhere(network, [&](const Layer& layer) { return layer.id == network.head(); });
    if (role == "backbone")
        return layersWhere(network, [&](const Layer& layer) { return layer.id != network.head(); });
    if (role == "last_block")
        return lastBlock(network);
    if (role == "batch_norm")
        return layersWhere(network, [](const Layer& layer) { return layer.kind == Kind::batchNorm2d; });
    if (role == "dropout")
        return layersWhere(network, [](const Layer& layer) { return layer.kind == Kind::dropout; });
    return failure(
        LB_TEXT("network", "“%1” is no role; roles are all, head, backbone, last_block, batch_norm and dropout."),
        role);
}

Result<std::vector<LayerId>> found(const Network& network, const Selection& selection) {
    const auto& arguments = selection.arguments;
    const std::size_t wanted = selection.by == Selection::By::range ? 2 : 1;
    if (arguments.empty() || (selection.by != Selection::By::names && arguments.size() != wanted))
        return failure(LB_TEXT("network", "A selection of layers has %1 names; it needs %2."), arguments.size(),
                       wanted);
    switch (selection.by) {
    case Selection::By::names:
        for (const auto& name : arguments)
            LB_CHECK(network.idOf(name));
        return layersWhere(network, [named = std::unordered_set<std::string_view>(arguments.begin(), arguments.end())](
                                        const Layer& layer) { return named.contains(layer.name); });
    case Selection::By::pattern:
        return layersWhere(network, [&](const Layer& layer) { return matchesPattern(layer.name, arguments[0]); });
    case Selection::By::range: {
        LB_TRY(const LayerId first, network.idOf(arguments[0]));
        LB_TRY(const LayerId last, network.idOf(arguments[1]));
        const auto [low, high] = std::minmax({network.indexOf(first), network.indexOf(last)});
        std::vector<LayerId> ids;
        for (std::size_t i = low; i <= high; ++i)
            ids.push_back(network.layers()[i].id);
        return ids;
    }
    case Selection::By::block:
        return layersWhere(network, [&](const Layer& layer) {
            return layer.name == arguments[0] || layer.name.starts_with(arguments[0] + ".");
        });
    case Selection::By::role:
        return byRole(network, arguments[0]);
    }
    assert(false);
    return {};
}

}  // namespace

Result<std::vector<LayerId>> resolve(const Network& network, const Selection& selection) {
    LB_TRY(auto ids, found(network, selection));
    if (ids.empty())
        return failure(LB_TEXT("network", "No layer of the network is meant by “%1”."), selection.arguments[0]);
    return ids;
}

}  // namespace layerbench
