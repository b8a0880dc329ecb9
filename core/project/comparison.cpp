// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/comparison.h"
#include "core/data/picture_store.h"

#include "core/project/advising.h"
#include "core/project/lane_threads.h"
#include "core/study/forgetting.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>

namespace layerbench {

namespace {

constexpr double notMeasured = std::numeric_limits<double>::quiet_NaN();

/// The task that the network was trained for, to see what is left of it.
class OriginalTask {
public:
    /// None where its data is not at hand or is not of the network's classes. Only the pictures that will be looked at
    /// are read.
    static Result<std::optional<OriginalTask>> open(Engine& engine, const ComparisonRequest& request,
                                                    const ComputeOptions& compute, const RunControl& control) {
        const Network& network = request.network.network;
        const std::string source = originalData(request.network, request.source);
        if (source.empty() || !drawn(network))
            return std::optional<OriginalTask>();
        LB_TRY(Dataset listed, openDataset(source, {.seed = request.data.options.seed}));
        if (std::ssize(listed.classes) != network.classCount())
            return std::optional<OriginalTask>();
        const PictureUse use{network.input()};
        LB_TRY(Dataset dataset, removeUnreadable(
                                    validationSample(std::move(listed)), threadCount(compute),
                                    [&](std::int64_t, std::int64_t) { return !control.stopRequested(); }, &use));
        if (dataset.items(Part::validation).empty())
            return std::optional<OriginalTask>();
        OriginalTask task(engine, network, std::move(dataset), compute);
        LB_TRY(task.before_, task.accuracyOf(network, control));
        return std::optional(std::move(task));
    }

    const std::string& data() const { return data_; }
    double before() const { return before_; }

    Result<double> after(const Network& tuned, const RunControl& control) {
        const Network own = withTunedLayers(source_, tuned);
        if (own == source_)
            return before_;
        return accuracyOf(own, control);
    }

private:
    OriginalTask(Engine& engine, Network source, Dataset dataset, const ComputeOptions& compute)
        : engine_(engine), source_(std::move(source)), compute_(compute), data_(dataset.description),
          loader_(std::make_unique<BatchLoader>(std::move(dataset), Part::validation, source_.input(),
                                                BatchLoaderOptions{.threads = threadCount(compute)})) {
        for (std::int64_t i = 0; i < loader_->size(); ++i)
            labels_.push_back(loader_->label(i));
    }

    /// At most originalPictures of the validation pictures, and nothing else. They stand class by class: every n-th
    /// leaves each class its share.
    static Dataset validationSample(Dataset dataset) {
        std::vector<DataItem> some;
        const auto& all = dataset.items(Part::validation);
        const std::size_t step = (all.size() + originalPictures - 1) / originalPictures;
        for (std::size_t i = 0; i < all.size(); i += step)
            some.push_back(all[i]);
        for (auto& part : dataset.parts)
            part.clear();
        dataset.unused.clear();
        dataset.items(Part::validation) = std::move(some);
        return dataset;
    }

    /// Whether every parameter is known: a network that starts from random weights has no task yet.
    static bool drawn(const Network& network) {
        return std::ranges::all_of(namedParameters(network), [](const NamedParameter& named) {
            return std::holds_alternative<Tensor>(named.parameter->value);
        });
    }

    Result<double> accuracyOf(const Network& network, const RunControl& control) {
        LB_TRY(const Tensor logits, engine_.forward(network, *loader_, compute_, control));
        return score(logits, labels_).accuracy;
    }

    Engine& engine_;
    Network source_;
    ComputeOptions compute_;
    std::string data_;
    std::unique_ptr<BatchLoader> loader_;
    std::vector<std::int64_t> labels_;
    double before_ = 0;
};

/// Passes on what runs that train at once say, one word at a time.
class OneAtATime final : public MetricSink {
public:
    OneAtATime(MetricSink& next, std::mutex& mutex) : next_(next), mutex_(mutex) {}

    void onStep(const StepMetrics& metrics) override {
        const std::lock_guard lock(mutex_);
        next_.onStep(metrics);
    }
    void onEpoch(const EpochMetrics& metrics) override {
        const std::lock_guard lock(mutex_);
        next_.onEpoch(metrics);
    }
    void onMessage(const Text& message) override {
        const std::lock_guard lock(mutex_);
        next_.onMessage(message);
    }
    void onFeatures(std::int64_t done, std::int64_t total) override {
        const std::lock_guard lock(mutex_);
        next_.onFeatures(done, total);
    }

private:
    MetricSink& next_;
    std::mutex& mutex_;
};

/// The runs of one seed.
class Heat {
public:
    Heat(const ComparisonRequest& request, RunData data, std::uint64_t seed, OriginalTask* original)
        : request_(request), data_(std::move(data)), seed_(seed), original_(original) {}

    Result<void> prepare(Engine& engine) {
        for (const auto& contestant : request_.contestants) {
            requests_.push_back({request_.network, contestant.caseName, contestant.recipe, contestant.options});
            requests_.back().options.seed = seed_;
        }
        LB_TRY(const int lanes, laneCount(engine));
        // Runs of a lane train in turn and share their batches.
        std::vector<RunLoaders> loaders(static_cast<std::size_t>(lanes));
        for (std::size_t i = 0; i < requests_.size(); ++i) {
            RunLoaders& shared = loaders[i % loaders.size()];
            requests_[i].lane = {static_cast<int>(i % loaders.size()), lanes};
            LB_TRY(RunSession session, RunSession::prepare(engine, data_, requests_[i], shared));
            shared = session.loaders();
            sessions_.push_back(std::move(session));
        }
        if (lanes > 1)
            threads_ = std::make_unique<LaneThreads>(loaders.size());
        return {};
    }

