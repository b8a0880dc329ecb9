// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"

#include <unordered_set>
#include <vector>

namespace layerbench {

/// Compares two values of a network layer by layer. `everTrained` holds the layers that trained at some time of the
/// run; the others must not have moved. Batch-norm under `statistics only` must keep its scale and shift.
std::vector<LayerProof> proveFreezing(const Network& before, const Network& after,
                                      const std::unordered_set<LayerId>& everTrained);

}  // namespace layerbench
