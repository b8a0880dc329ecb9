// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/tensor.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// One tensor of a network under its name in PyTorch: "layer1.0.conv1.weight".
struct NamedTensor {
    std::string name;
    Tensor tensor;

    bool operator==(const NamedTensor&) const = default;
};

/// What a weight file holds: named tensors in the order of the file, each with the type it is stored in.
/// A plain value; copies share the tensors' memory.
struct StateDict {
    std::vector<NamedTensor> tensors;             ///< names are unique
    std::map<std::string, std::string> metadata;  ///< safetensors' __metadata__; empty for .pth

    /// The tensor of that name; null where there is none. Looks at one name after the other.
    const Tensor* find(std::string_view name) const;

    bool operator==(const StateDict&) const = default;
};

/// Removes what a wrapper put before every name: "module." (DataParallel), "_orig_mod." (torch.compile) and "model.",
/// as often as ALL names share it. Names that only some tensors carry stay as they are.
void removeSharedPrefixes(StateDict& weights);

}  // namespace layerbench
