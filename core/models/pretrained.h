// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/weights/matching.h"
#include "core/weights/state_dict.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace layerbench {

/// A network with weights, and where they came from.
struct LoadedNetwork {
    Network network;
    MatchReport report;          ///< how file and architecture compare; empty for random weights
    std::string sourceSha256;    ///< of the file's bytes, the shipped one's for `demo`; empty for random weights
    std::filesystem::path file;  ///< empty for `demo` and for random weights
};

/// Opens a network by what a person calls it:
/// - `demo`: the demonstration network with the weights that are part of the program
/// - `ARCHITECTURE:FILE`: weights for that architecture, such as `squeezenet1_1:weights.pth`
/// - `FILE`: weights whose tensors fit exactly one known architecture
/// - `ARCHITECTURE:random`: weights still to be drawn: initialised() or a run's seed draws them
/// Where a file of the whole description's name exists, it is that file (its name may hold colons).
///
/// A network has as many classes as its file; all layers are trainable. Class names come from the file where it has
/// them (stateDictOf() writes them). Errors: a file that cannot be read, an unknown architecture (the nearest are
/// proposed), a missing tensor or one of another shape (named, with the architecture that fits where there is one), a
/// bare file that fits none (the nearest are listed). Any thread.
Result<LoadedNetwork> openNetwork(const std::string& description);

/// The same for weights that are in memory; `source` is how they stand in a sentence. `architecture` empty: recognised.
Result<LoadedNetwork> networkFrom(const StateDict& weights, std::string_view architecture, const std::string& source);

/// Every tensor of a network under its state_dict name, in PyTorch's order, with the architecture's name and the class
/// names as metadata (`layerbench.architecture`, `layerbench.classes`: a JSON array). Parameters that are not drawn yet
/// are drawn with seed 0.
StateDict stateDictOf(const Network& network);

}  // namespace layerbench
