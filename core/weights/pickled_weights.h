// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/weights/pickle.h"
#include "core/weights/state_dict.h"

#include <functional>

namespace layerbench {

/// Reads a whole storage: one-dimensional, of the storage's type. Called once for each key that is needed.
using LoadStorage = std::function<Result<Tensor>(const PickledStorage&)>;

/// Finds the named tensors in what torch.save wrote: a dictionary of tensors, or a checkpoint that holds one under
/// `state_dict`, `model` or another usual name. Everything else in it (epoch, optimiser) is left out and never read.
/// `fileBytes` bounds the memory: views that overlap may not blow a small file up.
Result<StateDict> pickledWeights(const Pickle& pickle, const std::string& fileName, std::uint64_t fileBytes,
                                 const LoadStorage& loadStorage);

}  // namespace layerbench
