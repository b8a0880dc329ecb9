// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/weights/input_file.h"
#include "core/weights/state_dict.h"

namespace layerbench {

/// Reads safetensors: 8 bytes little-endian length of the header, the JSON header, then the tensors' bytes.
/// The writer is in weight_file.h.
Result<StateDict> readSafetensors(const InputFile& file);

}  // namespace layerbench
