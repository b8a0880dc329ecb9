// SPDX-License-Identifier: GPL-3.0-or-later
// Forecasts with a clock of the test's own: exact values.
#include "ui/training/metric_buffer.h"
#include "ui/training/progress_meter.h"

#include <QTest>

#include <cmath>

using namespace layerbench;

class TestProgressMeter final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsKnownBeforeTheFirstStep() {
        ProgressMeter meter;
        meter.begin({.stepsPerEpoch = 4, .epochs = 5, .trainingPictures = 32}, 100);
        const auto now = meter.progress();
        QCOMPARE(now.fraction, 0.0);
        QCOMPARE(now.epoch, 1);
        QCOMPARE(now.epochs, 5);
        QVERIFY(std::isnan(now.secondsLeft));
        QVERIFY(std::isnan(now.imagesPerSecond));
    }

    void evenStepsAndEpochEnds() {
        ProgressMeter meter;
        meter.begin({.stepsPerEpoch = 2, .epochs = 3, .trainingPictures = 16}, 0);
        double now = 0;
        meter.onStep(1, now += 1);
        QCOMPARE(meter.progress().secondsLeft, 5.0);  // five steps; without validation the end costs nothing yet
        QCOMPARE(meter.progress().imagesPerSecond, 8.0);
        meter.onStep(2, now += 1);
        QCOMPARE(meter.progress().epoch, 1);
        meter.onEpoch(1, now += 0.5);
        QCOMPARE(meter.progress().epoch, 2);
        QCOMPARE(meter.progress().secondsLeft, 4 * 1.0 + 2 * 0.5);
        QCOMPARE(meter.progress().fraction, 2.0 / 6);
        for (const int step : {3, 4})
            meter.onStep(step, now += 1);
        meter.onEpoch(2, now += 0.5);
        for (const int step : {5, 6})
            meter.onStep(step, now += 1);
        meter.onEpoch(3, now += 0.5);
        QCOMPARE(meter.progress().secondsLeft, 0.0);
        QCOMPARE(meter.progress().fraction, 1.0);
        QCOMPARE(meter.progress().epoch, 3);
    }

    void validationIsGuessedUntilItWasSeen() {
        ProgressMeter meter;
        meter.begin({.stepsPerEpoch = 4, .epochs = 1, .trainingPictures = 32, .validationPictures = 24}, 0);
        meter.onStep(1, 1);
        QCOMPARE(meter.progress().secondsLeft, 3 + 3 * 1.0 / 3);
    }

    void theFrozenPartCountsForItself() {
        ProgressMeter meter;
        meter.begin({.stepsPerEpoch = 2, .epochs = 2, .trainingPictures = 20, .validationPictures = 10, .views = 2}, 0);
        meter.onFeatures(10, 20, 5);
        QCOMPARE(meter.progress().fraction, 0.5);
        QVERIFY(std::isnan(meter.progress().secondsLeft));
        meter.onFeatures(20, 20, 10);
        meter.onStep(1, 11);
        // Three steps of 1 s; the validation at a third of a step for the same pictures, twice; 20 + 10 pictures of
        // half a second are still to go through the frozen part.
        QCOMPARE(meter.progress().secondsLeft, 3 + 2 * (1.0 / 3) + 30 * 0.5);
        QCOMPARE(meter.progress().fraction, 0.25);
        meter.onStep(2, 12);
        meter.onFeatures(10, 10, 17);  // the validation's
        QCOMPARE(meter.progress().featuresTotal, 10);
        QCOMPARE(meter.progress().secondsLeft, 2 + 2 * (1.0 / 3) + 20 * 0.5);
        meter.onEpoch(1, 17.25);
        meter.onFeatures(20, 20, 27.25);
        QCOMPARE(meter.progress().secondsLeft, 2 + 0.25);
    }

    void oneSlowStepIsSoonForgotten() {
        ProgressMeter meter;
        meter.begin({.stepsPerEpoch = 1000, .epochs = 1, .trainingPictures = 1000}, 0);
        double now = 0;
        meter.onStep(1, now += 10);
        for (int step = 2; step <= 200; ++step)
            meter.onStep(step, now += 0.1);
        const double left = meter.progress().secondsLeft;
        QVERIFY2(left > 79.9 && left < 80.1, qPrintable(QString::number(left)));
    }

    void aRunThatGoesOn() {
        ProgressMeter meter;
        meter.begin({.stepsPerEpoch = 2, .epochs = 4, .epochsDone = 3, .trainingPictures = 16}, 50);
        QCOMPARE(meter.progress().fraction, 0.75);
        QCOMPARE(meter.progress().epoch, 4);
        meter.onStep(7, 52);
        QCOMPARE(meter.progress().secondsLeft, 2.0);
    }

    void timeLimitBoundsWhatIsLeft() {
        ProgressMeter meter;
        meter.begin({.stepsPerEpoch = 100, .epochs = 10, .trainingPictures = 100, .secondsAllowed = 5}, 0);
        meter.onStep(1, 2);
        QCOMPARE(meter.progress().secondsLeft, 3.0);
        meter.onStep(2, 7);
        QCOMPARE(meter.progress().secondsLeft, 0.0);
    }

    void theBufferIsEmptyAfterItWasTaken() {
        RunControl control;
        MetricBuffer buffer(control);
        buffer.begin(3, {.stepsPerEpoch = 2, .epochs = 2, .trainingPictures = 2});
        buffer.onStep({1, 1, 0.5, 1, 0.001});
        buffer.onStep({1, 2, 0.25, 1, 0.001});
        buffer.onEpoch({.epoch = 1});
        buffer.onMessage(text("Worth knowing."));
        const auto batch = buffer.take();
        QCOMPARE(batch.begun->run, 3);
        QCOMPARE(batch.steps.size(), std::size_t{2});
        QCOMPARE(batch.steps[1].loss, 0.25);
        QCOMPARE(batch.epochs.size(), std::size_t{1});
        QCOMPARE(batch.messages.size(), std::size_t{1});
        QCOMPARE(batch.progress->fraction, 0.5);
        const auto rest = buffer.take();
        QVERIFY(!rest.begun && rest.steps.empty() && rest.epochs.empty() && rest.messages.empty() && !rest.progress);
    }
};

QTEST_GUILESS_MAIN(TestProgressMeter)
#include "test_progress_meter.moc"
