// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

namespace layerbench {

/// The source network with what tuning has made of its layers: as it would do its own task now. Layers that were cut
/// off or replaced, the head among them, are the source's own. Parameters of `tuned` that are still to be drawn leave
/// the source's.
Network withTunedLayers(const Network& source, const Network& tuned);

/// Whether a network that is to be trained starts from any of the source's weights: else it has nothing to forget.
bool keepsWeights(const Network& source, const Network& prepared);

/// How much worse a network must do its own task after tuning, in accuracy, for that to be called forgetting: more than
/// some hundred pictures leave to chance.
constexpr double forgettingDrop = 0.05;
/// False where either was not measured (NaN).
constexpr bool forgets(double before, double after) {
    return before - after >= forgettingDrop;
}

}  // namespace layerbench
