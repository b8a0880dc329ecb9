// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/transferability_plan.h"

#include "core/data/class_choice.h"
#include "core/network/edits.h"
#include "core/network/nearest_name.h"
#include "core/network/shuffle.h"
#include "core/study/cases.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>

namespace layerbench {

namespace {

constexpr std::size_t fewestClasses = 4;

Result<> checkClassCount(const Dataset& dataset) {
    if (dataset.classes.size() < fewestClasses)
        return failure(LB_TEXT("study", "“%1” has %2 classes; the study splits them into two tasks of at least two "
                                        "classes each, so it needs four. Choose data with more classes."),
                       dataset.description, dataset.classes.size());
    return {};
}

/// Places of all classes in an order that the seed decides.
std::vector<std::size_t> shuffledClasses(const Dataset& dataset, std::uint64_t seed) {
    std::vector<std::size_t> order(dataset.classes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random random(mixSeed(seed, "class halves"));
    shuffle(order, random);
    return order;
}

/// The classes at those places, in the data set's own order.
Dataset chosen(const Dataset& dataset, std::vector<std::size_t> places) {
    std::ranges::sort(places);
    return onlyClasses(dataset, places);
}

/// The first `depth` blocks and what they are computed from.
Result<std::vector<LayerId>> copiedLayers(const Network& network, std::int64_t depth) {
    const auto cuts = cutPoints(network);
    assert(depth >= 1 && depth <= std::ssize(cuts));
    LB_TRY(const LayerId last, cutLayer(network, cuts[static_cast<std::size_t>(depth - 1)]));
    LB_TRY(const Network kept, sliceAfter(network, last));
    std::vector<LayerId> layers;
    for (const auto& layer : kept.layers())
        layers.push_back(layer.id);
    return layers;
}

}  // namespace

char letter(Origin origin) {
    constexpr std::array letters{'B', 'A', 'D'};
    return letters[static_cast<std::size_t>(origin)];
}

std::string name(const TransferabilityRun& run) {
    if (run.depth == 0)
        return std::string("base ") + letter(run.origin);
    return letter(run.origin) + std::to_string(run.depth) + (run.frozen ? "B" : "B+");
}

std::uint64_t drawSeed(const TransferabilityRun& run) {
    return mixSeed(run.seed, name(run));
}

Result<std::vector<std::int64_t>> studyDepths(const Network& network, std::span<const std::int64_t> asked) {
    const auto cuts = cutPoints(network);
    if (cuts.empty())
        return failure(LB_TEXT("study", "The network has no block with weights before its head: there is nothing to "
                                        "transfer. Choose a deeper network, such as demo."));
    std::vector<std::int64_t> depths(asked.begin(), asked.end());
    if (depths.empty()) {
        depths.resize(cuts.size());
        std::iota(depths.begin(), depths.end(), std::int64_t{1});
    }
    for (const std::int64_t depth : depths)
        if (depth < 1 || depth > std::ssize(cuts))
            return failure(LB_TEXT("study",
                                   "There is no depth %1: the network has %2 blocks before its head, so depths "
                                   "go from 1 to %2."),
                           depth, cuts.size());
    std::ranges::sort(depths);
    depths.erase(std::ranges::unique(depths).begin(), depths.end());
    return depths;
}

std::vector<TransferabilityRun> transferabilityRuns(std::span<const std::int64_t> depths,
                                                    std::span<const std::uint64_t> seeds, bool dissimilar) {
    std::vector<Origin> origins{Origin::target, Origin::similar};
    if (dissimilar)
        origins.push_back(Origin::dissimilar);
    std::vector<TransferabilityRun> runs;
    for (const std::uint64_t seed : seeds) {
        for (const Origin origin : origins)
            runs.push_back({seed, origin, 0, false});
        for (const std::int64_t depth : depths)
            for (const Origin origin : origins)
                for (const bool frozen : {true, false})
                    runs.push_back({seed, origin, depth, frozen});
    }
    return runs;
}

Result<Network> untrained(const Network& architecture, std::int64_t classes) {
    LB_TRY(const Recipe recipe, caseRecipe(Case::fromScratch, architecture));
    return apply(architecture, recipe, classes);
}

Result<Network> transferred(const Network& architecture, const Network& base, std::int64_t depth, bool frozen,
                            std::int64_t classes) {
    LB_TRY(const Network fresh, untrained(architecture, classes));
    LB_TRY(const auto copied, copiedLayers(architecture, depth));
    std::vector<std::pair<std::string, Tensor>> values;
    for (const auto& named : namedParameters(base))
        if (std::ranges::find(copied, named.layer) != copied.end())
            values.emplace_back(named.name, std::get<Tensor>(named.parameter->value));
    const Network network = withParameters(fresh, values);
    return frozen ? setTrainable(network, copied, false) : network;
}

Result<ClassHalves> splitClasses(const Dataset& dataset, std::uint64_t seed) {
    LB_CHECK(checkClassCount(dataset));
    const auto order = shuffledClasses(dataset, seed);
    const auto middle = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 2);
    return ClassHalves{chosen(dataset, {order.begin(), middle}), chosen(dataset, {middle, order.end()})};
}

Result<ClassHalves> splitClasses(const Dataset& dataset, std::span<const std::string> classesOfA) {
    LB_CHECK(checkClassCount(dataset));
    std::vector<bool> inA(dataset.classes.size());
    for (const auto& wanted : classesOfA) {
        const auto found = std::ranges::find(dataset.classes, wanted);
        if (found == dataset.classes.end())
            return failure(LB_TEXT("study", "“%1” has no class “%2”; did you mean “%3”?"), dataset.description, wanted,
                           nearestName(wanted, dataset.classes));
        const auto place = static_cast<std::size_t>(found - dataset.classes.begin());
        if (inA[place])
            return failure(LB_TEXT("study", "The class “%1” is named twice. Name each class of A once."), wanted);
        inA[place] = true;
    }
    std::array<std::vector<std::size_t>, 2> places;
    for (std::size_t place = 0; place < inA.size(); ++place)
        places[inA[place] ? 0 : 1].push_back(place);
    if (places[0].size() < 2 || places[1].size() < 2)
        return failure(LB_TEXT("study", "The split leaves %1 classes to A and %2 to B; each task needs at least two to "
                                        "tell apart."),
                       places[0].size(), places[1].size());
    return ClassHalves{chosen(dataset, std::move(places[0])), chosen(dataset, std::move(places[1]))};
}

Dataset someClasses(const Dataset& dataset, std::size_t most, std::uint64_t seed) {
    auto order = shuffledClasses(dataset, seed);
    order.resize(std::min(order.size(), most));
    return chosen(dataset, std::move(order));
}

}  // namespace layerbench
