// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/network/tensor.h"

#include <filesystem>

namespace layerbench {

/// Writes a float32 tensor as NumPy's .npy, format 1.0 (little-endian, C order): numpy.load() reads it.
/// Atomic: a file that is there stays whole on failure.
Result<void> writeNpy(const std::filesystem::path& path, const Tensor& tensor);

}  // namespace layerbench
