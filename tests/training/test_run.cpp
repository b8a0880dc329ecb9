// SPDX-License-Identifier: GPL-3.0-or-later
// How a run goes and ends: repeatable, resumed, cached, stopped, ruined.
#include "core/network/recipe.h"
#include "tests/training/support.h"

#include <QElapsedTimer>
#include <QTest>

#include <functional>
#include <thread>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

/// Dropout at work, everything trained, a head still to be drawn.
Network drawnLater() {
    return required(replaceHead(chain(), 5));
}
/// Does something after a step.
class OnStep final : public Recorder {
public:
    explicit OnStep(std::function<void(const StepMetrics&)> act) : act_(std::move(act)) {}
    void onStep(const StepMetrics& metrics) override {
        Recorder::onStep(metrics);
        act_(metrics);
    }

private:
    std::function<void(const StepMetrics&)> act_;
};

bool allFinite(const Network& network) {
    for (const auto& named : namedParameters(network))
        if (named.parameter->type == ScalarType::float32)
            for (const float value : std::get<Tensor>(named.parameter->value).as<float>())
                if (!std::isfinite(value))
                    return false;
    return true;
}

}  // namespace

class TestRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void repeatsToTheBit() {
        auto data = pictures(23);
        TrainingOptions o = options(3, 5);
        const auto one = trained(drawnLater(), o, data, &data);
        const auto two = trained(drawnLater(), o, data, &data);
        QVERIFY(one.last == two.last && one.best == two.best);
        QVERIFY(one.said.steps.size() == 15);
        for (std::size_t i = 0; i < 15; ++i)
            QCOMPARE(one.said.steps[i].loss, two.said.steps[i].loss);
        QVERIFY(one.result.proof.back().after == two.result.proof.back().after);
        o.seed = 2;
        QVERIFY(!(trained(drawnLater(), o, data, &data).last == one.last));
    }

    void runsBesideEachOtherDoNotMeet() {
        auto a = pictures(20);
        auto b = pictures(20);
        const TrainingOptions o = options(3, 5);
        const auto alone = trained(drawnLater(), o, a);
        auto first = required(engine().start({drawnLater(), &a, nullptr, o, nullptr}));
        auto second = required(engine().start({drawnLater(), &b, nullptr, o, nullptr}));
        RunControl control;
        Recorder said;
        while (required(first->epoch(control, said)))
            required(second->epoch(control, said));
        QVERIFY(first->last() == alone.last);
        // A run's time is its own: not that of others on the same thread.
        QVERIFY(first->result().seconds < alone.result.seconds * 5 + 0.2);
    }

    void resumesToTheBit_data() {
        QTest::addColumn<int>("optimizer");
        QTest::addColumn<int>("schedule");
        QTest::addColumn<bool>("frozen");
        const auto row = [](const char* name, Optimizer o, Schedule s, bool frozen) {
            QTest::newRow(name) << static_cast<int>(o) << static_cast<int>(s) << frozen;
        };
        row("SGD", Optimizer::sgd, Schedule::constant, false);
        row("SGD, step", Optimizer::sgd, Schedule::step, false);
        row("SGD, one-cycle, cached", Optimizer::sgd, Schedule::oneCycle, true);
        row("Adam, one-cycle", Optimizer::adam, Schedule::oneCycle, false);
        row("Adam, cosine, cached", Optimizer::adam, Schedule::cosine, true);
        row("RMSprop", Optimizer::rmsprop, Schedule::constant, false);
    }
    void resumesToTheBit() {
        QFETCH(const int, optimizer);
        QFETCH(const int, schedule);
        QFETCH(const bool, frozen);
        auto data = pictures(23);
        TrainingOptions o = options(5, 5, 0.01);
        o.optimizer = static_cast<Optimizer>(optimizer);
        o.schedule = static_cast<Schedule>(schedule);
        o.stepSize = 2;
        o.weightDecay = 0.001;
        const Network n = frozen ? frozenFeatures() : drawnLater();
        const auto whole = trained(n, o, data, &data);
        auto run = required(engine().start({n, &data, &data, o, nullptr}));
        RunControl control;
        Recorder said;
        required(run->epoch(control, said));
        required(run->epoch(control, said));
        const Checkpoint checkpoint = run->checkpoint();
        run.reset();
        const auto rest = trained(n, o, data, &data, &checkpoint);
        QVERIFY(rest.last == whole.last);
        QVERIFY(rest.best == whole.best);
        QCOMPARE(rest.result.bestEpoch, whole.result.bestEpoch);
        QCOMPARE(rest.result.epochs, std::int64_t{5});
        QVERIFY(rest.checkpoint.optimizerState == whole.checkpoint.optimizerState);
        QCOMPARE(rest.said.steps.size() + said.steps.size(), whole.said.steps.size());
        for (std::size_t i = 0; i < rest.said.steps.size(); ++i) {
            const auto& expected = whole.said.steps[said.steps.size() + i];
            QCOMPARE(rest.said.steps[i].loss, expected.loss);
            QCOMPARE(rest.said.steps[i].step, expected.step);
            QCOMPARE(rest.said.steps[i].learningRate, expected.learningRate);
        }
    }

    /// The prefix is computed in batches of 32, without the cache in the step's: float32 sums may differ in their last
    /// bits, which training carries on; 1e-4 of each tensor's range after 12 steps.
    void cacheChangesNothing() {
        auto data = pictures(20);
        auto other = pictures(15, {3, 8, 8}, 5, 9);
        TrainingOptions o = options(3, 5);
        const auto cached = trained(frozenFeatures(), o, data, &other);
        const auto picturesSeen = data.pictures;
        o.featureCache = false;
        const auto plain = trained(frozenFeatures(), o, data, &other);
        QVERIFY2(difference(cached.last, plain.last) < 1e-4,
                 qPrintable(QString::number(difference(cached.last, plain.last))));
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(std::abs(cached.said.epochs[i].trainLoss - plain.said.epochs[i].trainLoss) < 1e-5);
            QVERIFY(std::abs(cached.said.epochs[i].validationLoss - plain.said.epochs[i].validationLoss) < 1e-5);
            QCOMPARE(cached.said.epochs[i].validationAccuracy, plain.said.epochs[i].validationAccuracy);
        }
        // Each picture once, instead of in every epoch.
        QCOMPARE(picturesSeen, std::int64_t{20});
        QCOMPARE(data.pictures - picturesSeen, std::int64_t{60});
        QCOMPARE(QString::fromStdString(cached.result.cache.prefix), QString("flatten"));
        QCOMPARE(cached.result.cache.images, std::int64_t{35});
        QCOMPARE(cached.result.cache.views, std::int64_t{1});
        QVERIFY(cached.result.cache.secondsSpent > 0 && cached.result.cache.secondsSaved > 0);
        QVERIFY(plain.result.cache.prefix.empty() && plain.result.cache.images == 0);
    }

    void augmentationIsCachedAsViews() {
        auto data = pictures(20);
        data.augmenting = true;
        TrainingOptions o = options(6, 5);
        o.cachedViews = 3;
        const auto cached = trained(frozenFeatures(), o, data);
        QCOMPARE(cached.result.cache.views, std::int64_t{3});
        QCOMPARE(cached.result.cache.images, std::int64_t{60});
        QCOMPARE(data.largestView, std::int64_t{2});
        QCOMPARE(data.pictures, std::int64_t{60});
        o.featureCache = false;
        trained(frozenFeatures(), o, data);
        QCOMPARE(data.largestView, std::int64_t{5});  // another view in every epoch
        // Nothing is frozen: nothing is cached, so no view is used twice. A flatten layer is no frozen part.
        auto fresh = pictures(20);
        fresh.augmenting = true;
        o.featureCache = true;
        Builder b(3, 8);
        b.add("flatten", Kind::flatten);
        b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
        const auto all = trained(b.network(), o, fresh);
        QCOMPARE(fresh.largestView, std::int64_t{5});
        QVERIFY(all.result.cache.prefix.empty());
    }

    void countsAsItSays() {
        auto data = pictures(23);
        const auto run = trained(chain(), options(2, 5), data);
        QCOMPARE(run.said.steps.size(), std::size_t{10});
        QCOMPARE(run.said.steps[9].step, std::int64_t{10});
        QCOMPARE(run.said.steps[9].epoch, std::int64_t{2});
        QVERIFY(std::isnan(run.said.epochs[0].validationLoss));
        QCOMPARE(run.result.bestEpoch, std::int64_t{2});  // without validation the last one counts
        QVERIFY(run.best == run.last);
        QVERIFY(run.result.seconds > 0);
    }

    void keepsTheBestEpoch() {
        auto data = pictures(30);
        const auto run = trained(chain(), options(6, 5), data, &data);
        double best = -1;
        for (const auto& epoch : run.said.epochs)
            best = std::max(best, epoch.validationAccuracy);
        QCOMPARE(run.result.validationAccuracy, best);
        QCOMPARE(run.said.epochs[static_cast<std::size_t>(run.result.bestEpoch - 1)].validationAccuracy, best);
        const auto logits = required(engine().forward(run.best, data, options(1, 1).compute, RunControl{}));
        std::vector<std::int64_t> labels;
        for (std::int64_t i = 0; i < data.size(); ++i)
            labels.push_back(data.label(i));
        QVERIFY(std::abs(score(logits, labels).accuracy - best) < 1e-12);
        QVERIFY(best > 0.5);
    }

    void divergesWithTheBestKept_data() {
        QTest::addColumn<qint64>("batch");
        QTest::newRow("within an epoch") << qint64(5);
        QTest::newRow("by the last step of an epoch") << qint64(20);
    }
    void divergesWithTheBestKept() {
        QFETCH(const qint64, batch);
        auto data = pictures(20);
        TrainingOptions o = options(30, batch, 1000);
        for (const bool validated : {true, false}) {
            const auto run = trained(chain(), o, data, validated ? &data : nullptr);
            QVERIFY(run.result.reason == FinishReason::diverged);
            QVERIFY(run.result.explanation.english().find("A lower learning rate usually helps") != std::string::npos);
            QVERIFY(run.result.epochs < 30);
            QVERIFY(allFinite(run.best));
            QVERIFY(allFinite(run.last));
            QVERIFY(std::isfinite(run.checkpoint.bestLoss) || !validated);
        }
    }

    void stopsEarly() {
        auto data = pictures(20);
        TrainingOptions o = options(50, 20, 1e-12);  // nothing gets better
        o.earlyStopping = 3;
        const Network n = required(setBatchNormPolicy(chain(), ids(chain(), {"features.1"}), BatchNormPolicy::frozen));
        const auto run = trained(required(setDropout(n, ids(n, {"drop"}), 0)), o, data, &data);
        QVERIFY(run.result.reason == FinishReason::earlyStopping);
        QCOMPARE(run.result.epochs, run.result.bestEpoch + 3);
    }

    void timeLimitEnds() {
        auto data = pictures(20);
        TrainingOptions o = options(1000000, 1);
        o.timeLimit = 0.2;
        QElapsedTimer timer;
        timer.start();
        const auto run = trained(chain(), o, data);
        QVERIFY(run.result.reason == FinishReason::timeLimit);
        QVERIFY(run.result.seconds >= 0.2);
        QVERIFY(timer.elapsed() < 5000);
    }

    void pausesCostNoTime() {
        auto data = pictures(20);
        TrainingOptions o = options(3, 5);
        RunControl control;
        std::thread waker;
        OnStep said([&](const StepMetrics& metrics) {
            if (metrics.step != 5)
                return;
            control.pause();
            waker = std::thread([&] {
                QTest::qSleep(300);  // the pause itself, not a wait for something
                control.resume();
            });
        });
        auto run = required(engine().start({drawnLater(), &data, nullptr, o, nullptr}));
        QElapsedTimer timer;
        timer.start();
        const auto result = required(train(*run, control, said));
        const double wall = static_cast<double>(timer.elapsed()) / 1000;
        waker.join();
        QVERIFY(result.reason == FinishReason::completed);
        QVERIFY(control.secondsPaused() >= 0.25);
        QVERIFY(result.seconds <= wall - 0.25);
        QVERIFY(run->last() == trained(drawnLater(), o, data).last);  // and change nothing
    }

    /// From another thread, anywhere in long steps: forward, backward, while the cache fills.
    void stopsSoon_data() {
        QTest::addColumn<int>("after");
        QTest::addColumn<bool>("frozen");
        for (const int after : {50, 300, 550, 800, 1050})
            QTest::newRow(qPrintable(QString("%1 ms").arg(after))) << after << false;
        QTest::newRow("while the cache fills") << 200 << true;
    }
    void stopsSoon() {
        QFETCH(const int, after);
        QFETCH(const bool, frozen);
        auto data = pictures(96, {3, 64, 64});
        Network n = wide();
        if (frozen)
            n = required(apply(n, Edit(SetTrainable{{Selection::By::role, {"backbone"}}, false}), 5));
        auto run = required(engine().start({n, &data, nullptr, options(3, 16), nullptr}));
        RunControl control;
        Recorder said;
        QElapsedTimer sinceStop;
        std::thread stopper([&] {
            QTest::qSleep(after);
            sinceStop.start();
            control.stop();
        });
        const auto result = train(*run, control, said);
        const auto took = sinceStop.elapsed();
        stopper.join();
        QVERIFY2(result, messageOf(result).c_str());
        QVERIFY(result->reason == FinishReason::stopped);
        QVERIFY(run->last() == n);  // no epoch was finished
        qInfo("stopped %lld ms after it was asked to, after %zu steps", static_cast<long long>(took),
              said.steps.size());
        // 0.3 s are promised on a machine of its own; one that builds at the same time may take longer.
        QVERIFY2(took < 1500, qPrintable(QString::number(took)));
    }

    void failsWithTheSourcesSentence_data() {
        QTest::addColumn<int>("after");
        QTest::addColumn<bool>("frozen");
        QTest::newRow("first batch") << 0 << false;
        QTest::newRow("in the middle") << 6 << false;
        QTest::newRow("while the cache fills") << 0 << true;
    }
    void failsWithTheSourcesSentence() {
        QFETCH(const int, after);
        QFETCH(const bool, frozen);
        auto data = pictures(20);
        data.failsAfter = after;
        const Network n = frozen ? frozenFeatures() : chain();
        auto run = required(engine().start({n, &data, nullptr, options(3, 5), nullptr}));
        RunControl control;
        Recorder said;
        const auto result = train(*run, control, said);
        QCOMPARE(QString::fromStdString(messageOf(result)), QString("Picture “cat.jpg” cannot be read."));
        QVERIFY(run->result().reason == FinishReason::failed);
        QCOMPARE(QString::fromStdString(run->result().explanation.english()),
                 QString("Picture “cat.jpg” cannot be read."));
        QVERIFY(!required(run->epoch(control, said)));  // it is over
        QCOMPARE(run->result().epochs, std::int64_t{after / 4});
        QVERIFY((run->best() == n) == (after < 4));
    }

    void aSourceThatEndsEarlyIsAnError() {
        for (const bool frozen : {false, true}) {
            auto data = pictures(20);
            data.endsEarly = true;
            auto run =
                required(engine().start({frozen ? frozenFeatures() : chain(), &data, nullptr, options(1, 5), nullptr}));
            RunControl control;
            Recorder said;
            const auto result = train(*run, control, said);
            QVERIFY2(messageOf(result).starts_with("The data gave 0 pictures where"), messageOf(result).c_str());
            QVERIFY(!engine().forward(chain(), data, {}, control));
        }
    }
};

QTEST_GUILESS_MAIN(TestRun)
#include "test_run.moc"
