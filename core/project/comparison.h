// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/run_session.h"
#include "core/study/ways.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace layerbench {

struct ComparisonRequest {
    OpenedNetwork network;
    RunData data;  ///< of the first seed, whose options hold what the other seeds are drawn with
    std::vector<std::uint64_t> seeds;
    std::vector<Way> contestants;  ///< their seeds come from the comparison
    std::string advice;            ///< what the adviser said before, kept with the comparison; may be empty
    /// The data of the network's own task; empty: originalData(). Where there is some with as many classes as the
    /// network has, every run is asked afterwards how much of that task it has forgotten.
    std::string source = {};
    /// How many runs train at once; 0: as many as the engine has room for (Engine::lanesFor).
    int lanes = 0;
};

/// Which run of a comparison is meant.
struct ComparisonRun {
    std::int64_t id = 0;
    std::size_t contestant = 0;  ///< place in the request
    std::uint64_t seed = 0;
    std::int64_t stepsPerEpoch = 1;
};

/// Hears of a comparison: one call at a time, on the thread that compares; where runs train at once, what they say to
/// their sinks comes on their lanes' threads. A run waits while it, or another, is listened to.
class ComparisonListener {
public:
    virtual ~ComparisonListener() = default;

    /// Pictures of a further seed that were looked at.
    virtual void onData(std::uint64_t /*seed*/, std::int64_t /*done*/, std::int64_t /*all*/) {}
    /// A run has been entered into the project: what it says goes to the sink, which must outlive the comparison.
    virtual MetricSink& onRun(const ComparisonRun& run) = 0;
    virtual void onFinished(const ComparisonRun& run, const RunResult& result) = 0;
};

/// What is left of the original task is measured on at most so many of its validation pictures.
constexpr std::int64_t originalPictures = 500;

/// Races the contestants: seed after seed, and within a seed epoch by epoch. On a CPU the runs train in turn, the one
/// that has done the fewest epochs first. On a GPU as many as have room train at once, in rounds of one epoch, so that
/// none gets ahead of the others; the first epochs come one after the other there too (Lane in engine.h says why), and
/// with them the features that several runs need. What a run comes to is the same either way, to the order of sums on a
/// GPU; seconds are longer where the GPU is shared. All runs of a seed see the same split, pictures and validation
/// pictures, decoded once; the seed also draws the split where there is one to draw, new weights and the order of
/// pictures. One run that diverges or fails does not end the others.
///
/// Forgetting is measured where the pretrained weights were a start, on at most originalPictures validation pictures.
///
/// Every run is stored as RunSession stores it. A stop leaves the runs of the seed paused and starts no further seed.
/// Returns the comparison's id; 0 where a stop came before it was entered. An error before the first run was entered
/// has left no trace; one that comes later (the project cannot be written, a picture of a further seed cannot be read)
/// ends the comparison, and what was stored stays. Runs that train beside one whose epoch cannot be written bring
/// theirs to its end first.
Result<std::int64_t> compare(Engine& engine, Project& project, const ComparisonRequest& request, RunControl& control,
                             ComparisonListener& listener);

}  // namespace layerbench
