// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"

#include <cstdint>
#include <span>

namespace layerbench {

/// What a run takes of a GPU's memory, in bytes, estimated on the safe side.
struct Room {
    std::int64_t always = 0;   ///< from its start to its end: weights, the optimiser's state, features that lie there
    std::int64_t inEpoch = 0;  ///< besides, while it trains: gradients, activations, what the libraries work in
};
Room roomOf(const RunSize& run, std::int64_t gpuMemory);

/// How many runs may train at once in half of a GPU's memory, where all of them have been started; from 1 to all. The
/// other half is for other programs and for what an estimate does not know. Where memory runs out all the same, a step
/// waits until the others' epochs are over and begins again; only if that is not enough, it does what it does alone:
/// fewer pictures go through at a time.
int lanesIn(std::int64_t gpuMemory, std::span<const Room> rooms);

}  // namespace layerbench
