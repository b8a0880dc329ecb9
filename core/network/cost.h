// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <cstdint>

namespace layerbench {

/// What a layer or a network costs, for one picture.
struct Cost {
    std::int64_t parameters = 0;           ///< numbers that an optimiser could move (no buffers)
    std::int64_t trainableParameters = 0;  ///< those that are not frozen
    std::int64_t multiplyAdds = 0;         ///< of the forward pass
    std::int64_t activationBytes = 0;      ///< the output as float32

    bool operator==(const Cost&) const = default;
};

Cost cost(const Network& network, LayerId layer);
Cost cost(const Network& network);

}  // namespace layerbench
