// SPDX-License-Identifier: GPL-3.0-or-later
// Training from the real window, by mouse: from the first start to a curve, pause, stop, edits meanwhile.
#include "ui/results/results_view.h"
#include "widgets/curves/curve_panel.h"
#include "window_fixture.h"

using namespace layerbench;
using namespace layerbench::fixture;

class TestWindowTraining : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> f;

    std::vector<RunSummary> runs() {
        waitForBackground();
        return required(f->document().project()->runs());
    }

private Q_SLOTS:
    void init() {
        f = std::make_unique<WindowFixture>();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
    }
    void cleanup() { f.reset(); }

    // From the start to a training curve: case 1, Train.
    void firstStart() {
        QVERIFY(!f->action("train")->isEnabled());
        f->press("case1");
        QTRY_VERIFY(f->action("train")->isEnabled());
        f->setEpochs(4);
        const Network network = f->network();
        f->press("train");
        auto* curves = f->window->findChild<CurvePanel*>();
        QTRY_VERIFY_WITH_TIMEOUT(!curves->runs().empty() && curves->runs()[0].epochs.size() == 4, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(!f->session()->active(), 10'000);
        const auto stored = runs();
        QCOMPARE(stored.size(), std::size_t{1});
        QCOMPARE(stored[0].caseName, std::string("1"));
        QVERIFY(stored[0].status == RunStatus::finished);
        QCOMPARE(stored[0].epochs, 4);
        QVERIFY(stored[0].result.frozenUnchanged);
        // What trained is what was shown, the class names of the data apart.
        const RunRecord record = required(f->document().project()->run(stored[0].id));
        QVERIFY(withClassNames(record.network, {}) == withClassNames(network, {}));
        const auto epochs = required(f->document().project()->epochs(stored[0].id));
        for (std::size_t i = 0; i < epochs.size(); ++i)
            QCOMPARE(curves->runs()[0].epochs[i].validationAccuracy, epochs[i].validationAccuracy);
        QVERIFY(!curves->runs()[0].steps.empty());
        QTRY_COMPARE(f->window->findChild<ResultsView*>()->selectedRuns().size(), std::size_t{0});
    }

    void pauseGoOnStop() {
        f->press("case3");
        QTRY_VERIFY(f->action("train")->isEnabled());
        f->setEpochs(5000);
        f->press("train");
        QTRY_VERIFY_WITH_TIMEOUT(f->session()->state() == TrainingSession::State::running, 30'000);
        f->press("pause");
        QTRY_VERIFY(f->session()->state() == TrainingSession::State::paused);
        f->press("pause");
        QTRY_VERIFY(f->session()->state() == TrainingSession::State::running);
        f->press("stop");
        QTRY_VERIFY_WITH_TIMEOUT(!f->session()->active(), 20'000);
        QVERIFY(runs().at(0).status == RunStatus::paused);
        QVERIFY(f->action("train")->isEnabled());
    }

    // The run keeps its own copy of the network.
    void editWhileTraining() {
        f->press("case3");
        QTRY_VERIFY(f->action("train")->isEnabled());
        f->setEpochs(5000);
        const Network trained = f->network();
        f->press("train");
        QTRY_VERIFY_WITH_TIMEOUT(f->session()->state() == TrainingSession::State::running, 30'000);
        f->press("knifeTool");
        const LayerId last = f->diagram().layout().units[1].layers.back();
        QTest::mouseClick(&f->diagram(), Qt::LeftButton, {}, f->diagram().cutPointAfter(last).toPoint());
        QVERIFY(f->network() != trained);
        f->press("stop");
        QTRY_VERIFY_WITH_TIMEOUT(!f->session()->active(), 20'000);
        const RunRecord record = required(f->document().project()->run(runs().at(0).id));
        QVERIFY(withClassNames(record.network, {}) == withClassNames(trained, {}));
    }

    void whyItCannotTrain_data() {
        QTest::addColumn<QStringList>("actions");
        QTest::addColumn<QString>("says");
        QTest::newRow("as opened") << QStringList{} << "10 classes, the data has 8";
        QTest::newRow("all frozen") << QStringList{"case1", "freeze all"} << "Every layer is frozen";
    }
    void whyItCannotTrain() {
        QFETCH(QStringList, actions);
        QFETCH(QString, says);
        for (const auto& action : actions) {
            if (action == QStringLiteral("freeze all"))
                QVERIFY(f->document().apply(SetTrainable{{Selection::By::role, {"all"}}, false}));
            else
                f->press(qPrintable(action));
        }
        QTRY_VERIFY(!f->action("train")->isEnabled());
        QVERIFY2(f->action("train")->toolTip().contains(says), qPrintable(f->action("train")->toolTip()));
    }

    // Closing in mid-run ends it and keeps it; opened again it is in the table and goes on.
    void closedInMidRun() {
        f->press("case1");
        QTRY_VERIFY(f->action("train")->isEnabled());
        f->setEpochs(3000);
        f->press("train");
        auto* curves = f->window->findChild<CurvePanel*>();
        QTRY_VERIFY_WITH_TIMEOUT(!curves->runs().empty() && curves->runs()[0].epochs.size() > 2, 60'000);
        f->close();
        f->show();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
        QTRY_COMPARE(f->document().runs().size(), std::size_t{1});
        const RunSummary before = f->document().runs()[0];
        QVERIFY(before.status == RunStatus::paused);
        QVERIFY(before.epochs > 2);
        Q_EMIT f->window->findChild<ResultsView*>()->resumeRequested(before.id);
        QTRY_VERIFY_WITH_TIMEOUT(f->session()->state() == TrainingSession::State::running, 30'000);
        curves = f->window->findChild<CurvePanel*>();
        QTRY_VERIFY_WITH_TIMEOUT(!curves->runs().empty() && std::ssize(curves->runs()[0].epochs) > before.epochs,
                                 60'000);
        f->press("stop");
        QTRY_VERIFY_WITH_TIMEOUT(!f->session()->active(), 20'000);
    }
};

QTEST_MAIN(TestWindowTraining)
#include "test_window_training.moc"
