// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparison_session.h"

#include "core/study/cases.h"
#include "ui/background/worker_priority.h"

#include <utility>
#include <variant>

namespace layerbench {

/// What both threads know. The window's thread touches `outcome` only when the other has ended.
struct ComparisonSession::Work {
    using Task = std::variant<AdvisingJob, ComparisonJob>;
    explicit Work(Task given) : task(std::move(given)) {}

    Task task;
    RunControl control;
    ComparisonBuffer buffer{control};
    Result<std::int64_t> outcome = 0;

    Result<KnownAdvice> advise(Engine& engine, const OpenedNetwork& network, const RunData& data,
                               const ComputeOptions& compute, const std::string& original);
    Result<std::vector<Way>> contestants(const ComparisonJob& job, const KnownAdvice& advice) const;
    Result<std::int64_t> compareCases(Engine& engine, const ComparisonJob& job);
    Result<std::int64_t> carryOut();
};

Result<KnownAdvice> ComparisonSession::Work::advise(Engine& engine, const OpenedNetwork& network, const RunData& data,
                                                    const ComputeOptions& compute, const std::string& original) {
    LB_TRY(const Advice advice,
           adviseOn(engine, network, data.dataset, {.source = original, .seed = data.options.seed, .compute = compute},
                    control, [this](std::int64_t done, std::int64_t all) { buffer.onLooking(done, all); }));
    KnownAdvice known = knownAdvice(advice);
    buffer.onAdvice(known);
    return known;
}

Result<std::vector<Way>> ComparisonSession::Work::contestants(const ComparisonJob& job,
                                                              const KnownAdvice& advice) const {
    const Network& source = job.network.network;
    const auto pictures = std::ssize(job.data->dataset.items(Part::training));
    std::vector<Way> all;
    for (const auto& planned : plannedCases(source, std::ssize(job.data->dataset.classes), advice.cut,
                                            advice.caseName == name(Case::fineTuneDifferent))) {
        LB_TRY(Way way, wayNamed(planned.caseName, {.network = source,
                                                    .cut = advice.cut,
                                                    .classCount = std::ssize(job.data->dataset.classes),
                                                    .trainingPictures = pictures,
                                                    .epochs = job.epochs}));
        way.options.compute = job.compute;
        all.push_back(std::move(way));
    }
    return all;
}

Result<std::int64_t> ComparisonSession::Work::compareCases(Engine& engine, const ComparisonJob& job) {
    KnownAdvice advice;
    if (job.advice) {
        advice = *job.advice;
    } else if (auto asked = advise(engine, job.network, *job.data, job.compute, job.original)) {
        advice = std::move(*asked);
    } else if (control.stopRequested()) {
        return 0;
    } else {
        // Too few pictures to advise, or nowhere to cut: the cases can be compared all the same.
        buffer.onMessage(asked.error().text);
    }
    if (advice.cut.empty())
        advice.cut = usualCut(job.network.network);
    ComparisonRequest request{job.network, *job.data, {}, {}, advice.json, job.original};
    for (std::size_t i = 0; i < job.seeds; ++i)
        request.seeds.push_back(job.data->options.seed + i);
    LB_TRY(request.contestants, contestants(job, advice));
    if (control.stopRequested())
        return 0;
    Comparison planned{.on = comparedOn(job.network, *job.data),
                       .cases = {},
                       .seeds = request.seeds,
                       .runs = {},
                       .advice = {},
                       .active = true};
    if (!advice.caseName.empty())
        planned.advice = advice;
    for (const auto& contestant : request.contestants) {
        LB_TRY(Network network, apply(job.network.network, contestant.recipe, std::ssize(job.data->dataset.classes)));
        planned.cases.push_back({contestant.caseName, std::move(network), contestant.options.epochs, contestant.recipe,
                                 contestant.options});
    }
    buffer.begin(std::move(planned));
    return layerbench::compare(engine, *job.project, request, control, buffer);
}

Result<std::int64_t> ComparisonSession::Work::carryOut() {
    LB_TRY(Engine * engine, loadEngine());
    if (control.stopRequested())
        return 0;
    if (const auto* comparison = std::get_if<ComparisonJob>(&task))
        return compareCases(*engine, *comparison);
    const auto& question = std::get<AdvisingJob>(task);
    const auto advice = advise(*engine, question.network, *question.data, question.compute, question.original);
    if (!advice && !control.stopRequested())
        return Failure(advice.error());
    return 0;
}

ComparisonSession::ComparisonSession(QObject* parent) : QObject(parent) {
    constexpr int interval = 40;
    timer_.setInterval(interval);
    connect(&timer_, &QTimer::timeout, this, &ComparisonSession::deliver);
}

ComparisonSession::~ComparisonSession() {
    if (work_)
        work_->control.stop();
    if (thread_.joinable())
        thread_.join();
}

void ComparisonSession::advise(AdvisingJob job) {
    launch(std::make_shared<Work>(std::move(job)), State::advising);
}

void ComparisonSession::compare(ComparisonJob job) {
    const bool asked = job.advice.has_value();
    launch(std::make_shared<Work>(std::move(job)), asked ? State::preparing : State::advising);
}

void ComparisonSession::launch(std::shared_ptr<Work> work, State state) {
    if (active())
        return;
    work_ = work;
    thread_ = std::thread([this, work] {
        lowerPriority();
        work->outcome = work->carryOut();
        // `this` lives: its destructor waits for the thread. The event holds the work, so that no later one can be
        // taken for it.
        QMetaObject::invokeMethod(
            this, [this, work] { conclude(work); }, Qt::QueuedConnection);
    });
    timer_.start();
    setState(state);
}

void ComparisonSession::pause() {
    if (state_ != State::running)
        return;
    work_->control.pause();
    setState(State::paused);
}

void ComparisonSession::resume() {
    if (state_ != State::paused)
        return;
    work_->control.resume();
    setState(State::running);
}

void ComparisonSession::stop() {
    if (!active() || state_ == State::stopping)
        return;
    work_->control.stop();
    setState(State::stopping);
}

void ComparisonSession::wait() {
    if (work_)
        conclude(work_);
}

void ComparisonSession::deliver() {
    const ComparisonBatch batch = work_->buffer.take();
    if (batch.planned && state_ == State::advising)
        setState(State::preparing);
    if (!batch.started.empty() && state_ == State::preparing)
        setState(State::running);
    const bool nothing = !batch.looking && !batch.advice && !batch.planned && batch.started.empty() &&
                         batch.epochs.empty() && batch.ended.empty() && batch.messages.empty() && !batch.progress;
    if (!nothing)
        Q_EMIT arrived(batch);
}

void ComparisonSession::conclude(const std::shared_ptr<Work>& work) {
    // wait() was quicker than the event.
    if (work_ != work || !thread_.joinable())
        return;
    thread_.join();
    timer_.stop();
    deliver();
    const auto outcome = std::move(work_->outcome);
    work_.reset();
    setState(State::idle);
    if (outcome)
        Q_EMIT finished(*outcome);
    else
        Q_EMIT failed(outcome.error());
}

void ComparisonSession::setState(State state) {
    state_ = state;
    Q_EMIT stateChanged(state);
}

}  // namespace layerbench
