// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/state_dict.h"

#include <algorithm>

namespace layerbench {

const Tensor* StateDict::find(std::string_view name) const {
    const auto found = std::ranges::find(tensors, name, &NamedTensor::name);
    return found == tensors.end() ? nullptr : &found->tensor;
}

void removeSharedPrefixes(StateDict& weights) {
    auto& tensors = weights.tensors;
    bool removed = !tensors.empty();
    while (removed) {
        removed = false;
        for (const std::string_view prefix : {"module.", "_orig_mod.", "model."}) {
            const bool shared = std::ranges::all_of(tensors, [&](const NamedTensor& named) {
                return named.name.size() > prefix.size() && named.name.starts_with(prefix);
            });
            if (!shared)
                continue;
            for (auto& named : tensors)
                named.name.erase(0, prefix.size());
            removed = true;
        }
    }
}

}  // namespace layerbench
