// SPDX-License-Identifier: GPL-3.0-or-later
// Training from the real window, by mouse: from the first start to a curve, pause, stop, edits meanwhile.
#include "core/project/recipe_json.h"
#include "ui/results/results_view.h"
#include "widgets/curves/curve_panel.h"
#include "window_fixture.h"

#include <QDialog>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTimer>

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

    // Limits of the feature cache, set while the engine is loaded, reach it: the first run leaves its features in the
    // folder, the second needs no forward pass through the frozen part.
    void secondRunFindsItsFeatures() {
        const QTemporaryDir cache;
        const QByteArray before = qgetenv("LAYERBENCH_CACHE");
        qputenv("LAYERBENCH_CACHE", cache.path().toUtf8());
        f->action("manageFeatureCache")->trigger();
        auto* dialog = f->window->findChild<QDialog*>("featureCacheDialog");
        qputenv("LAYERBENCH_CACHE", before);
        QVERIFY(dialog && dialog->isVisible());
        auto* disk = dialog->findChild<QSpinBox*>("diskLimit");
        disk->selectAll();
        QTest::keyClicks(disk, "600");
        QTest::keyClick(disk, Qt::Key_Return);
        QVERIFY(!dialog->isVisible());

        f->press("case1");
        QTRY_VERIFY(f->action("train")->isEnabled());
        // As float16, so that what other tests have left in the engine's memory is no match.
        auto* view = f->window->findChild<TrainingView*>();
        TrainingOptions options = view->options();
        options.epochs = 3;
        options.halfFeatures = true;
        view->setOptions(options);
        for (std::size_t done = 1; done <= 2; ++done) {
            f->press("train");
            QTRY_VERIFY_WITH_TIMEOUT(!f->session()->active() && runs().size() == done, 60'000);
            QTRY_VERIFY(f->action("train")->isEnabled());
        }
        keepFeatures({});
        QVERIFY(!QDir(cache.filePath("features")).isEmpty());
        const auto stored = runs();
        QVERIFY(stored[0].result.cache.images > 0);
        QCOMPARE(stored[1].result.cache.images, std::int64_t{0});
        QVERIFY(stored[1].result.cache.secondsSaved > stored[0].result.cache.secondsSaved);
        QCOMPARE(stored[1].result.validationAccuracy, stored[0].result.validationAccuracy);
    }

    // A way of transferring from the menu, with its changes in mid-run, by mouse.
    void blockByBlock() {
        auto* button = f->window->findChild<QToolButton*>("variantsButton");
        QVERIFY(button && button->isVisible());
        QTimer::singleShot(0, this, [this] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QVERIFY(menu);
            QTest::mouseClick(menu, Qt::LeftButton, {},
                              menu->actionGeometry(f->action("variant-gradual-unfreezing")).center());
        });
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(f->document().history().caseName(), std::string("gradual-unfreezing"));
        auto* view = f->window->findChild<TrainingView*>();
        QVERIFY(!view->options().phases.empty());
        // Fewer epochs spread the phases anew.
        auto* epochs = f->window->findChild<QLineEdit*>("epochs");
        epochs->selectAll();
        QTest::keyClicks(epochs, "4");
        QTest::keyClick(epochs, Qt::Key_Return);
        QCOMPARE(view->options().epochs, 4);
        QVERIFY(!view->options().phases.empty() && view->options().phases.back().epoch <= 4);
        const auto phases = view->options().phases;
        auto* without = f->window->findChild<QPushButton*>("withoutPhases");
        QTest::mouseClick(without, Qt::LeftButton);
        QVERIFY(view->options().phases.empty());
        QTest::mouseClick(without, Qt::LeftButton);
        QCOMPARE(view->options().phases, phases);
        f->press("train");
        auto* curves = f->window->findChild<CurvePanel*>();
        QTRY_VERIFY_WITH_TIMEOUT(!curves->runs().empty() && curves->runs()[0].epochs.size() == 4, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(!f->session()->active(), 10'000);
        QCOMPARE(runs().at(0).caseName, std::string("gradual-unfreezing"));
        QTRY_COMPARE(curves->phaseMarks("loss").size(), phases.size());
        f->press("case1");
        QVERIFY(view->options().phases.empty());
        f->action("undo")->trigger();
        QCOMPARE(view->options().phases, phases);
    }

    // A recipe that says how it is trained; so also after the window was closed.
    void aRecipeBringsItsTraining() {
        TrainingOptions training;
        training.learningRate = 0.0123;
        training.epochs = 9;
        training.phases = {{5, {Selection::By::role, {"all"}}, true, 0.5}};
        const Recipe recipe{"Mine", "", {SetTrainable{{Selection::By::role, {"all"}}, false}, ReplaceHead{}}};
        QFile file(f->folder.filePath("mine.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(recipeFileToJson({recipe, training})));
        file.close();
        f->window->open(file.fileName());
        auto* view = f->window->findChild<TrainingView*>();
        QTRY_COMPARE(view->options().learningRate, 0.0123);
        QCOMPARE(view->options().epochs, 9);
        QCOMPARE(view->options().phases, training.phases);
        f->close();
        f->show();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
        view = f->window->findChild<TrainingView*>();
        QTRY_COMPARE(view->options().learningRate, 0.0123);
        QCOMPARE(view->options().phases, training.phases);
        f->press("case1");
        QVERIFY(view->options().phases.empty());
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
