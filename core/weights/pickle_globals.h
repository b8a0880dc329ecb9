// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/tensor.h"

#include <optional>
#include <string_view>

namespace layerbench {

/// What a Python name that a pickle asks for stands for here. No name ever runs anything: each role is a few lines of
/// our own that build a plain value.
enum class GlobalRole : std::uint8_t {
    dictionary,        ///< collections.OrderedDict and its kin: an empty dictionary, or one from pairs
    rebuildTensor,     ///< torch._utils._rebuild_tensor(_v2): a view of a storage
    rebuildParameter,  ///< a tensor wrapped as a parameter: the tensor
    rebuildFromType,   ///< a tensor with Python attributes: the tensor
    storageType,       ///< torch.FloatStorage and so on
    size,              ///< torch.Size: a tuple
    opaque,            ///< harmless and of no use for weights: swallowed, with all that is done to it
};

struct AllowedGlobal {
    GlobalRole role = GlobalRole::opaque;
    ScalarType type = ScalarType::uint8;  ///< of a storageType
};

/// The allow-list: nothing for every name that is not on it.
std::optional<AllowedGlobal> allowedGlobal(std::string_view module, std::string_view name);

}  // namespace layerbench
