// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/transferability.h"

#include "core/study/cases.h"
#include "core/study/transferability_treatments.h"
#include "paper_study.h"
#include "tests/network/networks.h"

#include <QtTest>

#include <cmath>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

/// A job as the engine got it, and the network that it gave back as the best.
struct Job {
    Network network;
    Network best;
    TrainingOptions options;
    std::int64_t classes;
    std::int64_t trainingPictures;
};

/// Trains nothing: the run's number decides its accuracy, its seed its weights.
class StandIn final : public Engine {
public:
    std::string version() const override { return "none"; }
    std::vector<DeviceInfo> devices() const override { return {}; }
    Result<Tensor> forward(const Network&, BatchSource&, const ComputeOptions&, const RunControl&,
                           std::int64_t) override {
        return Tensor();
    }
    Result<std::vector<Tensor>> pooledFeatures(const Network&, std::span<const LayerId>, BatchSource&,
                                               const ComputeOptions&, const RunControl&,
                                               const std::function<void(std::int64_t, std::int64_t)>&,
                                               std::int64_t) override {
        return std::vector<Tensor>();
    }
    void keepFeatures(const FeatureKeeping&) override {}
    Result<std::unique_ptr<TrainingRun>> start(RunJob job) override {
        jobs.push_back({job.network, initialised(job.network, job.options.seed), job.options,
                        job.training->classCount(), job.training->size()});
        return std::make_unique<Run>(*this, std::ssize(jobs) - 1);
    }

    std::vector<Job> jobs;
    std::int64_t divergesAt = -1;  ///< number of a run
    std::int64_t stopsAt = -1;

private:
    class Run final : public TrainingRun {
    public:
        Run(StandIn& engine, std::int64_t number) : engine_(engine), number_(number) {}
        Result<bool> epoch(RunControl& control, MetricSink& sink) override {
            if (number_ == engine_.stopsAt)
                control.stop();
            if (number_ != engine_.divergesAt && !control.stopRequested())
                sink.onEpoch({.epoch = ++epochs_});
            return epochs_ < job().options.epochs && number_ != engine_.divergesAt && !control.stopRequested();
        }
        Checkpoint checkpoint() const override { return {}; }
        RunResult result() const override {
            RunResult result;
            result.epochs = epochs_;
            result.validationAccuracy = static_cast<double>(number_) / 100;
            result.lastValidationAccuracy = result.validationAccuracy / 2;
            if (number_ == engine_.divergesAt) {
                result.reason = FinishReason::diverged;
                result.explanation = text("The loss became NaN.");
            }
            if (number_ == engine_.stopsAt)
                result.reason = FinishReason::stopped;
            return result;
        }
        Network best() const override { return job().best; }
        Network last() const override { return job().best; }

    private:
        const Job& job() const { return engine_.jobs[static_cast<std::size_t>(number_)]; }
        StandIn& engine_;
        std::int64_t number_;
        std::int64_t epochs_ = 0;
    };
};

struct Listener final : TransferabilityListener {
    void onEpoch(const TransferabilityRun&, const EpochMetrics&, const TransferabilityProgress& progress) override {
        shares.push_back(progress.share);
    }
    void onFinished(const TransferabilityMeasurement& measured, const TransferabilityProgress& progress) override {
        finished << QString::fromStdString(name(measured.run));
        shares.push_back(progress.share);
        left = progress.secondsLeft;
    }
    QStringList finished;
    std::vector<double> shares;
    double left = NAN;
};

TransferabilityRequest requestFor(bool dissimilar) {
    const Dataset whole = required(openDataset("samples:base?per-class=3&validation=1&size=32"));
    const std::vector<std::string> classesOfA{whole.classes[0], whole.classes[1], whole.classes[2], whole.classes[3]};
    TransferabilityRequest request{.architecture = chain(),
                                   .tasks = required(splitClasses(whole, classesOfA)),
                                   .depths = {1, 2},
                                   .seeds = {1, 2},
                                   .options = {}};
    request.options.epochs = 2;
    if (dissimilar)
        request.dissimilar = required(openDataset("samples:different?per-class=2&validation=1&size=32"));
    return request;
}

}  // namespace

