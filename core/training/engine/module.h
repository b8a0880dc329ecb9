// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"

namespace layerbench {

/// The engine itself, for what is linked with LibTorch anyway (tests of the engine, the GPU check).
Engine& torchEngine();

}  // namespace layerbench
