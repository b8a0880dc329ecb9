// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

namespace layerbench {

/// Whether an export folded the network's batch-norm into its convolutions: every BatchNorm2d has scale 1, mean 0 and
/// variance 1 (eps included), and shifts that some training found. Such layers only add a shift. Statistics of a batch,
/// which the convolutions know nothing of, would make what they give useless. Weights that were only drawn, whose
/// shifts are still 0, are not folded; neither is a network without batch-norm.
bool batchNormIsFolded(const Network& network);

}  // namespace layerbench
