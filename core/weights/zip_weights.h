// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/weights/input_file.h"
#include "core/weights/state_dict.h"

namespace layerbench {

/// Reads what torch.save writes since PyTorch 1.6: a zip archive of uncompressed records NAME/data.pkl (the pickle),
/// NAME/data/KEY (the storages), NAME/byteorder. A TorchScript archive, compressed or encrypted records are refused.
/// Each record's checksum is checked.
Result<StateDict> readZipWeights(const InputFile& file);

}  // namespace layerbench
