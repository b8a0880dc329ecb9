// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/forgetting.h"

#include <string>
#include <utility>
#include <vector>

namespace layerbench {

namespace {

/// The source's layer of which the tuned one is the same, or nullptr: ids and names outlive every edit, a replaced
/// layer has other shapes or another kind, and a new head another id.
const Layer* counterpart(const Network& source, const Layer& layer) {
    if (!source.contains(layer.id) || layer.id == source.head())
        return nullptr;
    const Layer& own = source.layer(layer.id);
    if (own.name != layer.name || own.kind != layer.kind || own.parameters.size() != layer.parameters.size())
        return nullptr;
    for (std::size_t i = 0; i < own.parameters.size(); ++i)
        if (own.parameters[i].shape != layer.parameters[i].shape || own.parameters[i].type != layer.parameters[i].type)
            return nullptr;
    return &own;
}

}  // namespace

Network withTunedLayers(const Network& source, const Network& tuned) {
    std::vector<std::pair<std::string, Tensor>> values;
    for (const auto& layer : tuned.layers())
        if (counterpart(source, layer))
            for (const auto& parameter : layer.parameters)
                if (const auto* value = std::get_if<Tensor>(&parameter.value))
                    values.emplace_back(layer.name + "." + parameter.name, *value);
    return withParameters(source, values);
}

bool keepsWeights(const Network& source, const Network& prepared) {
    for (const auto& layer : prepared.layers())
        if (const Layer* own = counterpart(source, layer))
            for (std::size_t i = 0; i < own->parameters.size(); ++i)
                if (!own->parameters[i].buffer && own->parameters[i].value == layer.parameters[i].value &&
                    std::holds_alternative<Tensor>(own->parameters[i].value))
                    return true;
    return false;
}

}  // namespace layerbench
