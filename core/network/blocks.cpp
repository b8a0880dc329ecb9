// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/blocks.h"

#include <algorithm>
#include <unordered_map>

namespace layerbench {

namespace {

/// "layer1.0" of "layer1.0.conv1"; empty for names of fewer than three parts.
std::string_view nestedBlock(std::string_view name) {
    const auto first = name.find('.');
    const auto second = first == std::string_view::npos ? first : name.find('.', first + 1);
    return second == std::string_view::npos ? std::string_view{} : name.substr(0, second);
}

/// In a plain chain these open a block; what follows belongs to them.
bool opensBlock(Kind kind) {
    return kind == Kind::conv2d || kind == Kind::linear;
}

}  // namespace

std::vector<Block> blocks(const Network& network) {
    std::vector<Block> result;
    std::unordered_map<std::string_view, std::size_t> nested;
    bool chain = false;  // the last block grows with what follows
    for (const auto& layer : network.layers()) {
        if (const auto name = nestedBlock(layer.name); !name.empty()) {
            const auto [entry, isNew] = nested.emplace(name, result.size());
            if (isNew)
                result.push_back({std::string(name), {}});
            result[entry->second].layers.push_back(layer.id);
            chain = false;
        } else {
            if (!chain || opensBlock(layer.kind))
                result.push_back({layer.name, {}});
            result.back().layers.push_back(layer.id);
            chain = true;
        }
    }
    return result;
}

}  // namespace layerbench
