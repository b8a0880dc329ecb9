// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"

#include <QString>

#include <cstdint>

namespace layerbench {

/// How a run has ended, in a sentence: "Run 3 is finished: 93.5 % at epoch 12."
QString endText(const RunResult& result, std::int64_t run);

}  // namespace layerbench
