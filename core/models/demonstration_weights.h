// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/weights/state_dict.h"

#include <cstddef>
#include <span>

namespace layerbench {

/// resources/demonstration/base.safetensors as it was when the program was built: the demonstration network, trained on
/// the built-in base set. Part of the program, so that it is there without any file.
std::span<const std::byte> demonstrationFile();

/// Its tensors and metadata.
Result<StateDict> readDemonstrationWeights();

}  // namespace layerbench
