// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/weights/matching.h"

namespace layerbench {

/// What a weight file must hold for `network`. num_batches_tracked, which files before PyTorch 0.4.1 lack, may be
/// absent.
ArchitectureTensors tensorsOf(const Network& network);

/// The name of the one architecture that the tensors fit exactly, the class count apart. Fits none or several: the
/// error lists the nearest. `source` is how the file stands in the sentence. Any thread.
Result<std::string> recogniseArchitecture(const StateDict& weights, const std::string& source);

}  // namespace layerbench