    Result<void> enter(Project& project, std::int64_t comparison, ComparisonListener& listener) {
        for (std::size_t i = 0; i < sessions_.size(); ++i) {
            LB_CHECK(sessions_[i].enter(project, data_, requests_[i], comparison));
            runs_.push_back({sessions_[i].id(), i, seed_, sessions_[i].stepsPerEpoch()});
            sinks_.push_back(std::make_unique<OneAtATime>(listener.onRun(runs_.back()), speaking_));
        }
        return {};
    }

    /// To the end of every run. The error is the project's, which ends them all.
    Result<void> race(Project& project, RunControl& control, ComparisonListener& listener) {
        while (const auto next = furthestBehind()) {
            // In turn a round is one run; at once all that have not ended, which have done as many epochs.
            std::vector<std::size_t> round{*next};
            if (threads_)
                round = unended();
            std::vector<Result<bool>> outcomes(sessions_.size());
            const auto epoch = [&](std::size_t i) { outcomes[i] = sessions_[i].epoch(control, *sinks_[i]); };
            trainRound(round, epoch);
            // From here to the next round nobody trains or speaks.
            for (const std::size_t i : round)
                if (sessions_[i].ended())
                    listener.onFinished(runs_[i], sessions_[i].result());
            for (const std::size_t i : round) {
                if (!sessions_[i].ended() && !outcomes[i])
                    return Failure(outcomes[i].error());
                if (sessions_[i].ended())
                    LB_CHECK(remember(project, i, control));
            }
        }
        return {};
    }

private:
    Result<int> laneCount(Engine& engine) const {
        const auto most = static_cast<int>(requests_.size());
        if (request_.lanes > 0)
            return std::min(request_.lanes, most);
        const std::int64_t pictures =
            std::ssize(data_.dataset.items(Part::training)) + std::ssize(data_.dataset.items(Part::validation));
        std::vector<RunSize> sizes;
        for (const auto& run : requests_) {
            LB_TRY(Network network, apply(run.network.network, run.recipe, std::ssize(data_.dataset.classes)));
            sizes.push_back({std::move(network), run.options, pictures});
        }
        return engine.lanesFor(sizes);
    }

    /// Calls epoch(i) for each run of the round and returns when all have returned.
    template <class Epoch>
    void trainRound(const std::vector<std::size_t>& round, const Epoch& epoch) {
        for (const std::size_t i : round) {
            if (!threads_) {
                epoch(i);
                continue;
            }
            const bool first = sessions_[i].epochsDone() == 0;
            threads_->start(static_cast<std::size_t>(requests_[i].lane.number), [i, &epoch] { epoch(i); });
            if (first)
                threads_->wait();
        }
        if (threads_)
            threads_->wait();
    }

    /// What the run has left of the original task. A stop leaves it open.
    Result<void> remember(Project& project, std::size_t which, const RunControl& control) {
        const RunSession& session = sessions_[which];
        if (!original_ || session.result().bestEpoch == 0 || control.stopRequested() ||
            !keepsWeights(request_.network.network, session.network()))
            return {};
        // The run itself went well: what cannot be measured afterwards is left open.
        const auto after = original_->after(session.best(), control);
        if (!after)
            return {};
        return project.setSourceAccuracy(session.id(), *after);
    }

    std::vector<std::size_t> unended() const {
        std::vector<std::size_t> all;
        for (std::size_t i = 0; i < sessions_.size(); ++i)
            if (!sessions_[i].ended())
                all.push_back(i);
        return all;
    }

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
    OriginalTask* original_;  ///< null where there is none
    std::vector<RunRequest> requests_;
    std::vector<RunSession> sessions_;
    std::vector<ComparisonRun> runs_;
    std::mutex speaking_;
    std::vector<std::unique_ptr<OneAtATime>> sinks_;
    std::unique_ptr<LaneThreads> threads_;  ///< of the lanes; null where runs train in turn. Goes first
};

}  // namespace

Result<std::int64_t> compare(Engine& engine, Project& project, const ComparisonRequest& request, RunControl& control,
                             ComparisonListener& listener) {
    assert(!request.contestants.empty() && !request.seeds.empty());
    const RunData& first = request.data;
    auto task = OriginalTask::open(engine, request, request.contestants.front().options.compute, control);
    if (!task && control.stopRequested())
        return 0;
    LB_TRY(auto original, std::move(task));
    std::int64_t comparison = 0;
    for (const std::uint64_t seed : request.seeds) {
        if (comparison > 0 && control.stopRequested())
            break;
        RunData data = first;
        if (comparison > 0 && seed != first.options.seed) {
            DatasetOptions options = first.options;
            options.seed = seed;
            auto opened = openRunData(
                first.dataset.description, options, first.augmentation,
                threadCount(request.contestants.front().options.compute), &control,
                [&](std::int64_t done, std::int64_t all) { listener.onData(seed, done, all); },
                &request.network.network.input());
            if (!opened && control.stopRequested())
                break;
            LB_TRY(data, std::move(opened));
        }
        Heat heat(request, std::move(data), seed, original ? &*original : nullptr);
        LB_CHECK(heat.prepare(engine));
        if (comparison == 0) {
            LB_TRY(comparison, project.addComparison({.network = request.network.source.description,
                                                      .data = first.dataset.description,
                                                      .perClass = first.options.perClass.value_or(0),
                                                      .advice = request.advice,
                                                      .sourceData = original ? original->data() : "",
                                                      .sourceAccuracy = original ? original->before() : notMeasured}));
        }
        LB_CHECK(heat.enter(project, comparison, listener));
        LB_CHECK(heat.race(project, control, listener));
    }
    return comparison;
}

}  // namespace layerbench
