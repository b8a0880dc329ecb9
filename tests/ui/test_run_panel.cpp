// SPDX-License-Identifier: GPL-3.0-or-later
// The foot of the training dock: the buttons, the words about a run in progress, and the result.
#include "training_dock.h"
#include "widgets/basics/theme.h"

#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace layerbench;
using State = TrainingSession::State;

namespace {

RunResult goodResult() {
    RunResult result;
    result.epochs = 40;
    result.bestEpoch = 12;
    result.validationAccuracy = 0.935;
    result.seconds = 14;
    result.cache.prefix = "features.9";
    result.cache.images = 160;
    result.cache.secondsSaved = 48;
    LayerProof proof;
    proof.frozen = proof.unchanged = true;
    result.proof = {proof};
    return result;
}

}  // namespace

class TestRunPanel final : public QObject, private fixture::TrainingDock {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        applyTheme(*qApp, Theme::light());
    }
    void init() {
        view_ = std::make_unique<TrainingView>();
        view_->setDefaults(TrainingOptions());
        view_->resize(265, 330);
        view_->show();
        QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
    }
    void cleanup() { view_.reset(); }

    void notReadySaysWhy() {
        QSignalSpy train(view_.get(), &TrainingView::trainRequested);
        const auto why = QStringLiteral("The network answers with 1,000 classes, the data has 2: give it a new head.");
        view_->setReady(false, why);
        QCOMPARE(textOf("whyNotReady"), why);
        click("trainButton");
        QCOMPARE(train.count(), 0);
        view_->setReady(true);
        QCOMPARE(textOf("whyNotReady"), QString());
        click("trainButton");
        QCOMPARE(train.count(), 1);
    }

    void everyFieldCanBeLookedAtDuringARun() {
        view_->showState(State::running);
        click("moreOptions");
        QVERIFY(find<QLineEdit>("weightDecay")->isVisible());
        QVERIFY(!find<QLineEdit>("weightDecay")->isEnabled());
        type("epochs", QStringLiteral("3"));
        QCOMPARE(view_->options().epochs, 25);
    }

    void buttonsFollowTheRun() {
        QSignalSpy pause(view_.get(), &TrainingView::pauseRequested);
        QSignalSpy goOn(view_.get(), &TrainingView::resumeRequested);
        QSignalSpy stop(view_.get(), &TrainingView::stopRequested);
        view_->showState(State::preparing);
        QVERIFY(!find<QPushButton>("trainButton")->isVisible());
        QVERIFY(!find<QPushButton>("pauseButton")->isEnabled());
        QVERIFY(find<QPushButton>("stopButton")->isEnabled());
        QVERIFY(!find<QLineEdit>("epochs")->isEnabled());
        QCOMPARE(textOf("trainingStatus"), QStringLiteral("preparing …"));

        view_->showState(State::running);
        view_->showProgress({.fraction = 0.25, .epoch = 1, .epochs = 40, .featuresDone = 40, .featuresTotal = 160});
        QCOMPARE(textOf("trainingStatus"), QStringLiteral("frozen part: 40 of 160 pictures"));
        view_->showProgress({.fraction = 0.75,
                             .epoch = 31,
                             .epochs = 40,
                             .secondsLeft = 2.4,
                             .imagesPerSecond = 1240,
                             .featuresDone = 160,
                             .featuresTotal = 160});
        QCOMPARE(textOf("trainingStatus"), QStringLiteral("epoch 31 of 40 · 3 s left"));
        QCOMPARE(find<QProgressBar>("trainingProgress")->value(), 750);
        click("pauseButton");
        QCOMPARE(pause.count(), 1);

        view_->showState(State::paused);
        QCOMPARE(find<QPushButton>("pauseButton")->text(), QStringLiteral("Continue"));
        QCOMPARE(textOf("trainingStatus"), QStringLiteral("paused · epoch 31 of 40"));
        click("pauseButton");
        QCOMPARE(goOn.count(), 1);
        QCOMPARE(pause.count(), 1);
        click("stopButton");
        QCOMPARE(stop.count(), 1);

        view_->showState(State::stopping);
        QCOMPARE(textOf("trainingStatus"), QStringLiteral("stopping and saving …"));
        QVERIFY(!find<QPushButton>("stopButton")->isEnabled());
        view_->showState(State::idle);
        QVERIFY(find<QPushButton>("trainButton")->isVisible());
        QVERIFY(!find<QProgressBar>("trainingProgress")->isVisible());
        QVERIFY(find<QLineEdit>("epochs")->isEnabled());
    }

    void results_data() {
        QTest::addColumn<RunResult>("result");
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("details");
        QTest::addColumn<QString>("proof");
        const QString space(QChar(0x202f));
        const QString best = QStringLiteral("93.5%1% at epoch 12").arg(space);
        const auto unchanged = QStringLiteral("frozen layers proved unchanged");
        const auto saved = QStringLiteral("frozen part computed once: 48 s saved");
        QTest::newRow("completed") << goodResult() << best << saved << unchanged;
        auto stopped = goodResult();
        stopped.reason = FinishReason::stopped;
        stopped.epochs = 13;
        QTest::newRow("stopped") << stopped << best << QStringLiteral("stopped after epoch 13; can go on\n") + saved
                                 << unchanged;
        auto early = goodResult();
        early.reason = FinishReason::earlyStopping;
        early.epochs = 17;
        early.cache = {};
        early.proof.clear();
        QTest::newRow("early, nothing frozen")
            << early << best << QStringLiteral("stopped early after epoch 17, as it got no better") << QString();
        RunResult diverged;
        diverged.reason = FinishReason::diverged;
        diverged.explanation = text("The loss became %1.", "NaN");
        QTest::newRow("diverged") << diverged << QStringLiteral("No epoch was finished")
                                  << QStringLiteral("The loss became NaN.") << QString();
        auto blind = goodResult();
        blind.validationAccuracy = std::numeric_limits<double>::quiet_NaN();
        QTest::newRow("without validation")
            << blind << QStringLiteral("40 epochs, without validation") << saved << unchanged;
        auto known = goodResult();
        known.cache.images = 0;
        QTest::newRow("features of an earlier run")
            << known << best << QStringLiteral("features of an earlier run: 48 s saved") << unchanged;
        auto changed = goodResult();
        changed.frozenUnchanged = false;
        QTest::newRow("frozen changed") << changed << best << saved
                                        << QStringLiteral("frozen layers CHANGED: please report this");
    }
    void results() {
        QFETCH(RunResult, result);
        view_->showState(State::running);
        view_->showState(State::idle);
        view_->showResult(result);
        QTEST(textOf("trainingOutcome"), "outcome");
        QTEST(textOf("trainingDetails"), "details");
        QTEST(textOf("trainingProof"), "proof");
        // The next run starts with a clean foot.
        view_->showState(State::preparing);
        QCOMPARE(textOf("trainingOutcome"), QString());
    }

    /// Pictures to look at, where LAYERBENCH_PICTURES names a folder for them.
    void pictures() {
        const QString folder = qEnvironmentVariable("LAYERBENCH_PICTURES");
        if (folder.isEmpty())
            return;
        DeviceInfo cpu;
        cpu.name = "cpu";
        cpu.available = true;
        DeviceInfo gpu;
        gpu.name = "cuda";
        gpu.description = "NVIDIA GPU";
        gpu.reason =
            text("This LibTorch (%1) is built for the CPU alone. For a GPU, build with a CUDA LibTorch.", "1.13.1");
        for (const bool dark : {false, true}) {
            applyTheme(*qApp, dark ? Theme::forDark() : Theme::light());
            init();
            QDockWidget dock(tr("Training"));
            dock.setWidget(view_.get());
            dock.show();
            const auto save = [&](const char* what, int height = 330) {
                dock.resize(265, height);
                for (int pass = 0; pass < 3; ++pass)  // each level of layouts asks the one above
                    QCoreApplication::processEvents();
                QPixmap picture(dock.size() * 2);
                picture.setDevicePixelRatio(2);
                dock.render(&picture);
                const auto shade = dark ? QStringLiteral("dark") : QStringLiteral("light");
                QVERIFY(picture.save(QStringLiteral("%1/training-%2-%3.png").arg(folder, QLatin1String(what), shade)));
            };
            view_->setDevices(QStringLiteral("LibTorch 1.13.1"), {cpu, gpu});
            save("idle");
            view_->setReady(false,
                            QStringLiteral("The network answers with 1,000 classes, the data has 2: press a case, "
                                           "or give it a new head."));
            save("not-ready");
            view_->setReady(true);
            type("epochs", QStringLiteral("40"));
            type("learningRate", QStringLiteral("fast"));
            save("invalid");
            type("learningRate", QStringLiteral("0.003"));
            view_->showState(State::preparing);
            view_->showState(State::running);
            view_->showProgress(
                {.fraction = 0.76, .epoch = 31, .epochs = 40, .secondsLeft = 3, .imagesPerSecond = 1240});
            save("running");
            view_->showState(State::paused);
            save("paused");
            view_->showState(State::idle);
            view_->showResult(goodResult());
            save("finished");
            click("moreOptions");
            save("expanded", 620);
            save("expanded-small");
            view_->setParent(nullptr);
            cleanup();
        }
        applyTheme(*qApp, Theme::light());
    }
};

QTEST_MAIN(TestRunPanel)
#include "test_run_panel.moc"
