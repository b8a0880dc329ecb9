// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/network/network.h"
#include "core/study/probes.h"
#include "core/training/engine.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace layerbench {

/// How well one block's features tell the new classes apart, without training anything.
struct BlockProbe {
    std::string cut;         ///< a cutPoint() of the network
    double neighbours = 0;   ///< nearestNeighbourAccuracy(), k = 5
    double ridge = 0;        ///< ridgeProbe()'s accuracy
    std::int64_t width = 0;  ///< features: the block's channels

    /// What blocks are compared by: the mean of the two, which err in different ways, most of all on few pictures. None
    /// counts for less than guessing: leaving one picture out of few makes its class the rarer one, so that both lean
    /// to the others, down to none right where nothing can be told.
    double score(std::int64_t classes) const {
        const double chance = 1 / static_cast<double>(std::max<std::int64_t>(classes, 1));
        return (std::max(neighbours, chance) + std::max(ridge, chance)) / 2;
    }
};

/// How far the new pictures are from those that the network was trained on, as the last block sees both.
struct SourceDistance {
    std::string source;   ///< the data that counts as the original, as the command line names it
    double distance = 0;  ///< frechetDistance() of the new pictures to the original ones
    /// The same distances between random halves of the original's classes, of as many pictures, ascending: what the
    /// original itself spans.
    std::vector<double> reference;
    double percentile = 0;  ///< share of the reference that is nearer, in [0, 1]
};

/// What was measured about a network and a new task.
struct Observation {
    std::vector<BlockProbe> blocks;  ///< in network order; the last is what the head gets
    std::int64_t classes = 0;
    std::int64_t pictures = 0;            ///< for training, in all
    std::int64_t observed = 0;            ///< of them looked at
    std::vector<LearningPoint> learning;  ///< at the last block
    std::optional<SourceDistance> source;
    bool pretrained = true;     ///< false where every weight is still to be drawn
    double secondsLooking = 0;  ///< decoding and the forward pass
    double secondsProbing = 0;  ///< everything after it
};

struct ObservationOptions {
    std::int64_t mostPictures = 1000;  ///< drawn class by class, as evenly as the classes allow
    std::uint64_t seed = 1;
    ComputeOptions compute;
    /// The original data, where it is at hand: its training pictures are looked at as well.
    const Dataset* source = nullptr;
};

/// One forward pass over at most so many training pictures, then the probes at every cut point. `progress` is told
/// (done, all) in pictures. Errors: a network without a place to cut before its head, fewer than two classes with
/// pictures, no class with two pictures, an unreadable picture, a stop.
Result<Observation> observe(Engine& engine, const Network& network, const Dataset& dataset,
                            const ObservationOptions& options, const RunControl& control,
                            const std::function<void(std::int64_t, std::int64_t)>& progress = {});

/// Part of a data set's training pictures as its own data set: at most `most`, class by class in turn, drawn by `seed`;
/// a smaller choice lies inside a larger one.
Dataset stratified(const Dataset& dataset, std::int64_t most, std::uint64_t seed);

}  // namespace layerbench
