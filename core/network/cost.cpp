// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/cost.h"

namespace layerbench {

Cost cost(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    Cost result;
    for (const auto& parameter : layer.parameters)
        if (!parameter.buffer)
            result.parameters += elementCount(parameter.shape);
    if (layer.trainable)
        result.trainableParameters = result.parameters;
    const Shape& output = network.shapeOf(id);
    result.multiplyAdds = kindInfo(layer.kind).multiplyAdds(layer.attributes, network.inputShapesOf(layer), output);
    result.activationBytes = elementCount(output) * static_cast<std::int64_t>(sizeof(float));
    return result;
}

Cost cost(const Network& network) {
    Cost total;
    for (const auto& layer : network.layers()) {
        const Cost one = cost(network, layer.id);
        total.parameters += one.parameters;
        total.trainableParameters += one.trainableParameters;
        total.multiplyAdds += one.multiplyAdds;
        total.activationBytes += one.activationBytes;
    }
    return total;
}

}  // namespace layerbench
