// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/network/result.h"
#include "core/training/options.h"

#include <span>

namespace layerbench {

/// The network as it trains from the phase on: its layers frozen or unfrozen as setTrainable() does it, batch-norm
/// following. The error names the epoch and the layers that the network does not have.
Result<Network> apply(const Network& network, const Phase& phase);

/// Whether all phases, one after the other, can be carried out on the network and leave something that trains.
Result<void> check(std::span<const Phase> phases, const Network& network);

/// Before the network is known: "From epoch 6: Unfreeze features.6 to features.9, learning rate × 0.5."
Text describe(const Phase& phase);

/// What a run says as the phase begins; `after` is the network from then on.
/// "Epoch 6: features.6 and what follows train now.", "Epoch 6: every layer trains now.", "Epoch 6: Freeze features.*."
Text describe(const Phase& phase, const Network& after);

}  // namespace layerbench
