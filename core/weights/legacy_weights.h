// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/weights/input_file.h"
#include "core/weights/state_dict.h"

namespace layerbench {

/// Reads what torch.save wrote before PyTorch 1.6 (and still does with _use_new_zipfile_serialization=False): pickles
/// of a magic number, the protocol (1001), facts about the machine, the object and the storages' keys; then each
/// storage as its element count (8 bytes) and its numbers. Also refuses plain pickles with a sentence of their own.
Result<StateDict> readLegacyWeights(const InputFile& file);

}  // namespace layerbench
