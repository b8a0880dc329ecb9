// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/text.h"
#include "core/study/transferability.h"

#include <vector>

namespace layerbench {

/// What the study shows of the paper's findings, and what it does not at its scale, a sentence each: whether copied
/// blocks that learn on stay at or above base B at every depth; whether frozen blocks of A, and of the further source,
/// serve the worse the more are copied, from the least to the most of the depths. The test is compareRuns(), each pair
/// for itself. Nothing where too little was measured to say anything.
std::vector<Text> transferabilityFindings(const TransferabilityResult& result);

}  // namespace layerbench
