// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "ui/networks/fact_list.h"

#include <span>
#include <vector>

namespace layerbench {

/// What the inspector and the chooser say of a network and its layers; costs are for one picture.

std::vector<Fact> networkFacts(const Network& network);
std::vector<Fact> layerFacts(const Network& network, LayerId layer);
/// Of several layers together, in network order.
std::vector<Fact> layersFacts(const Network& network, std::span<const LayerId> layers);

/// All its tensors, buffers too.
std::int64_t weightBytes(const Layer& layer);

}  // namespace layerbench
