// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace layerbench {

// Which layers behind one another are computed as one. `single` says, by position + 1 (0 is the picture), whether a
// value has one use and no one asks for it. What comes back are positions in network.layers(), in order; none where
// `first` does not begin such a group.

/// What norm_chain.h takes together from `first` on, for that many pictures.
std::vector<std::size_t> trainedTogether(const Network& network, std::size_t first, std::int64_t pictures,
                                         const std::vector<bool>& single);

/// What gpu_norm.h takes together: batch-norm on the batch's statistics, an addition of a value from further up, and a
/// ReLU; the latter two may be missing.
std::vector<std::size_t> normedTogether(const Network& network, std::size_t first, std::int64_t pictures,
                                        const std::vector<bool>& single);

/// A convolution, the batch-norm behind it and the ReLU behind that; both may be missing. With `additions` an addition
/// of a value from further up may stand before the ReLU, which may be a ReLU6 too.
std::vector<std::size_t> evaluatedTogether(const Network& network, std::size_t first, const std::vector<bool>& single,
                                           bool additions);

/// What the addition in such a group, where there is one, adds to the group's own value.
std::optional<LayerId> addedTo(const Network& network, const std::vector<std::size_t>& group);

}  // namespace layerbench
