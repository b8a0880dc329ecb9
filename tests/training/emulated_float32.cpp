// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/training/emulated_passes.h"

namespace layerbench {

const NormPasses& emulatedFloat32() {
    static const Emulated passes;
    return passes;
}

}  // namespace layerbench
