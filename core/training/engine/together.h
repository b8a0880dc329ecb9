// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace layerbench {

// Which layers behind one another are computed as one. `single` says, by position + 1 (0 is the picture), whether a
// value has one use and no one asks for it. What comes back are positions in network.layers(), in order; none where
// `first` does not begin such a group.

/// What norm_chain.h takes together from `first` on, for that many pictures.
std::vector<std::size_t> trainedTogether(const Network& network, std::size_t first, std::int64_t pictures,
                                         const std::vector<bool>& single);

/// A convolution, the batch-norm behind it and the ReLU behind that; both may be missing.
std::vector<std::size_t> evaluatedTogether(const Network& network, std::size_t first, const std::vector<bool>& single);

}  // namespace layerbench
