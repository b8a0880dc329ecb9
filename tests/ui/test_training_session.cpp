// SPDX-License-Identifier: GPL-3.0-or-later
// Real runs of the demonstration network on drawn pictures, through the engine's module.
#include "core/study/cases.h"
#include "tests/network/networks.h"
#include "ui/training/training_session.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <cmath>

using namespace layerbench;
using fixture::required;
using State = TrainingSession::State;

namespace {

constexpr int patience = 60'000;

/// Everything that a session says, in order.
struct Heard {
    explicit Heard(TrainingSession& session) {
        using Session = TrainingSession;
        QObject::connect(&session, &Session::stateChanged, &session, [this, &session](State state) {
            states.push_back(state);
            own = own && QThread::currentThread() == session.thread();
        });
        QObject::connect(&session, &Session::started, &session,
                         [this](std::int64_t id, std::int64_t each, std::int64_t all, std::int64_t done) {
                             run = id;
                             stepsPerEpoch = each;
                             epochCount = all;
                             epochsDone = done;
                             ++startedCount;
                         });
        QObject::connect(&session, &Session::stepsArrived, &session, [this](std::int64_t id, const auto& batch) {
            own = own && id == run && results.empty();
            steps.insert(steps.end(), batch.begin(), batch.end());
        });
        QObject::connect(&session, &Session::epochsArrived, &session, [this](std::int64_t id, const auto& batch) {
            own = own && id == run && results.empty();
            epochs.insert(epochs.end(), batch.begin(), batch.end());
        });
        QObject::connect(&session, &Session::featuresArrived, &session, [this](std::int64_t done, std::int64_t total) {
            features = {done, total};
        });
        QObject::connect(&session, &Session::progressChanged, &session,
                         [this](const TrainingProgress& p) { progress.push_back(p); });
        QObject::connect(&session, &Session::finished, &session, [this, &session](std::int64_t id, const RunResult& r) {
            own = own && id == run && !session.active();
            results.push_back(r);
        });
        QObject::connect(&session, &Session::failed, &session, [this, &session](const Error& error) {
            own = own && !session.active();
            errors.push_back(error.message());
        });
    }

    std::vector<State> states;
    std::int64_t run = 0, stepsPerEpoch = 0, epochCount = 0, epochsDone = -1;
    int startedCount = 0;
    std::vector<StepMetrics> steps;
    std::vector<EpochMetrics> epochs;
    std::pair<std::int64_t, std::int64_t> features;
    std::vector<TrainingProgress> progress;
    std::vector<RunResult> results;
    std::vector<std::string> errors;
    bool own = true;  ///< every signal on the window's thread, of the right run, before its end
};

}  // namespace

