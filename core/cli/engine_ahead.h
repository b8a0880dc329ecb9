// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"

#include <thread>

namespace layerbench {

/// Loads the engine (half a second) beside what is done before it is needed: loadEngine() then finds it there, or
/// waits, or says why there is none.
class EngineAhead {
    std::jthread loader_{[] { static_cast<void>(loadEngine()); }};
};

}  // namespace layerbench
