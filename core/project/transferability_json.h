// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/study/transferability.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// Transferability studies as a JSON list, all that figure, tables and page are made from: [{"architecture": "demo",
/// "cuts": […], "tasks": […], "depths": […], "seeds": […], "options": {…}, "augmentation": "none", "stopped": false,
/// "runs": [{"seed": 1, "origin": "B", "depth": 0, "frozen": false, "validation_accuracy": 0.93, …}, …]}, …]
std::string studiesToJson(std::span<const TransferabilityResult> studies);

/// Unknown keys, wrong types, depths that the cut points don't have and accuracies outside [0, 1] are errors that name
/// the place.
Result<std::vector<TransferabilityResult>> studiesFromJson(std::string_view text);

}  // namespace layerbench
