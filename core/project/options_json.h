// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/training/options.h"

#include <string>
#include <string_view>

namespace layerbench {

/// Training options as a JSON object under PyTorch's names: {"epochs": 25, "batch_size": 16, "optimizer": "sgd",
/// "learning_rate": 0.01, …, "device": "auto", "threads": 0, "precision": "float32"}.
/// Where there are phases: "phases": [{"epoch": 6, "layers": {"block": "features.8"}, "trainable": true, "rate": 0.1},
/// …]; layers are selected as in recipes (recipe_json.h), "trainable" and "rate" may be left out.
std::string optionsToJson(const TrainingOptions& options);

/// Keys left out keep their default. Unknown keys, wrong types and values out of range are errors that name the place.
Result<TrainingOptions> optionsFromJson(std::string_view text);

}  // namespace layerbench
