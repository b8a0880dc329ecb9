// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <string>
#include <vector>

namespace layerbench {

/// Layers that belong together: a residual or fire block ("layer1.0", "features.3"), or in a plain chain a
/// convolution or linear layer with the activation, norm and pooling that follow it ("features.0").
struct Block {
    std::string name;
    std::vector<LayerId> layers;  ///< in network order
};

/// Every layer is in exactly one block; blocks are in network order. They fold in the diagram, are the cut points that
/// the adviser measures, and "last_block" in a recipe is the last one that does not hold the head.
std::vector<Block> blocks(const Network& network);

}  // namespace layerbench
