// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"

#include <string>
#include <unordered_set>
#include <vector>

namespace layerbench {

/// SHA-256 of each layer's tensors, in layer order; empty for layers that have none.
std::vector<std::string> layerHashes(const Network& network);

/// Compares a network before and after a run, layer by layer. `hashesBefore` were taken before the first step: frozen
/// tensors share the value's memory, so that only the hash would tell if a run had written into it. `everTrained`
/// holds the layers that trained at some time of the run; the others must not have moved. Batch-norm under `statistics
/// only` must keep its scale and shift.
std::vector<LayerProof> proveFreezing(const Network& before, const std::vector<std::string>& hashesBefore,
                                      const Network& after, const std::unordered_set<LayerId>& everTrained);

}  // namespace layerbench
