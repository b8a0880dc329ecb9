// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/batch_norm.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

/// Null where the numbers are still to be drawn, or are of another type.
const Tensor* numbers(const Layer& layer, std::string_view name) {
    const auto found = std::ranges::find(layer.parameters, name, &Parameter::name);
    const auto* tensor = found == layer.parameters.end() ? nullptr : std::get_if<Tensor>(&found->value);
    return tensor && tensor->type() == ScalarType::float32 ? tensor : nullptr;
}

bool allAre(const Tensor* tensor, double value, double tolerance) {
    return tensor && std::ranges::all_of(tensor->as<float>(), [&](float each) {
               return std::abs(static_cast<double>(each) - value) <= tolerance;
           });
}

}  // namespace

bool batchNormIsFolded(const Network& network) {
    bool shifts = false;
    for (const auto& layer : network.layers()) {
        if (layer.kind != Kind::batchNorm2d)
            continue;
        // The mean of a folded layer is exactly 0; its variance is 1 or 1 - eps, as the exporter liked it.
        const double eps = layer.attributes.number("eps");
        if (!allAre(numbers(layer, "weight"), 1, 0) || !allAre(numbers(layer, "running_mean"), 0, 0) ||
            !allAre(numbers(layer, "running_var"), 1, 1.01 * eps))
            return false;
        const Tensor* shift = numbers(layer, "bias");
        shifts = shifts || (shift && !allAre(shift, 0, 0));
    }
    return shifts;
}

}  // namespace layerbench
