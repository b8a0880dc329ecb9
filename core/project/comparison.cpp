// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/comparison.h"

#include <algorithm>
#include <cassert>
#include <optional>

namespace layerbench {

namespace {

/// The runs of one seed.
class Heat {
public:
    Heat(const ComparisonRequest& request, RunData data, std::uint64_t seed)
        : request_(request), data_(std::move(data)), seed_(seed) {}

    Result<void> prepare(Engine& engine) {
        RunLoaders shared;
        for (const auto& contestant : request_.contestants) {
            RunRequest run{request_.network, contestant.caseName, contestant.recipe, contestant.options};
            run.options.seed = seed_;
            LB_TRY(RunSession session, RunSession::prepare(engine, data_, run, shared));
            shared = session.loaders();
            requests_.push_back(std::move(run));
            sessions_.push_back(std::move(session));
        }
        return {};
    }

    Result<void> enter(Project& project, std::int64_t comparison, ComparisonListener& listener) {
        for (std::size_t i = 0; i < sessions_.size(); ++i) {
            LB_CHECK(sessions_[i].enter(project, data_, requests_[i], comparison));
            runs_.push_back({sessions_[i].id(), i, seed_, sessions_[i].stepsPerEpoch()});
            sinks_.push_back(&listener.onRun(runs_.back()));
        }
        return {};
    }

    /// To the end of every run. The error is the project's, which ends them all.
    Result<void> race(RunControl& control, ComparisonListener& listener) {
        while (const auto next = furthestBehind()) {
            RunSession& session = sessions_[*next];
            const auto more = session.epoch(control, *sinks_[*next]);
            if (session.ended())
                listener.onFinished(runs_[*next], session.result());
            else if (!more)
                return Failure(more.error());
        }
        return {};
    }

private:
    std::optional<std::size_t> furthestBehind() const {
        std::optional<std::size_t> next;
        for (std::size_t i = 0; i < sessions_.size(); ++i)
            if (!sessions_[i].ended() && (!next || sessions_[i].epochsDone() < sessions_[*next].epochsDone()))
                next = i;
        return next;
    }

    const ComparisonRequest& request_;
    RunData data_;
    std::uint64_t seed_;
    std::vector<RunRequest> requests_;
    std::vector<RunSession> sessions_;
    std::vector<ComparisonRun> runs_;
    std::vector<MetricSink*> sinks_;
};

}  // namespace

Result<std::int64_t> compare(Engine& engine, Project& project, const ComparisonRequest& request, RunControl& control,
                             ComparisonListener& listener) {
    assert(!request.contestants.empty() && !request.seeds.empty());
    const RunData& first = request.data;
    std::int64_t comparison = 0;
    for (const std::uint64_t seed : request.seeds) {
        if (comparison > 0 && control.stopRequested())
            break;
        RunData data = first;
        if (comparison > 0 && seed != first.options.seed) {
            DatasetOptions options = first.options;
            options.seed = seed;
            auto opened = openRunData(first.dataset.description, options, first.augmentation,
                                      threadCount(request.contestants.front().options.compute), &control,
                                      [&](std::int64_t done, std::int64_t all) { listener.onData(seed, done, all); });
            if (!opened && control.stopRequested())
                break;
            LB_TRY(data, std::move(opened));
        }
        Heat heat(request, std::move(data), seed);
        LB_CHECK(heat.prepare(engine));
        if (comparison == 0) {
            LB_TRY(comparison, project.addComparison({.network = request.network.source.description,
                                                      .data = first.dataset.description,
                                                      .perClass = first.options.perClass.value_or(0),
                                                      .advice = request.advice}));
        }
        LB_CHECK(heat.enter(project, comparison, listener));
        LB_CHECK(heat.race(control, listener));
    }
    return comparison;
}

}  // namespace layerbench
