// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/observation.h"

#include "core/data/batch_loader.h"
#include "core/network/shuffle.h"
#include "core/study/cases.h"
#include "core/study/frechet.h"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace layerbench {

namespace {

using Clock = std::chrono::steady_clock;

/// Halvings of the original's classes that the distance is held against. Twenty, so that a percentile has steps of 5 %.
constexpr int halvings = 20;

double since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// What a network sees in the training pictures of a set.
struct Seen {
    std::vector<Tensor> features;  ///< by layer, [N, C]
    std::vector<std::int64_t> labels;
};

Result<Seen> look(Engine& engine, const Network& network, std::span<const LayerId> layers, const Dataset& dataset,
                  const ComputeOptions& compute, const RunControl& control,
                  const std::function<void(std::int64_t, std::int64_t)>& progress) {
    BatchLoader loader(dataset, Part::training, network.input(), {.threads = threadCount(compute)});
    Seen seen;
    LB_TRY(seen.features, engine.pooledFeatures(network, layers, loader, compute, control, progress));
    for (std::int64_t i = 0; i < loader.size(); ++i)
        seen.labels.push_back(loader.label(i));
    return seen;
}

Tensor chosenRows(const Tensor& features, std::span<const std::size_t> rows) {
    const auto width = static_cast<std::size_t>(features.shape()[1]);
    std::vector<float> values;
    values.reserve(rows.size() * width);
    for (const std::size_t row : rows) {
        const auto one = features.as<float>().subspan(row * width, width);
        values.insert(values.end(), one.begin(), one.end());
    }
    return Tensor::fromFloats({static_cast<std::int64_t>(rows.size()), features.shape()[1]}, values);
}

/// Fréchet's distance of two sets of rows, each cut to `count` rows: between small sets it is too large, all the more
/// the smaller they are, so only distances between sets of one size can be compared.
double distanceOf(const Tensor& a, std::vector<std::size_t> rowsA, const Tensor& b, std::vector<std::size_t> rowsB,
                  std::size_t count, Random& random) {
    shuffle(rowsA, random);
    shuffle(rowsB, random);
    rowsA.resize(std::min(count, rowsA.size()));
    rowsB.resize(std::min(count, rowsB.size()));
    return frechetDistance(statisticsOf(chosenRows(a, rowsA)), statisticsOf(chosenRows(b, rowsB)));
}

SourceDistance distanceTo(const Seen& original, const Seen& target, std::int64_t originalClasses, std::uint64_t seed) {
    const Tensor& there = original.features.back();
    const Tensor& here = target.features.back();
    Random random(mixSeed(seed, "source distance"));
    std::vector<std::size_t> all(original.labels.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    std::vector<std::size_t> own(target.labels.size());
    std::iota(own.begin(), own.end(), std::size_t{0});
    // A half of the original's classes has half its pictures.
    const std::size_t count = std::min(own.size(), all.size() / 2);

    SourceDistance found;
    std::vector<double> draws;
    for (int i = 0; i < 5; ++i)
        draws.push_back(distanceOf(there, all, here, own, count, random));
    found.distance = std::accumulate(draws.begin(), draws.end(), 0.0) / static_cast<double>(draws.size());
    std::vector<std::size_t> classes(static_cast<std::size_t>(originalClasses));
    std::iota(classes.begin(), classes.end(), std::size_t{0});
    for (int i = 0; i < halvings; ++i) {
        shuffle(classes, random);
        std::vector<bool> first(classes.size());
        for (std::size_t c = 0; c < classes.size() / 2; ++c)
            first[classes[c]] = true;
        std::vector<std::size_t> one;
        std::vector<std::size_t> other;
        for (std::size_t row = 0; row < all.size(); ++row)
            (first[static_cast<std::size_t>(original.labels[row])] ? one : other).push_back(row);
        found.reference.push_back(distanceOf(there, one, there, other, count, random));
    }
    std::ranges::sort(found.reference);
    const auto nearer = std::ranges::lower_bound(found.reference, found.distance) - found.reference.begin();
    found.percentile = static_cast<double>(nearer) / halvings;
    return found;
}

Result<void> canBeProbed(const Dataset& dataset) {
    const auto counts = classCounts(dataset, Part::training);
    const auto filled = std::ranges::count_if(counts, [](std::int64_t count) { return count > 0; });
    if (filled < 2)
        return failure(LB_TEXT("study", "“%1” has training pictures of one class alone; advice needs at least two "
                                        "classes to tell apart."),
                       dataset.description);
    if (std::ranges::none_of(counts, [](std::int64_t count) { return count >= 2; }))
        return failure(LB_TEXT("study", "“%1” has one training picture a class. To measure anything at least one class "
                                        "needs two; ten a class give advice worth having."),
                       dataset.description);
    return {};
}

bool holdsPretrainedWeights(const Network& network) {
    return std::ranges::any_of(network.layers(), [](const Layer& layer) {
        return std::ranges::any_of(layer.parameters, [](const Parameter& parameter) {
            return !parameter.buffer && std::holds_alternative<Tensor>(parameter.value);
        });
    });
}

}  // namespace

Dataset stratified(const Dataset& dataset, std::int64_t most, std::uint64_t seed) {
    const auto& items = dataset.items(Part::training);
    std::vector<std::vector<std::size_t>> members(dataset.classes.size());
    for (std::size_t i = 0; i < items.size(); ++i)
        members[static_cast<std::size_t>(items[i].label)].push_back(i);
    for (std::size_t label = 0; label < members.size(); ++label) {
        Random random(mixSeed(seed, dataset.classes[label]));
        shuffle(members[label], random);
    }
    std::vector<std::size_t> chosen;
    const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(most, std::ssize(items)));
    for (std::size_t round = 0; chosen.size() < wanted; ++round)
        for (const auto& group : members)
            if (round < group.size() && chosen.size() < wanted)
                chosen.push_back(group[round]);
    std::ranges::sort(chosen);
    Dataset part = dataset;
    auto& training = part.items(Part::training);
    training.clear();
    for (const std::size_t i : chosen)
        training.push_back(items[i]);
    return part;
}

