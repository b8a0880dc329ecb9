// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/options.h"

#include "tests/training/support.h"

#include <QTest>

#include <functional>

using namespace layerbench;
using namespace layerbench::fixture;

using Spoil = std::function<void(TrainingOptions&)>;
Q_DECLARE_METATYPE(Spoil)

class TestOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesGoBothWays() {
        for (const auto o : {Optimizer::sgd, Optimizer::adam, Optimizer::adamw, Optimizer::rmsprop})
            QVERIFY(required(optimizerFromName(name(o))) == o);
        for (const auto s : {Schedule::constant, Schedule::step, Schedule::cosine, Schedule::oneCycle})
            QVERIFY(required(scheduleFromName(name(s))) == s);
        for (const auto p : {Precision::float32, Precision::bfloat16})
            QVERIFY(required(precisionFromName(name(p))) == p);
        QCOMPARE(QString::fromStdString(messageOf(optimizerFromName("lion"))),
                 QString("“lion” is no optimizer; choose one of sgd, adam, adamw, rmsprop."));
        QCOMPARE(QString::fromStdString(messageOf(scheduleFromName("onecycle"))),
                 QString("“onecycle” is no schedule; choose one of constant, step, cosine, one-cycle."));
        QCOMPARE(QString::fromStdString(messageOf(precisionFromName(""))),
                 QString("“” is no precision; choose one of float32, bfloat16."));
    }

    void standardIsInRange() { QVERIFY(check({})); }
    void refuses_data() {
        QTest::addColumn<Spoil>("spoil");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, Spoil spoil, const char* message) {
            QTest::newRow(name) << spoil << QString(message);
        };
        const double nan = std::numeric_limits<double>::quiet_NaN();
        row(
            "epochs", [](auto& o) { o.epochs = 0; }, "epochs is 0; it must lie between 1 and 1000000.");
        row(
            "batch", [](auto& o) { o.batchSize = 65537; }, "batch-size is 65537; it must lie between 1 and 65536.");
        row(
            "rate", [](auto& o) { o.learningRate = 0; }, "learning-rate is 0; it must lie between 1e-12 and 1000.");
        row(
            "rate NaN", [=](auto& o) { o.learningRate = nan; },
            "learning-rate is NaN; it must lie between 1e-12 and 1000.");
        row(
            "momentum", [](auto& o) { o.momentum = 1; }, "momentum is 1; it must lie between 0 and 0.99999.");
        row(
            "decay", [](auto& o) { o.weightDecay = -1; }, "weight-decay is -1; it must lie between 0 and 100.");
        row(
            "step", [](auto& o) { o.stepSize = 0; }, "step-size is 0; it must lie between 1 and 1000000.");
        row(
            "gamma", [](auto& o) { o.gamma = 0; }, "gamma is 0; it must lie between 1e-09 and 10.");
        row(
            "views", [](auto& o) { o.cachedViews = 0; }, "cached-views is 0; it must lie between 1 and 1000.");
        row(
            "patience", [](auto& o) { o.earlyStopping = -1; },
            "early-stopping is -1; it must lie between 0 and 1000000.");
        row(
            "time", [](auto& o) { o.timeLimit = std::numeric_limits<double>::infinity(); },
            "time-limit is inf; it must lie between 0 and 1000000000.");
        row(
            "threads", [](auto& o) { o.compute.threads = -2; }, "threads is -2; it must lie between 0 and 1024.");
        row(
            "phase in the first epoch",
            [](auto& o) {
                o.phases = {{1, {}}};
            },
            "Phase 1 comes before epoch 1; in a run of 25 epochs it must be one from 2 to 25.");
        row(
            "phase after the last epoch",
            [](auto& o) {
                o.phases = {{25, {}}, {26, {}}};
            },
            "Phase 2 comes before epoch 26; in a run of 25 epochs it must be one from 2 to 25.");
        row(
            "phase in a run of one epoch",
            [](auto& o) {
                o.epochs = 1;
                o.phases = {{2, {}}};
            },
            "A run of one epoch has no room for phases: they come before a later epoch.");
        row(
            "phases out of order",
            [](auto& o) {
                o.phases = {{6, {}}, {4, {}}};
            },
            "Phase 2 (epoch 4) stands behind phase 1 (epoch 6); put them in the order of their epochs.");
        row(
            "phase without layers",
            [](auto& o) {
                o.phases = {{6, {Selection::By::names, {}}}};
            },
            "Phase 1 (epoch 6) names no layers.");
        row(
            "phase without a rate",
            [](auto& o) {
                o.phases = {{6, {}, true, 0}};
            },
            "The rate of phase 1 (epoch 6) is 0; it must lie between 1e-06 and 1000.");
        row(
            "phase's rate NaN",
            [=](auto& o) {
                o.phases = {{6, {}, true, nan}};
            },
            "The rate of phase 1 (epoch 6) is NaN; it must lie between 1e-06 and 1000.");
    }
    void refuses() {
        QFETCH(const Spoil, spoil);
        QFETCH(const QString, message);
        TrainingOptions o;
        spoil(o);
        QCOMPARE(QString::fromStdString(messageOf(check(o))), message);
    }

    /// Every step of PyTorch's schedulers to 1e-9.
    void schedulesAsPyTorch() {
        int rows = 0;
        for (const QJsonValue entry : golden("schedules").toArray()) {
            TrainingOptions o;
            o.schedule = required(scheduleFromName(entry["name"].toString().toStdString()));
            o.epochs = entry["epochs"].toInt();
            o.momentum = entry["momentum"].toDouble();
            o.stepSize = entry["step_size"].toInt(7);
            const int stepsPerEpoch = entry["steps_per_epoch"].toInt();
            int step = 0;
            for (const QJsonValue expected : entry["rates"].toArray()) {
                const Rate rate = rateAt(o, step++, stepsPerEpoch);
                if (std::abs(rate.factor - expected[0].toDouble()) > 1e-9 ||
                    std::abs(rate.momentum - expected[1].toDouble()) > 1e-9)
                    QFAIL(qPrintable(QString("%1, %2 epochs of %3, step %4: %5 and %6, not %7 and %8")
                                         .arg(entry["name"].toString())
                                         .arg(o.epochs)
                                         .arg(stepsPerEpoch)
                                         .arg(step - 1)
                                         .arg(rate.factor)
                                         .arg(rate.momentum)
                                         .arg(expected[0].toDouble())
                                         .arg(expected[1].toDouble())));
                ++rows;
            }
        }
        QCOMPARE(rows, 2 * (30 + 25 + 28) + 30 + 4 + 3 + 2 + 100 + 1);
    }

    /// The schedule goes on underneath; the latest phase's factor is on top.
    void phasesScaleTheSchedule_data() {
        QTest::addColumn<int>("step");
        QTest::addColumn<double>("factor");
        QTest::newRow("first step") << 0 << 1.0;
        QTest::newRow("last step before the phase") << 3 * 4 - 1 << 1.0;
        QTest::newRow("its first step") << 3 * 4 << 0.1;
        QTest::newRow("with a step of the schedule") << 4 * 4 << 0.1 * 0.5;
        QTest::newRow("two for one epoch: the last") << 5 * 4 << 2 * 0.5;
        QTest::newRow("to the end") << 7 * 4 + 3 << 2 * 0.5;
    }
    void phasesScaleTheSchedule() {
        QFETCH(const int, step);
        QFETCH(const double, factor);
        TrainingOptions o;
        o.epochs = 8;
        o.schedule = Schedule::step;
        o.stepSize = 4;
        o.gamma = 0.5;
        o.phases = {{4, {}, true, 0.1}, {6, {}, true, 3}, {6, {}, true, 2}};
        QVERIFY(check(o));
        QCOMPARE(rateAt(o, step, 4).factor, factor);
        QCOMPARE(rateAt(o, step, 4).momentum, 0.9);
    }

    void momentumIsNotAdams() {
        TrainingOptions o;
        o.momentum = 0.5;
        QCOMPARE(rateAt(o, 0, 1).momentum, 0.5);
        for (const auto adam : {Optimizer::adam, Optimizer::adamw}) {
            o.optimizer = adam;
            QCOMPARE(rateAt(o, 0, 1).momentum, 0.9);
        }
        o = {};
        o.momentum = 0;
        o.schedule = Schedule::oneCycle;
        QCOMPARE(rateAt(o, 3, 1).momentum, 0.0);  // none is cycled where there is none
    }
};

QTEST_GUILESS_MAIN(TestOptions)
#include "test_options.moc"
