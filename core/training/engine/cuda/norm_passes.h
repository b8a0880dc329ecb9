// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine/gpu_norm.h"

#include <string>

namespace layerbench {

/// Kernels of our own (norm.cu) for this map, compiled when first asked for; null where they do not take it: on the
/// CPU, for other layouts and types than float32 and bfloat16, for channels that are no multiple of 4 (bfloat16: 8),
/// and where whyNoNormPasses() says why. On any thread.
const NormPasses* normPassesFor(const at::Tensor& map);

/// Empty where a GPU's kernels are there, or none was asked for yet.
std::string whyNoNormPasses();

}  // namespace layerbench
