// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_readers.h"

#include "core/network/shuffle.h"

#include <algorithm>
#include <cmath>

namespace layerbench::readers {

namespace {

std::size_t validationCount(std::size_t count, double fraction) {
    if (count < 2)
        return 0;
    const auto wanted = static_cast<std::size_t>(std::llround(static_cast<double>(count) * fraction));
    return std::clamp<std::size_t>(wanted, 1, count - 1);
}

}  // namespace

Result<> splitDataset(Dataset& dataset, const DatasetOptions& options) {
    auto& validation = dataset.items(Part::validation);
    dataset.validationWasSplit = validation.empty();
    const auto all = std::move(dataset.items(Part::training));
    auto& training = dataset.items(Part::training);
    training.clear();

    std::vector<std::vector<std::size_t>> members(dataset.classes.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        members[static_cast<std::size_t>(all[i].label)].push_back(i);

    enum class Use { train, validate, none };
    std::vector<Use> use(all.size(), Use::train);
    for (std::size_t label = 0; label < members.size(); ++label) {
        auto& order = members[label];
        // By class name: a class that joins or goes leaves the others' draws as they were.
        Random random(mixSeed(options.seed, dataset.classes[label]));
        shuffle(order, random);
        const auto split = dataset.validationWasSplit ? validationCount(order.size(), options.validationFraction) : 0;
        for (std::size_t i = 0; i < split; ++i)
            use[order[i]] = Use::validate;
        // One order for all subset sizes makes the smaller ones part of the larger ones.
        const auto kept = options.perClass ? static_cast<std::size_t>(*options.perClass) : order.size();
        for (std::size_t i = split; i < order.size(); ++i)
            if (i - split >= kept) {
                use[order[i]] = Use::none;
                dataset.unused.push_back(all[order[i]]);
            }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (use[i] == Use::train)
            training.push_back(all[i]);
        else if (use[i] == Use::validate)
            validation.push_back(all[i]);
    }
    return {};
}

Result<> checkClasses(const Dataset& dataset) {
    const auto firstReason = [&] {
        std::string reason;
        if (!dataset.skipped.empty())
            reason.append(" ").append(dataset.skipped.front().reason.english());
        return reason;
    };
    const auto counts = classCounts(dataset, Part::training);
    const auto filled = std::ranges::count_if(counts, [](auto count) { return count > 0; });
    if (filled == 0)
        return failure(LB_TEXT("data",
                               "“%1” has no pictures to train on; %2 files were skipped.%3 Expected is one folder "
                               "a class with .jpg or .png pictures, such as %4."),
                       dataset.description, dataset.skipped.size(), firstReason(), exampleLayout());
    if (filled == 1) {
        const auto label = std::ranges::find_if(counts, [](auto count) { return count > 0; }) - counts.begin();
        return failure(LB_TEXT("data",
                               "“%1” has pictures of one class only (%2). At least two classes are needed to tell "
                               "apart, such as %3."),
                       dataset.description, dataset.classes[static_cast<std::size_t>(label)], exampleLayout());
    }
    for (std::size_t label = 0; label < counts.size(); ++label)
        if (counts[label] == 0)
            return failure(
                LB_TEXT("data", "“%1” has no training pictures of the class “%2”. Add some, or remove the class."),
                dataset.description, dataset.classes[label]);
    return {};
}

}  // namespace layerbench::readers
