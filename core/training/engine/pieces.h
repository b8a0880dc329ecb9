// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/batch_source.h"
#include "core/training/engine/executor.h"

#include <cstdint>
#include <vector>

namespace layerbench {

/// Executor::run in evaluation mode over any number of pictures, at most `piece` at a time. When memory runs out,
/// `piece` is halved and the pictures go through again; throws when even one picture is too many.
std::vector<at::Tensor> evaluateInPieces(Executor& executor, const Plan& plan, const std::vector<at::Tensor>& given,
                                         const RunControl* control, std::int64_t& piece);

/// Of the processor's last cache, in bytes; a guess where the system does not say.
std::int64_t lastLevelCache();

/// How many pictures go through the plan's layers fastest at a time, at most `most`: on a CPU as many as leave the
/// largest value between two layers in the cache of the processor (with 32 at a time SqueezeNet takes a third longer
/// than with 8).
std::int64_t piecesFor(const Network& network, const Plan& plan, at::Device device, std::int64_t most);

/// source.next(), which must hold `count` pictures: a source that ends early is an error, not a shorter epoch.
Result<Batch> nextBatch(BatchSource& source, std::int64_t count);

}  // namespace layerbench
