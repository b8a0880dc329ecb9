// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/training_session.h"

#include "ui/training/metric_buffer.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

namespace layerbench {

namespace {

struct Ended {
    std::int64_t run;
    RunResult result;
};
/// Nothing: it was stopped before it began.
using Outcome = std::variant<std::monostate, Ended, Error>;

}  // namespace

struct TrainingSession::Training final : Work {
    std::shared_ptr<Project> project;
    std::shared_ptr<const RunData> data;
    std::optional<RunRequest> request;  ///< none: `resumed` goes on
    std::int64_t resumed = 0;
    MetricBuffer buffer{control};
    Outcome outcome;

    Result<std::optional<RunSession>> prepare();
    Result<TrainingPlan> plan(const RunSession& session) const;
    Result<Outcome> train();
    void carryOut() override;
};

Result<std::optional<RunSession>> TrainingSession::Training::prepare() {
    LB_TRY(Engine * engine, loadEngine());
    if (control.stopRequested())
        return std::nullopt;
    if (!request) {
        LB_TRY(RunSession session, RunSession::resume(*project, *engine, *data, resumed));
        return session;
    }
    LB_TRY(RunSession session, RunSession::prepare(*engine, *data, *request));
    if (control.stopRequested())
        return std::nullopt;
    LB_CHECK(session.enter(*project, *data, *request));
    return session;
}

Result<TrainingPlan> TrainingSession::Training::plan(const RunSession& session) const {
    const TrainingOptions& options = session.options();
    TrainingPlan plan;
    plan.stepsPerEpoch = session.stepsPerEpoch();
    plan.epochs = options.epochs;
    plan.epochsDone = session.epochsDone();
    plan.trainingPictures = std::ssize(data->dataset.items(Part::training));
    plan.validationPictures = std::ssize(data->dataset.items(Part::validation));
    if (data->augmentation != Augmentation::none)
        plan.views = std::clamp<std::int64_t>(plan.epochs - plan.epochsDone, 1, options.cachedViews);
    if (options.timeLimit > 0) {
        LB_TRY(const RunSummary before, project->summary(session.id()));
        plan.secondsAllowed = std::max(0.0, options.timeLimit - before.result.seconds);
    }
    return plan;
}

Result<Outcome> TrainingSession::Training::train() {
    LB_TRY(std::optional<RunSession> session, prepare());
    if (!session)
        return Outcome();
    LB_TRY(const TrainingPlan planned, plan(*session));
    buffer.begin(session->id(), planned);
    for (;;) {
        const auto more = session->epoch(control, buffer);
        if (more && *more)
            continue;
        // A run that ended in an error is stored like any other, and its result says why.
        if (!session->ended())
            return Failure(more.error());
        return Outcome(Ended{session->id(), session->result()});
    }
}

void TrainingSession::Training::carryOut() {
    auto trained = train();
    outcome = trained ? std::move(*trained) : Outcome(std::move(trained).error());
}

TrainingSession::TrainingSession(QObject* parent) : WorkSession(parent) {}

void TrainingSession::start(TrainingJob job) {
    if (active())
        return;
    run_ = 0;
    auto work = std::make_shared<Training>();
    work->project = std::move(job.project);
    work->data = std::move(job.data);
    work->request = std::move(job.request);
    launch(std::move(work), State::preparing);
}

void TrainingSession::resumeRun(std::shared_ptr<Project> project, std::int64_t run,
                                std::shared_ptr<const RunData> data) {
    if (active())
        return;
    run_ = 0;
    auto work = std::make_shared<Training>();
    work->project = std::move(project);
    work->data = std::move(data);
    work->resumed = run;
    launch(std::move(work), State::preparing);
}

void TrainingSession::deliver() {
    const auto batch = static_cast<Training&>(work()).buffer.take();
    if (batch.begun)
        run_ = batch.begun->run;
    const std::int64_t run = run_;
    if (batch.begun) {
        if (state() == State::preparing)
            setState(State::running);
        Q_EMIT started(run, batch.begun->plan.stepsPerEpoch, batch.begun->plan.epochs, batch.begun->plan.epochsDone);
    }
    for (const auto& text : batch.messages)
        Q_EMIT message(text);
    if (batch.features)
        Q_EMIT featuresArrived(batch.features->first, batch.features->second);
    if (!batch.steps.empty())
        Q_EMIT stepsArrived(run, batch.steps);
    if (!batch.epochs.empty())
        Q_EMIT epochsArrived(run, batch.epochs);
    if (batch.progress)
        Q_EMIT progressChanged(*batch.progress);
}

void TrainingSession::conclude(Work& work) {
    const Outcome& outcome = static_cast<Training&>(work).outcome;
    if (const auto* ended = std::get_if<Ended>(&outcome))
        Q_EMIT finished(ended->run, ended->result);
    else if (const auto* error = std::get_if<Error>(&outcome))
        Q_EMIT failed(*error);
}

}  // namespace layerbench
