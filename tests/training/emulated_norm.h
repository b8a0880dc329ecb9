// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine/gpu_norm.h"

namespace layerbench {

/// The kernels of engine/cuda/norm.cu as they stand there, run by the processor: a thread for each of a block's, one
/// block after another. So what a GPU would compute is tested where there is none. For small maps.
const NormPasses& emulatedFloat32();
const NormPasses& emulatedBfloat16();

}  // namespace layerbench
