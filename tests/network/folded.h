// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A network as exporters leave it that fold batch-norm into the convolutions.

#include "tests/network/networks.h"

#include <string>
#include <utility>
#include <vector>

namespace layerbench::fixture {

/// One parameter of every batch-norm, or of `layer`'s alone, filled with a value.
inline Network withBatchNorm(const Network& network, const std::string& parameter, float value,
                             const std::string& layer = {}) {
    std::vector<std::pair<std::string, Tensor>> values;
    for (const auto& each : network.layers()) {
        if (each.kind != Kind::batchNorm2d || (!layer.empty() && each.name != layer))
            continue;
        for (const auto& known : each.parameters)
            if (known.name == parameter) {
                const std::vector<float> numbers(static_cast<std::size_t>(elementCount(known.shape)), value);
                values.emplace_back(each.name + "." + parameter, Tensor::fromFloats(known.shape, numbers));
            }
    }
    return withParameters(network, values);
}

inline Network folded(Network network) {
    for (const auto& [parameter, value] :
         {std::pair{"weight", 1.0f}, {"bias", 0.5f}, {"running_mean", 0.0f}, {"running_var", 1.0f}})
        network = withBatchNorm(network, parameter, value);
    return network;
}

}  // namespace layerbench::fixture