class TestTrainingSession final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;
    int projects_ = 0;
    std::shared_ptr<Project> project_;
    std::shared_ptr<const RunData> data_;
    std::unique_ptr<OpenedNetwork> network_;

    TrainingJob job(Case which, std::int64_t epochs) const {
        TrainingOptions options;
        options.epochs = epochs;
        options.batchSize = 8;
        options.learningRate = 0.01;
        return {
            project_, data_,
            RunRequest{*network_, std::string(name(which)), required(caseRecipe(which, network_->network)), options}};
    }
    RunSummary summary(std::int64_t run) const { return required(project_->summary(run)); }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(folder_.isValid());
        network_ = std::make_unique<OpenedNetwork>(required(openNetworkSource("demo")));
        data_ = std::make_shared<const RunData>(
            required(openRunData("samples:similar?per-class=4&validation=4", {}, Augmentation::none, 2)));
    }
    void init() {
        const auto path = folder_.filePath(QStringLiteral("%1.layerbench").arg(++projects_));
        project_ = std::make_shared<Project>(required(Project::create(path.toStdString())));
    }
    void cleanup() { project_.reset(); }

    void runToItsEnd() {
        TrainingSession session;
        Heard heard(session);
        QVERIFY(!session.active());
        session.start(job(Case::newHead, 6));
        QVERIFY(session.state() == State::preparing);
        QTRY_COMPARE_WITH_TIMEOUT(heard.results.size(), std::size_t{1}, patience);

        QVERIFY(heard.own);
        QCOMPARE(heard.errors.size(), std::size_t{0});
        QVERIFY((heard.states == std::vector{State::preparing, State::running, State::idle}));
        QCOMPARE(heard.stepsPerEpoch, 4);  // 8 classes of 4 pictures, 8 at a time
        QCOMPARE(heard.epochCount, 6);
        QCOMPARE(heard.epochsDone, 0);
        QCOMPARE(heard.steps.size(), std::size_t{24});
        for (std::size_t i = 0; i < heard.steps.size(); ++i)
            QCOMPARE(heard.steps[i].step, static_cast<std::int64_t>(i) + 1);
        QCOMPARE(heard.features, (std::pair<std::int64_t, std::int64_t>{32, 32}));

        // What was signalled is what the project holds, number for number.
        const auto stored = required(project_->epochs(heard.run));
        QCOMPARE(heard.epochs.size(), stored.size());
        for (std::size_t i = 0; i < stored.size(); ++i) {
            QCOMPARE(heard.epochs[i].epoch, stored[i].epoch);
            QCOMPARE(heard.epochs[i].trainLoss, stored[i].trainLoss);
            QCOMPARE(heard.epochs[i].validationAccuracy, stored[i].validationAccuracy);
        }
        const auto row = summary(heard.run);
        QVERIFY(row.status == RunStatus::finished);
        QCOMPARE(row.caseName, std::string("1"));
        const RunResult& result = heard.results.front();
        QVERIFY(result.reason == FinishReason::completed);
        QCOMPARE(result.bestEpoch, row.result.bestEpoch);
        QVERIFY(result.frozenUnchanged);
        QCOMPARE(heard.progress.back().fraction, 1.0);
        QCOMPARE(heard.progress.back().epoch, 6);
        QCOMPARE(heard.progress.back().secondsLeft, 0.0);
    }

    void theWindowKeepsTurning() {
        TrainingSession session;
        Heard heard(session);
        QTimer ticking;
        int ticks = 0;
        std::size_t stepsAtFirstTick = 0;
        connect(&ticking, &QTimer::timeout, this, [&] {
            if (session.state() == State::running && ticks++ == 0)
                stepsAtFirstTick = heard.steps.size();
        });
        ticking.start(5);
        session.start(job(Case::fineTune, 3));
        QTRY_COMPARE_WITH_TIMEOUT(heard.results.size(), std::size_t{1}, patience);
        QVERIFY2(ticks >= 10, qPrintable(QString::number(ticks)));
        QVERIFY(stepsAtFirstTick < heard.steps.size());
        // Steps came in several batches, not all at the end.
        QVERIFY(heard.progress.size() > 3);
    }

    void pauseHoldsAndContinueGoesOn() {
        TrainingSession session;
        Heard heard(session);
        session.pause();
        QVERIFY(!session.active());
        session.start(job(Case::fineTune, 30));
        session.pause();
        QVERIFY(session.state() == State::preparing);
        QTRY_VERIFY_WITH_TIMEOUT(heard.steps.size() >= 2, patience);
        session.pause();
        QVERIFY(session.state() == State::paused);

        // The step in progress may still come; then nothing does, however often the window asks.
        std::size_t seen = 0;
        int quiet = 0;
        QTimer looking;
        connect(&looking, &QTimer::timeout, this, [&] {
            quiet = heard.steps.size() == seen ? quiet + 1 : 0;
            seen = heard.steps.size();
        });
        looking.start(50);
        QTRY_VERIFY_WITH_TIMEOUT(quiet >= 20, patience);
        QVERIFY(heard.results.empty());
        QVERIFY(summary(heard.run).status == RunStatus::running);

        session.resume();
        QVERIFY(session.state() == State::running);
        QTRY_VERIFY_WITH_TIMEOUT(heard.steps.size() > seen, patience);
        session.stop();
        QVERIFY(session.state() == State::stopping);
        QTRY_COMPARE_WITH_TIMEOUT(heard.results.size(), std::size_t{1}, patience);
        QVERIFY(heard.results.front().reason == FinishReason::stopped);
        QVERIFY(heard.own);
        // A second was paused; no step is thought to have taken it.
        for (const auto& p : heard.progress)
            QVERIFY(!std::isfinite(p.imagesPerSecond) || p.imagesPerSecond > 0);
    }

    void stoppedWhilePausedGoesOnLater() {
        TrainingSession session;
        Heard heard(session);
        session.start(job(Case::fineTune, 15));
        QTRY_VERIFY_WITH_TIMEOUT(!heard.epochs.empty(), patience);
        session.pause();
        session.stop();
        QTRY_COMPARE_WITH_TIMEOUT(heard.results.size(), std::size_t{1}, patience);
        const auto run = heard.run;
        const auto done = heard.results.front().epochs;
        QVERIFY(done >= 1 && done < 15);
        QVERIFY(summary(run).status == RunStatus::paused);

        Heard more(session);
        session.resumeRun(project_, run, data_);
        QTRY_COMPARE_WITH_TIMEOUT(more.results.size(), std::size_t{1}, patience);
        QCOMPARE(more.run, run);
        QCOMPARE(more.epochsDone, done);
        QCOMPARE(more.epochs.front().epoch, done + 1);
        QCOMPARE(more.epochs.back().epoch, 15);
        QCOMPARE(more.steps.front().step, done * 4 + 1);
        QVERIFY(more.progress.front().fraction >= static_cast<double>(done) / 15);
        QVERIFY(summary(run).status == RunStatus::finished);
        QCOMPARE(required(project_->epochs(run)).size(), std::size_t{15});
    }

    void stopWhilePreparingLeavesNoTrace() {
        TrainingSession session;
        Heard heard(session);
        session.start(job(Case::newHead, 6));
        session.stop();
        QVERIFY(session.state() == State::stopping);
        QTRY_VERIFY_WITH_TIMEOUT(!session.active(), patience);
        QVERIFY((heard.states == std::vector{State::preparing, State::stopping, State::idle}));
        // Only where the thread was quicker than this one has there been a run, and then it is stored as paused.
        QCOMPARE(heard.results.size(), static_cast<std::size_t>(heard.startedCount));
        QCOMPARE(required(project_->runs()).size(), static_cast<std::size_t>(heard.startedCount));
        QVERIFY(heard.errors.empty());
    }

    void faultsOfTheWorld_data() {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("word");
        QTest::newRow("wrong class count") << "classes"
                                           << "10";
        QTest::newRow("recipe for another network") << "recipe"
                                                    << "features.99";
        QTest::newRow("no such GPU") << "device"
                                     << "cuda:7";
        QTest::newRow("no such run") << "run"
                                     << "12";
    }
    void faultsOfTheWorld() {
        QFETCH(QString, fault);
        QFETCH(QString, word);
        TrainingSession session;
        Heard heard(session);
        TrainingJob bad = job(Case::newHead, 2);
        if (fault == QStringLiteral("classes"))
            bad.request.recipe.edits.clear();
        else if (fault == QStringLiteral("recipe"))
            bad.request.recipe.edits = {SliceAfter{"features.99"}};
        else if (fault == QStringLiteral("device"))
            bad.request.options.compute.device = "cuda:7";
        if (fault == QStringLiteral("run"))
            session.resumeRun(project_, 12, data_);
        else
            session.start(std::move(bad));
        QTRY_COMPARE_WITH_TIMEOUT(heard.errors.size(), std::size_t{1}, patience);
        QVERIFY2(QString::fromStdString(heard.errors.front()).contains(word), heard.errors.front().c_str());
        QVERIFY(heard.own);
        QVERIFY((heard.states == std::vector{State::preparing, State::idle}));
        QCOMPARE(heard.startedCount, 0);
        QVERIFY(required(project_->runs()).empty());

        // Nothing is left behind that a next run would stumble over.
        session.start(job(Case::newHead, 1));
        QTRY_COMPARE_WITH_TIMEOUT(heard.results.size(), std::size_t{1}, patience);
    }

    void twoRunsInARowAndNoneAtOnce() {
        TrainingSession session;
        Heard heard(session);
        session.start(job(Case::newHead, 2));
        session.start(job(Case::fromScratch, 2));  // not while one is active
        QTRY_COMPARE_WITH_TIMEOUT(heard.results.size(), std::size_t{1}, patience);
        QCOMPARE(required(project_->runs()).size(), std::size_t{1});

        Heard second(session);
        session.start(job(Case::newHead, 2));
        QTRY_COMPARE_WITH_TIMEOUT(second.results.size(), std::size_t{1}, patience);
        const auto runs = required(project_->runs());
        QCOMPARE(runs.size(), std::size_t{2});
        QCOMPARE(second.run, runs[1].id);
        // The same seed, the same run: the thread makes no difference.
        QCOMPARE(runs[0].result.validationAccuracy, runs[1].result.validationAccuracy);
        QCOMPARE(required(project_->epochs(runs[0].id))[1].trainLoss,
                 required(project_->epochs(runs[1].id))[1].trainLoss);
    }

    void editsAreWrittenWhileARunTrains() {
        TrainingSession session;
        Heard heard(session);
        session.start(job(Case::fineTune, 4));
        QTRY_VERIFY_WITH_TIMEOUT(!heard.steps.empty(), patience);
        int written = 0;
        QTimer writing;
        connect(&writing, &QTimer::timeout, this, [&] {
            if (session.active() && project_->setSetting("test", std::to_string(written + 1)))
                ++written;
        });
        writing.start(10);
        QTRY_COMPARE_WITH_TIMEOUT(heard.results.size(), std::size_t{1}, patience);
        QVERIFY(written > 0);
        QCOMPARE(required(project_->setting("test")).value(), std::to_string(written));
        QCOMPARE(heard.epochs.size(), std::size_t{4});
    }

    void waitSignalsEverythingBeforeItReturns() {
        TrainingSession session;
        Heard heard(session);
        session.start(job(Case::fineTune, 1000));
        QTRY_VERIFY_WITH_TIMEOUT(!heard.epochs.empty(), patience);
        session.stop();
        session.wait();
        QVERIFY(!session.active());
        QCOMPARE(heard.results.size(), std::size_t{1});
        QCOMPARE(heard.epochs.size(), static_cast<std::size_t>(heard.results.front().epochs));
        QVERIFY(summary(heard.run).status == RunStatus::paused);
        // The event that the thread left behind ends nothing twice.
        QCoreApplication::processEvents();
        QCOMPARE(heard.results.size(), std::size_t{1});
    }

    void aSessionThatGoesStopsItsRun() {
        std::int64_t run = 0;
        {
            TrainingSession session;
            Heard heard(session);
            session.start(job(Case::fineTune, 1000));
            QTRY_VERIFY_WITH_TIMEOUT(!heard.epochs.empty(), patience);
            run = heard.run;
        }
        QVERIFY(summary(run).status == RunStatus::paused);
        QVERIFY(summary(run).hasCheckpoint);
    }
};

QTEST_GUILESS_MAIN(TestTrainingSession)
#include "test_training_session.moc"