Result<Observation> observe(Engine& engine, const Network& network, const Dataset& dataset,
                            const ObservationOptions& options, const RunControl& control,
                            const std::function<void(std::int64_t, std::int64_t)>& progress) {
    const auto cuts = cutPoints(network);
    if (cuts.empty())
        return failure(LB_TEXT("study", "The network has no block before its head whose features could be measured. "
                                        "Choose a deeper network."));
    LB_CHECK(canBeProbed(dataset));
    std::vector<LayerId> layers;
    for (const auto& cut : cuts) {
        LB_TRY(const LayerId layer, cutLayer(network, cut));
        layers.push_back(layer);
    }
    const auto begin = Clock::now();
    const Dataset part = stratified(dataset, options.mostPictures, options.seed);
    const auto here = std::ssize(part.items(Part::training));
    std::optional<Dataset> original;
    if (options.source)
        original = stratified(*options.source, options.mostPictures, options.seed);
    const auto all = here + (original ? std::ssize(original->items(Part::training)) : 0);
    const auto tell = [&](std::int64_t before) {
        return [&progress, before, all](std::int64_t done, std::int64_t) {
            if (progress)
                progress(before + done, all);
        };
    };
    LB_TRY(const Seen seen, look(engine, network, layers, part, options.compute, control, tell(0)));
    std::optional<Seen> there;
    if (original) {
        LB_TRY(there, look(engine, network, {&layers.back(), 1}, *original, options.compute, control, tell(here)));
    }

    Observation observation;
    observation.secondsLooking = since(begin);
    const auto probing = Clock::now();
    observation.classes = std::ssize(dataset.classes);
    observation.pictures = std::ssize(dataset.items(Part::training));
    observation.observed = here;
    observation.pretrained = holdsPretrainedWeights(network);
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        if (control.stopRequested())
            return failure(LB_TEXT("study", "Stopped before everything was measured."));
        const Tensor& features = seen.features[i];
        observation.blocks.push_back({cuts[i], nearestNeighbourAccuracy(features, seen.labels),
                                      ridgeProbe(features, seen.labels, observation.classes).accuracy,
                                      features.shape()[1]});
    }
    observation.learning = learningCurve(seen.features.back(), seen.labels, observation.classes);
    if (there) {
        observation.source = distanceTo(*there, seen, std::ssize(original->classes), options.seed);
        observation.source->source = original->description;
    }
    observation.secondsProbing = since(probing);
    return observation;
}

}  // namespace layerbench
