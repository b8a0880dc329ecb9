// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The pieces of a layer that recipes, networks and training options write as JSON. Private to the room.

#include "core/network/initialisation.h"
#include "core/network/kinds.h"
#include "core/network/network.h"
#include "core/network/recipe.h"
#include "core/project/json_reader.h"

namespace layerbench {

/// Under PyTorch's names: {"kernel_size": [3, 3], "bias": true, "p": 0.5}.
Json toJson(const Attributes& attributes);
/// Only what is given; types, names and ranges are checked against the kind's table, whole numbers widened.
Result<Attributes> attributesFrom(const JsonNode& node, Kind kind);

/// {"scheme": "kaiming_normal", "stream": 0}
Json toJson(const Initialisation& initialisation);
Result<Initialisation> initialisationFrom(const JsonNode& node);

/// PyTorch's name of the kind.
Result<Kind> kindFrom(const JsonNode& node);

/// {"names": ["fc"]}, {"pattern": "features.*"}, {"range": ["fc1", "fc2"]}, {"block": "layer1.0"} or {"role": "head"}
Json toJson(const Selection& selection);
Result<Selection> selectionFrom(const JsonNode& node);

/// "frozen", "statistics_only", "trained"
std::string_view name(BatchNormPolicy policy);
Result<BatchNormPolicy> policyFrom(const JsonNode& node);

}  // namespace layerbench
