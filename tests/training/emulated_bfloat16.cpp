// SPDX-License-Identifier: GPL-3.0-or-later
#define MAP_BFLOAT16
#include "tests/training/emulated_passes.h"

namespace layerbench {

const NormPasses& emulatedBfloat16() {
    static const Emulated passes;
    return passes;
}

}  // namespace layerbench
