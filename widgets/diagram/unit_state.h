// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <span>

namespace layerbench {

/// What a unit's layers do in training, taken together.
enum class UnitState {
    plain,        ///< nothing to train in it
    frozen,       ///< ice blue and a snowflake
    trains,       ///< orange; "trains"
    partly,       ///< some frozen, some trained: both colours
    randomStart,  ///< trained from weights that are still to be drawn: brick; "random start"
    newHead,      ///< the same for the head alone: strong orange; "new head"
};
/// `layers` of a network; LayerId::input, the picture, has nothing to train.
UnitState stateOf(const Network& network, std::span<const LayerId> layers);

}  // namespace layerbench
