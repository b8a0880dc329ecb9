// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/network/result.h"

#include <functional>
#include <string>
#include <string_view>

namespace layerbench {

/// A network without its numbers as JSON: architecture, input, head, class names, and each layer with id, name, kind,
/// attributes, inputs, trainable, learning-rate multiplier, batch-norm policy and, for parameters that the run's seed
/// still has to draw, how. Parameters that have numbers are not mentioned: their names follow from the layers.
std::string networkToJson(const Network& network);

/// Where a parameter's numbers come from, by state_dict name.
using TensorLookup = std::function<Result<Tensor>(const std::string& name)>;

/// The network again. Everything is checked as if it came from a stranger: the error names the place in the JSON, the
/// layer that does not fit, or the tensor whose type or shape is not the layer's. `tensors` is asked once for every
/// parameter and buffer that has numbers.
Result<Network> networkFromJson(std::string_view text, const TensorLookup& tensors);

}  // namespace layerbench
