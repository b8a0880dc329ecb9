// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/module.h"

/// What loadEngine() looks for.
extern "C" __attribute__((visibility("default"))) layerbench::Engine* layerbenchEngine() {
    return &layerbench::torchEngine();
}
