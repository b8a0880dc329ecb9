// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/random.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace layerbench {

/// Every order equally likely (Fisher and Yates), decided by the numbers of `random` alone.
template <class Value>
void shuffle(std::vector<Value>& values, Random& random) {
    for (std::size_t i = values.size(); i > 1; --i)
        std::swap(values[i - 1], values[random.below(i)]);
}

}  // namespace layerbench
