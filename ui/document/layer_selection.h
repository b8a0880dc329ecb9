// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/recipe.h"

#include <span>

namespace layerbench {

/// The shortest way to say which layers are meant, so that the history reads well: all, a range, or names.
/// `layers` must be in the network and not be empty.
Selection selectionOf(const Network& network, std::span<const LayerId> layers);

}  // namespace layerbench
