// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparison_session.h"

#include "core/study/cases.h"

#include <utility>
#include <variant>

namespace layerbench {

struct ComparisonSession::Comparing final : Work {
    using Task = std::variant<AdvisingJob, ComparisonJob>;
    explicit Comparing(Task given) : task(std::move(given)) {}

    Task task;
    ComparisonBuffer buffer{control};
    Result<std::int64_t> outcome = 0;

    Result<KnownAdvice> advise(Engine& engine, const OpenedNetwork& network, const RunData& data,
                               const ComputeOptions& compute, const std::string& original);
    Result<std::vector<Way>> contestants(const ComparisonJob& job, const KnownAdvice& advice) const;
    Result<std::int64_t> compareCases(Engine& engine, const ComparisonJob& job);
    Result<std::int64_t> comparison();
    void carryOut() override { outcome = comparison(); }
};

Result<KnownAdvice> ComparisonSession::Comparing::advise(Engine& engine, const OpenedNetwork& network,
                                                         const RunData& data, const ComputeOptions& compute,
                                                         const std::string& original) {
    LB_TRY(const Advice advice,
           adviseOn(engine, network, data.dataset, {.source = original, .seed = data.options.seed, .compute = compute},
                    control, [this](std::int64_t done, std::int64_t all) { buffer.onLooking(done, all); }));
    KnownAdvice known = knownAdvice(advice);
    buffer.onAdvice(known);
    return known;
}

Result<std::vector<Way>> ComparisonSession::Comparing::contestants(const ComparisonJob& job,
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

Result<std::int64_t> ComparisonSession::Comparing::compareCases(Engine& engine, const ComparisonJob& job) {
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

Result<std::int64_t> ComparisonSession::Comparing::comparison() {
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

ComparisonSession::ComparisonSession(QObject* parent) : WorkSession(parent) {}

void ComparisonSession::advise(AdvisingJob job) {
    launch(std::make_shared<Comparing>(std::move(job)), State::advising);
}

void ComparisonSession::compare(ComparisonJob job) {
    const bool asked = job.advice.has_value();
    launch(std::make_shared<Comparing>(std::move(job)), asked ? State::preparing : State::advising);
}

void ComparisonSession::deliver() {
    const ComparisonBatch batch = static_cast<Comparing&>(work()).buffer.take();
    if (batch.planned && state() == State::advising)
        setState(State::preparing);
    if (!batch.started.empty() && state() == State::preparing)
        setState(State::running);
    const bool nothing = !batch.looking && !batch.advice && !batch.planned && batch.started.empty() &&
                         batch.epochs.empty() && batch.ended.empty() && batch.messages.empty() && !batch.progress;
    if (!nothing)
        Q_EMIT arrived(batch);
}

void ComparisonSession::conclude(Work& work) {
    const auto& outcome = static_cast<Comparing&>(work).outcome;
    if (outcome)
        Q_EMIT finished(*outcome);
    else
        Q_EMIT failed(outcome.error());
}

}  // namespace layerbench
