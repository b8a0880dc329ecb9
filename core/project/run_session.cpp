// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/run_session.h"

#include <algorithm>
#include <optional>

namespace layerbench {

namespace {

/// Weights are written at most so often; the metrics of every epoch are.
constexpr std::chrono::seconds betweenCheckpoints{10};

/// Passes everything on and keeps the epoch's metrics for the project.
class EpochKeeper final : public MetricSink {
public:
    explicit EpochKeeper(MetricSink& next) : next_(next) {}

    void onStep(const StepMetrics& metrics) override { next_.onStep(metrics); }
    void onEpoch(const EpochMetrics& metrics) override { epoch = metrics; }
    void onMessage(const Text& message) override { next_.onMessage(message); }
    void onFeatures(std::int64_t done, std::int64_t total) override { next_.onFeatures(done, total); }

    std::optional<EpochMetrics> epoch;

private:
    MetricSink& next_;
};

RunStatus statusOf(FinishReason reason) {
    switch (reason) {
    case FinishReason::stopped:
        return RunStatus::paused;
    case FinishReason::diverged:
    case FinishReason::failed:
        return RunStatus::failed;
    default:
        return RunStatus::finished;
    }
}

DatasetRecord recordOf(const RunData& data) {
    DatasetRecord record;
    record.description = data.dataset.description;
    record.seed = data.options.seed;
    record.perClass = data.options.perClass.value_or(0);
    record.validationFraction = data.options.validationFraction;
    record.augmentation = name(data.augmentation);
    record.split = data.dataset.validationWasSplit ? "split by seed" : "own parts";
    record.classes = data.dataset.classes;
    record.trainingPictures = std::ssize(data.dataset.items(Part::training));
    record.validationPictures = std::ssize(data.dataset.items(Part::validation));
    return record;
}

}  // namespace

Result<RunData> openRunData(const std::string& description, const DatasetOptions& options, Augmentation augmentation,
                            int threads, const RunControl* control,
                            const std::function<void(std::int64_t, std::int64_t)>& progress, const InputSpec* input) {
    LB_TRY(Dataset listed, openDataset(description, options));
    const PictureUse use{input ? *input : InputSpec{}, augmentation};
    const auto tell = [&](std::int64_t done, std::int64_t all) {
        if (progress)
            progress(done, all);
        return !control || !control->stopRequested();
    };
    LB_TRY(Dataset dataset, checkDataset(std::move(listed), threads, tell, input ? &use : nullptr));
    if (dataset.classes.size() < 2)
        return failure(LB_TEXT("project", "“%1” has one class alone; a classifier needs at least two."), description);
    return RunData{std::move(dataset), options, augmentation};
}

RunLoaders makeLoaders(const RunData& data, const InputSpec& input, const TrainingOptions& options, int lanes) {
    const int threads = std::max(1, threadCount(options.compute) / lanes);
    RunLoaders loaders;
    loaders.training = std::make_shared<BatchLoader>(
        data.dataset, Part::training, input,
        BatchLoaderOptions{.augmentation = data.augmentation, .seed = options.seed, .threads = threads});
    if (!data.dataset.items(Part::validation).empty())
        loaders.validation = std::make_shared<BatchLoader>(
            data.dataset, Part::validation, input, BatchLoaderOptions{.seed = options.seed, .threads = threads});
    return loaders;
}

RunSession::RunSession(Network network, const TrainingOptions& options, RunLoaders loaders)
    : network_(std::move(network)), options_(options), loaders_(std::move(loaders)),
      stepsPerEpoch_(stepsFor(options, loaders_.training->size())) {}

Result<void> RunSession::start(Engine& engine, const Checkpoint* checkpoint, const Lane& lane) {
    LB_TRY(run_, engine.start(
                     RunJob{network_, loaders_.training.get(), loaders_.validation.get(), options_, checkpoint, lane}));
    epochsDone_ = checkpoint ? checkpoint->epoch : 0;
    return {};
}

Result<RunSession> RunSession::prepare(Engine& engine, const RunData& data, const RunRequest& request,
                                       RunLoaders loaders) {
    const auto classes = std::ssize(data.dataset.classes);
    LB_TRY(Network network, apply(request.network.network, request.recipe, classes));
    if (network.classCount() == classes)
        network = withClassNames(network, data.dataset.classes);
    if (!loaders.training)
        loaders = makeLoaders(data, network.input(), request.options, request.lane.count);
    RunSession session(std::move(network), request.options, std::move(loaders));
    LB_CHECK(session.start(engine, nullptr, request.lane));
    return session;
}

Result<void> RunSession::enter(Project& project, const RunData& data, const RunRequest& request,
                               std::int64_t comparison) {
    LB_TRY(const std::int64_t source, project.addSource(request.network.source));
    LB_TRY(const std::int64_t dataset, project.addDataset(recordOf(data)));
    LB_TRY(id_, project.addRun({source, dataset, request.caseName, request.recipe, options_, network_}, comparison));
    project_ = &project;
    return {};
}

Result<RunSession> RunSession::resume(Project& project, Engine& engine, const RunData& data, std::int64_t run) {
    LB_TRY(const RunRecord record, project.run(run));
    LB_TRY(const DatasetRecord trained, project.dataset(record.dataset));
    LB_TRY(const RunSummary summary, project.summary(run));
    if (summary.status == RunStatus::finished || summary.status == RunStatus::running)
        return failure(LB_TEXT("project", "Run %1 is %2; only a paused, interrupted or failed run can go on."), run,
                       std::string(name(summary.status)));
    if (recordOf(data) != trained)
        return failure(LB_TEXT("project",
                               "The data “%1” has changed since run %2 was trained on it: it had %3 training and %4 "
                               "validation pictures. Put it back, or train anew."),
                       trained.description, run, trained.trainingPictures, trained.validationPictures);
    std::optional<Checkpoint> checkpoint;
    if (summary.hasCheckpoint) {
        LB_TRY(checkpoint, project.checkpoint(run));
    }
    RunSession session(record.network, record.options, makeLoaders(data, record.network.input(), record.options));
    LB_CHECK(session.start(engine, checkpoint ? &*checkpoint : nullptr));
    LB_CHECK(project.resumeRun(run));
    session.project_ = &project;
    session.id_ = run;
    return session;
}

Result<bool> RunSession::epoch(RunControl& control, MetricSink& sink) {
    EpochKeeper keeper(sink);
    const auto more = run_->epoch(control, keeper);
    if (keeper.epoch) {
        const auto now = std::chrono::steady_clock::now();
        const bool due = !saved_ || now - *saved_ >= betweenCheckpoints;
        const Checkpoint checkpoint = due ? run_->checkpoint() : Checkpoint{};
        LB_CHECK(project_->addEpoch(id_, *keeper.epoch, due ? &checkpoint : nullptr));
        if (due)
            saved_ = now;
        epochsDone_ = keeper.epoch->epoch;
        // Told only when it is stored: what was said to be done survives anything.
        sink.onEpoch(*keeper.epoch);
    }
    if (!more || !*more)
        LB_CHECK(close(run_->result()));
    return more;
}

Result<void> RunSession::close(const RunResult& result) {
    if (const Checkpoint last = run_->checkpoint(); last.epoch > 0)
        LB_CHECK(project_->saveCheckpoint(id_, last));
    LB_CHECK(project_->finishRun(id_, result, statusOf(result.reason)));
    ended_ = true;
    return {};
}

}  // namespace layerbench