/// The course of the study; an engine that trains nothing stands in, so that every job can be looked at.
class TestTransferability : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRunGetsItsJob() {
        StandIn engine;
        Listener listener;
        RunControl control;
        const auto request = requestFor(true);
        const auto result = required(studyTransferability(engine, request, control, listener));
        const auto runs = transferabilityRuns(request.depths, request.seeds, true);
        QCOMPARE(result.runs.size(), runs.size());
        QCOMPARE(engine.jobs.size(), runs.size());
        QVERIFY(!result.stopped);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const TransferabilityRun& run = runs[i];
            const Job& job = engine.jobs[i];
            QVERIFY(result.runs[i].run == run);
            QCOMPARE(result.runs[i].accuracy, static_cast<double>(i) / 100);
            QCOMPARE(result.runs[i].lastAccuracy, static_cast<double>(i) / 200);
            // The same options for all, but the draws.
            TrainingOptions options = request.options;
            options.seed = drawSeed(run);
            QVERIFY(job.options == options);
            // A learns four classes, B six, D eight; whatever copies learns B.
            const int classes = run.depth > 0 || run.origin == Origin::target ? 6
                                : run.origin == Origin::similar               ? 4
                                                                              : 8;
            QCOMPARE(job.classes, classes);
            QCOMPARE(job.network.classCount(), classes);
            QCOMPARE(job.trainingPictures, classes * (classes == 8 ? 2 : 3));
            const auto base = std::ranges::find(runs, TransferabilityRun{run.seed, run.origin, 0, false});
            const Network& from = engine.jobs[static_cast<std::size_t>(base - runs.begin())].best;
            QVERIFY(job.network == (run.depth == 0
                                        ? required(untrained(request.architecture, classes))
                                        : required(transferred(request.architecture, from, run.depth, run.frozen, 6))));
        }
    }

    void resultSaysWhatWasDone() {
        StandIn engine;
        Listener listener;
        RunControl control;
        const auto request = requestFor(false);
        const auto planned = plannedResult(request);
        const auto result = required(studyTransferability(engine, request, control, listener));
        QVERIFY(planned.runs.empty() && planned.depths == result.depths && planned.seeds == result.seeds);
        QCOMPARE(planned.tasks.size(), result.tasks.size());
        QCOMPARE(result.cuts, cutPoints(request.architecture));
        QCOMPARE(result.tasks.size(), std::size_t{2});
        for (const auto& task : result.tasks) {
            const Dataset& dataset = task.origin == Origin::target ? request.tasks.b : request.tasks.a;
            QCOMPARE(task.classes, dataset.classes);
            QCOMPARE(task.trainingPictures, std::ssize(dataset.items(Part::training)));
        }
        // base B, base A, B1B, B1B+, A1B, …: ten runs a seed.
        QCOMPARE(result.accuracies(Origin::target, 0, false), (std::vector{0.0, 0.10}));
        QCOMPARE(result.accuracies(Origin::similar, 1, true), (std::vector{0.04, 0.14}));
        QCOMPARE(result.accuracies(Origin::similar, 2, false), (std::vector{0.09, 0.19}));
        QVERIFY(result.accuracies(Origin::dissimilar, 1, true).empty());
        QCOMPARE(listener.finished.size(), 20);
        QCOMPARE(listener.finished.mid(0, 4).join(','), "base B,base A,B1B,B1B+");
        QVERIFY(std::ranges::is_sorted(listener.shares));
        QVERIFY(listener.shares.front() > 0);
        QVERIFY(std::abs(listener.shares.back() - 1) < 1e-9);
        QVERIFY(std::abs(listener.left) < 1e-6);
    }

    void stopKeepsWhatIsComplete() {
        StandIn engine;
        engine.stopsAt = 5;
        Listener listener;
        RunControl control;
        const auto result = required(studyTransferability(engine, requestFor(false), control, listener));
        QVERIFY(result.stopped);
        QCOMPARE(result.runs.size(), std::size_t{5});
        QCOMPARE(engine.jobs.size(), std::size_t{6});
        QCOMPARE(listener.finished.size(), 5);
        // Asked beforehand: nothing is begun.
        StandIn idle;
        QVERIFY(required(studyTransferability(idle, requestFor(false), control, listener)).stopped);
        QVERIFY(idle.jobs.empty());
    }

    void divergedHasNoAccuracy() {
        StandIn engine;
        engine.divergesAt = 4;  // A1B
        Listener listener;
        RunControl control;
        const auto result = required(studyTransferability(engine, requestFor(false), control, listener));
        QCOMPARE(result.runs.size(), std::size_t{20});
        QVERIFY(std::isnan(result.runs[4].accuracy) && std::isnan(result.runs[4].lastAccuracy));
        QVERIFY(result.runs[4].reason == FinishReason::diverged);
        QCOMPARE(result.accuracies(Origin::similar, 1, true), std::vector{0.14});
    }

    void divergedBaseIsAnError() {
        StandIn engine;
        engine.divergesAt = 1;
        Listener listener;
        RunControl control;
        const QString says =
            QString::fromStdString(messageOf(studyTransferability(engine, requestFor(false), control, listener)));
        QCOMPARE(says, "The base network of task A did not learn: The loss became NaN.");
    }

    void treatments() {
        TransferabilityResult result = paperStudy(3, true);
        QCOMPARE(measuredTreatments(result).size(), allTreatments().size());
        QCOMPARE(measuredTreatments(paperStudy(3, false)).size(), std::size_t{4});
        for (const auto& treatment : allTreatments()) {
            const auto points = pointsOf(result, treatment);
            QCOMPARE(points.size(), std::size_t{7});
            for (const auto& point : points) {
                QCOMPARE(point.accuracy.count, std::int64_t{3});
                QVERIFY(std::abs(point.high - point.low - 0.008) < 1e-12);
                QVERIFY(std::abs(point.accuracy.mean - point.low - 0.004) < 1e-12);
                QVERIFY(std::abs(point.accuracy.deviation - 0.004) < 1e-12);
            }
        }
        const Treatment& frozenA = allTreatments()[2];
        QCOMPARE(frozenA.name, std::string_view("AnB"));
        QVERIFY(std::abs(pointsOf(result, frozenA)[4].accuracy.mean - 0.578) < 1e-12);
        // While it grows: what was not measured yet has no point, and what diverged has none.
        std::erase_if(result.runs,
                      [](const TransferabilityMeasurement& m) { return m.run.seed > 1 || m.run.depth > 2; });
        std::ranges::find(result.runs, TransferabilityRun{1, Origin::similar, 2, true},
                          &TransferabilityMeasurement::run)
            ->accuracy = NAN;
        QCOMPARE(pointsOf(result, frozenA).size(), std::size_t{1});
        QCOMPARE(pointsOf(result, frozenA)[0].accuracy.count, std::int64_t{1});
        result.runs.clear();
        QVERIFY(measuredTreatments(result).empty());
    }

    void nothingToValidateWith() {
        StandIn engine;
        Listener listener;
        RunControl control;
        auto request = requestFor(false);
        QVERIFY(checkTarget(request.tasks.b));
        request.tasks.b.items(Part::validation).clear();
        QVERIFY(!checkTarget(request.tasks.b));
        const QString says =
            QString::fromStdString(messageOf(studyTransferability(engine, request, control, listener)));
        QVERIFY2(says.contains("no picture to validate with"), qPrintable(says));
        QVERIFY(engine.jobs.empty());
    }
};

QTEST_GUILESS_MAIN(TestTransferability)
#include "test_transferability.moc"
