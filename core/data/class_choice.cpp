// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/class_choice.h"

#include <cassert>

namespace layerbench {

Dataset onlyClasses(const Dataset& dataset, std::span<const std::size_t> classes) {
    constexpr std::int64_t left = -1;
    std::vector<std::int64_t> labels(dataset.classes.size(), left);
    Dataset chosen;
    chosen.description = dataset.description;
    chosen.validationWasSplit = dataset.validationWasSplit;
    chosen.packed = dataset.packed;
    chosen.generated = dataset.generated;
    if (chosen.generated)
        chosen.generated->classes.clear();
    for (std::size_t i = 0; i < classes.size(); ++i) {
        assert(classes[i] < labels.size() && labels[classes[i]] == left);
        labels[classes[i]] = static_cast<std::int64_t>(i);
        chosen.classes.push_back(dataset.classes[classes[i]]);
        if (chosen.generated)
            chosen.generated->classes.push_back(dataset.generated->classOf(static_cast<std::int64_t>(classes[i])));
    }
    const auto narrow = [&](const std::vector<DataItem>& from, std::vector<DataItem>& to) {
        for (const auto& item : from)
            if (const auto label = labels[static_cast<std::size_t>(item.label)]; label != left) {
                to.push_back(item);
                to.back().label = label;
            }
    };
    for (const auto part : allParts)
        narrow(dataset.items(part), chosen.items(part));
    narrow(dataset.unused, chosen.unused);
    return chosen;
}

}  // namespace layerbench
