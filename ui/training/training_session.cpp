// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/training_session.h"

#include "ui/background/worker_priority.h"
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

/// What both threads know. The window's thread touches `outcome` only when the other has ended.
struct TrainingSession::Work {
    std::shared_ptr<Project> project;
    std::shared_ptr<const RunData> data;
    std::optional<RunRequest> request;  ///< none: `resumed` goes on
    std::int64_t resumed = 0;
    RunControl control;
    MetricBuffer buffer{control};
    Outcome outcome;

    Result<std::optional<RunSession>> prepare();
    Result<TrainingPlan> plan(const RunSession& session) const;
    Result<Outcome> carryOut();
};

Result<std::optional<RunSession>> TrainingSession::Work::prepare() {
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

Result<TrainingPlan> TrainingSession::Work::plan(const RunSession& session) const {
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

Result<Outcome> TrainingSession::Work::carryOut() {
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

TrainingSession::TrainingSession(QObject* parent) : QObject(parent) {
    constexpr int interval = 40;
    timer_.setInterval(interval);
    connect(&timer_, &QTimer::timeout, this, &TrainingSession::deliver);
}

TrainingSession::~TrainingSession() {
    if (work_)
        work_->control.stop();
    if (thread_.joinable())
        thread_.join();
}

void TrainingSession::start(TrainingJob job) {
    auto work = std::make_shared<Work>();
    work->project = std::move(job.project);
    work->data = std::move(job.data);
    work->request = std::move(job.request);
    launch(std::move(work));
}

void TrainingSession::resumeRun(std::shared_ptr<Project> project, std::int64_t run,
                                std::shared_ptr<const RunData> data) {
    auto work = std::make_shared<Work>();
    work->project = std::move(project);
    work->data = std::move(data);
    work->resumed = run;
    launch(std::move(work));
}

void TrainingSession::launch(std::shared_ptr<Work> work) {
    if (active())
        return;
    work_ = work;
    run_ = 0;
    thread_ = std::thread([this, work] {
        lowerPriority();
        auto outcome = work->carryOut();
        work->outcome = outcome ? std::move(*outcome) : Outcome(std::move(outcome).error());
        // `this` lives: its destructor waits for the thread. The event holds the work, so that no later one can be
        // taken for it.
        QMetaObject::invokeMethod(
            this, [this, work] { conclude(work); }, Qt::QueuedConnection);
    });
    timer_.start();
    setState(State::preparing);
}

void TrainingSession::pause() {
    if (state_ != State::running)
        return;
    work_->control.pause();
    setState(State::paused);
}

void TrainingSession::resume() {
    if (state_ != State::paused)
        return;
    work_->control.resume();
    setState(State::running);
}

void TrainingSession::stop() {
    if (!active() || state_ == State::stopping)
        return;
    work_->control.stop();
    setState(State::stopping);
}

void TrainingSession::wait() {
    if (work_)
        conclude(work_);
}

void TrainingSession::deliver() {
    const auto batch = work_->buffer.take();
    if (batch.begun)
        run_ = batch.begun->run;
    const std::int64_t run = run_;
    if (batch.begun) {
        if (state_ == State::preparing)
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

void TrainingSession::conclude(const std::shared_ptr<Work>& work) {
    // wait() was quicker than the event.
    if (work_ != work || !thread_.joinable())
        return;
    thread_.join();
    timer_.stop();
    deliver();
    const Outcome outcome = std::move(work_->outcome);
    work_.reset();
    setState(State::idle);
    if (const auto* ended = std::get_if<Ended>(&outcome))
        Q_EMIT finished(ended->run, ended->result);
    else if (const auto* error = std::get_if<Error>(&outcome))
        Q_EMIT failed(*error);
}

void TrainingSession::setState(State state) {
    state_ = state;
    Q_EMIT stateChanged(state);
}

}  // namespace layerbench
