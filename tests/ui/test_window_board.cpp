// SPDX-License-Identifier: GPL-3.0-or-later
// The case board in the real window, by mouse: compare, stop, ask the adviser, see and accept its cut, take each cell's
// network.
#include "core/report/comparison_table.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/comparison_details.h"
#include "ui/compare/comparison_table_view.h"
#include "ui/window/comparison_control.h"
#include "ui/window/pages.h"
#include "widgets/basics/translated.h"
#include "widgets/board/case_board.h"
#include "widgets/board/size_plot.h"
#include "widgets/curves/curve_panel.h"
#include "window_fixture.h"

#include <QClipboard>
#include <QDockWidget>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>

using namespace layerbench;
using namespace layerbench::fixture;
using State = ComparisonSession::State;

class TestWindowBoard : public QObject, WindowUser {
    Q_OBJECT

    void enlarge(const char* caseName) {
        QTest::mouseClick(board().childAt(board().plotArea(caseName).center().toPoint()), Qt::LeftButton);
        QCOMPARE(board().enlarged(), std::string(caseName));
    }
    CaseBoard& board() { return *f->window->comparePage().board(); }
    ComparisonSession* session() { return f->window->comparison().session(); }
    QString advised() { return find<QLabel>("adviceHeading")->text(); }
    std::vector<ComparisonRecord> stored() {
        waitForBackground();
        return required(f->document().project()->comparisons());
    }
    void useData(std::int64_t perClass) {
        DataRequest request = firstData();
        request.options.perClass = perClass;
        request.augmentation = Augmentation::none;
        f->window->data().open(request);
        QTRY_VERIFY_WITH_TIMEOUT(f->window->data().data() && !f->window->data().opening() &&
                                     f->window->data().data()->options.perClass == perClass,
                                 30'000);
    }
    void compareAndWait() {
        click("compareButton");
        QTRY_VERIFY(session()->active());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->active(), patience);
        waitForBackground();
    }

private Q_SLOTS:
    void init() {
        f = std::make_unique<WindowFixture>();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
        useData(2);
        f->setEpochs(2);
        clickTab(1);
        QVERIFY(board().isVisible());
        auto* seeds = find<QSpinBox>("compareSeeds");
        QCOMPARE(seeds->value(), 3);
        seeds->setValue(1);
    }
    void cleanup() { f.reset(); }

    // Before anything ran: the four cases with their networks, and Compare can be pressed.
    void empty() {
        QCOMPARE(board().state().cells.size(), std::size_t{4});
        for (const auto& cell : board().state().cells) {
            QVERIFY(cell.network && cell.runs.empty());
            QVERIFY(cell.totalParameters > 0);
        }
        QVERIFY(find<QPushButton>("compareButton")->isEnabled());
        QCOMPARE(f->window->size(), QSize(1366, 768));
        QVERIFY(!find<QPushButton>("copyCsv")->isVisible());
        QVERIFY(!find<QDockWidget>("curvesDock")->isVisible());
        clickTab(0);
        QVERIFY(find<QDockWidget>("curvesDock")->isVisible());
        QVERIFY(f->diagram().isVisible());
        // Neither page makes the window larger than it was.
        QCoreApplication::processEvents();
        QCOMPARE(f->window->size(), QSize(1366, 768));
        clickTab(1);
        QCoreApplication::processEvents();
        QCOMPARE(f->window->size(), QSize(1366, 768));
    }

    // What was opened while nobody looked at the board stands on it when somebody does.
    void catchesUp() {
        clickTab(0);
        f->window->openNetwork(QStringLiteral("squeezenet1_1:random"));
        QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(f->network().architecture()), QStringLiteral("squeezenet1_1"),
                                  patience);
        clickTab(1);
        QCOMPARE(board().state().cells.size(), std::size_t{4});
        for (const auto& cell : board().state().cells)
            QCOMPARE(cell.network->architecture(), std::string("squeezenet1_1"));
    }

    // The board comes alive, the table and the project keep what came out, a reopened project shows it again.
    void compare() {
        std::size_t most = 0;
        connect(session(), &ComparisonSession::arrived, this, [&](const ComparisonBatch&) {
            for (const auto& cell : board().state().cells)
                for (const auto& run : cell.runs)
                    if (run.state == BoardRun::State::running)
                        most = std::max(most, run.accuracy.size());
        });
        compareAndWait();
        QVERIFY(most > 0);
        const auto records = stored();
        QCOMPARE(records.size(), std::size_t{1});
        QCOMPARE(records[0].runs.size(), std::size_t{4});
        QCOMPARE(records[0].perClass, 2);
        QVERIFY(!records[0].advice.empty());
        auto* table = find<ComparisonTableView>("comparisonTable");
        QTRY_COMPARE(table->rows().size(), std::size_t{4});
        // The original task is at hand: its numbers, notes and settings in a window of their own.
        QTRY_VERIFY(std::isfinite(table->rows()[0].sourceAccuracy) || std::isfinite(table->rows()[1].sourceAccuracy));
        click("compareDetails");
        auto* details = find<ComparisonDetails>("comparisonDetails");
        QVERIFY(details && details->isVisible());
        QCOMPARE(details->rows().size(), std::size_t{4});
        Q_EMIT details->noteChanged("1", "remember");
        waitForBackground();
        QCOMPARE(required(f->document().project()->summary(records[0].runs[0])).note, std::string("remember"));
        details->close();
        const auto check = [&] {
            for (const std::int64_t id : records[0].runs) {
                const RunSummary run = required(f->document().project()->summary(id));
                const BoardCell* cell = board().state().find(run.caseName);
                QVERIFY(cell);
                QCOMPARE(cell->runs.size(), std::size_t{1});
                QCOMPARE(cell->runs[0].accuracy.size(), std::size_t{2});
                QCOMPARE(cell->accuracy, run.result.validationAccuracy);
                QVERIFY(!cell->verdict.isEmpty());
            }
        };
        check();
        click("copyMarkdown");
        QCOMPARE(QApplication::clipboard()->text().toStdString(),
                 comparisonTable(table->rows(), TableFormat::markdown));
        f->close();
        f->show();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
        QVERIFY(board().isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(board().state().find("1") && !board().state().find("1")->runs.empty(), 10'000);
        check();
        QTRY_COMPARE(find<ComparisonTableView>("comparisonTable")->rows().size(), std::size_t{4});
        QVERIFY(advised().contains(QStringLiteral("Why case")));
    }

    // Pause, go on, stop; meanwhile nothing else trains, and a sentence says why.
    void pauseAndStop() {
        f->setEpochs(5000);
        click("compareButton");
        QTRY_VERIFY_WITH_TIMEOUT(session()->state() == State::running, patience);
        QVERIFY(find<QLabel>("comparing")->isVisible());
        click("comparePause");
        QTRY_VERIFY(session()->state() == State::paused);
        click("comparePause");
        QTRY_VERIFY(session()->state() == State::running);
        QTRY_VERIFY_WITH_TIMEOUT(!board().state().find("1")->runs[0].accuracy.empty(), patience);
        f->press("case1");
        QVERIFY(f->diagram().isVisible());
        QTRY_VERIFY(f->action("train")->isEnabled());
        f->press("train");
        QVERIFY(!f->session()->active());
        QVERIFY2(f->strip().contains(QStringLiteral("case board is at work")), qPrintable(f->strip()));
        f->press("stop");
        QTRY_VERIFY_WITH_TIMEOUT(!session()->active(), 20'000);
        const auto records = stored();
        for (const auto id : records.at(0).runs)
            QVERIFY(required(f->document().project()->summary(id)).status == RunStatus::paused);
        clickTab(1);
        QTRY_VERIFY(board().state().find("1")->verdict.contains(QStringLiteral("Stopped")));
        QVERIFY(find<QPushButton>("compareButton")->isEnabled());
    }

    void notWhileTraining() {
        f->press("case3");
        f->setEpochs(5000);
        QTRY_VERIFY(f->action("train")->isEnabled());
        f->press("train");
        QTRY_VERIFY_WITH_TIMEOUT(f->session()->state() == TrainingSession::State::running, 30'000);
        clickTab(1);
        click("compareButton");
        QVERIFY(!session()->active());
        QVERIFY2(f->strip().contains(QStringLiteral("A run is training")), qPrintable(f->strip()));
        f->press("stop");
        QTRY_VERIFY_WITH_TIMEOUT(!f->session()->active(), 20'000);
    }

    // A window that closes in the middle ends the comparison and leaves whole runs.
    void closeInTheMiddle() {
        f->setEpochs(5000);
        click("compareButton");
        QTRY_VERIFY_WITH_TIMEOUT(session()->state() == State::running, patience);
        f->close();
        f->show();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
        const auto records = stored();
        for (const auto id : records.at(0).runs)
            QVERIFY(required(f->document().project()->summary(id)).status == RunStatus::paused);
    }

    void adviser() {
        click("adviceAsk");
        QTRY_VERIFY(session()->state() == State::advising);
        QTRY_VERIFY_WITH_TIMEOUT(!session()->active(), patience);
        const KnownAdvice* advice = f->window->comparison().advice();
        QVERIFY(advice);
        QVERIFY(advised().contains(toQString(advice->caseName)));
        QVERIFY(board().state().find(advice->caseName)->recommended);
        QVERIFY(board().placeOfData().has_value());
        // Other data: what was said was not about them.
        useData(3);
        QTRY_VERIFY(!f->window->comparison().advice());
    }

    // The user names what the network was trained on; the adviser measures the distance to that, also after a restart.
    void originalData() {
        f->press("case1");  // a project in which nothing was done is not kept
        clickTab(1);
        f->window->comparison().setOriginal("samples:base?per-class=4");
        click("adviceAsk");
        QTRY_VERIFY(session()->active());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->active(), patience);
        QVERIFY(f->window->comparison().advice()->json.find("samples:base?per-class=4") != std::string::npos);
        f->close();
        f->show();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
        clickTab(1);
        click("adviceAsk");
        QTRY_VERIFY(session()->active());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->active(), patience);
        QVERIFY(f->window->comparison().advice()->json.find("samples:base?per-class=4") != std::string::npos);
    }

    void verify() {
        f->setEpochs(6);
        click("adviceAsk");
        QTRY_VERIFY(session()->active());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->active(), patience);
        const std::string said = f->window->comparison().advice()->json;
        click("adviceVerify");
        QTRY_VERIFY(session()->active());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->active(), patience);
        QCOMPARE(stored().at(0).advice, said);
        // A third of the epochs is enough to see whether an advice holds.
        QCOMPARE(required(f->document().project()->options(stored().at(0).runs.front())).epochs, 2);
    }

    // The adviser's cut stands in the diagram as a ghost; one click is case 2 with that cut, one step to undo.
    void ghostKnife() {
        click("adviceAsk");
        QTRY_VERIFY(session()->active());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->active(), patience);
        const std::string cut = f->window->comparison().advice()->cut;
        const Network source = f->network();
        const auto showCut = [&] {
            clickTab(1);
            click("adviceCut");
            QVERIFY(f->diagram().isVisible());
            QVERIFY(f->diagram().proposal().has_value());
        };
        showCut();
        for (const auto& block : f->window->comparison().advice()->profile) {
            const LayerId last = required(cutLayer(source, block.cut));
            QVERIFY(f->diagram().proposalBar(last).height() > 0);
            QVERIFY(f->diagram().rect().contains(f->diagram().proposalBar(last).toRect()));
        }
        // Escape sends it away.
        QTest::keyClick(&f->diagram(), Qt::Key_Escape);
        QVERIFY(!f->diagram().proposal());
        QVERIFY(f->network() == source);
        const Recipe recipe = required(caseRecipe(Case::cutAndNewHead, source, cut));
        const Network wanted = required(apply(source, recipe, f->document().classCount()));
        showCut();
        QTest::mouseClick(&f->diagram(), Qt::LeftButton, {}, f->diagram().ghostKnife().toPoint());
        QVERIFY(f->network() == wanted);
        QVERIFY(!f->diagram().proposal());
        QCOMPARE(f->document().history().done(), std::size_t{1});
        QCOMPARE(f->document().history().caseName(), std::string("2"));
        f->press("undo");
        QVERIFY(f->network() == source);
        showCut();
        QTest::keyClick(&f->diagram(), Qt::Key_Return);
        QVERIFY(f->network() == wanted);
        QCOMPARE(f->written().done, 1);
    }

    // A cell is looked at closely and its network taken: it stands as the case makes it, one step to undo, and its
    // runs' curves are there.
    void openCells() {
        compareAndWait();
        const std::string cut = f->window->comparison().advice()->cut;
        QTRY_COMPARE(f->document().runs().size(), std::size_t{4});
        for (const char* name : {"1", "3", "4", "2"}) {
            const std::size_t before = f->document().history().done();
            enlarge(name);
            // To look closer leaves the user's own network alone.
            QVERIFY(board().isVisible() && !f->diagram().isVisible());
            QCOMPARE(f->document().history().done(), before);
            click("boardTake");
            QVERIFY(f->diagram().isVisible());
            QCOMPARE(f->document().history().done(), before + 1);
            const Recipe recipe =
                required(caseRecipe(required(caseFromName(name)), f->document().source().network, cut));
            QVERIFY(f->network() ==
                    required(apply(f->document().source().network, recipe, f->document().classCount())));
            auto* curves = f->window->findChild<CurvePanel*>();
            QTRY_VERIFY(curves->runs().size() == 1 && curves->runs()[0].caseName == name);
            clickTab(1);
        }
        // Once more is no further step.
        const std::size_t before = f->document().history().done();
        enlarge("2");
        click("boardTake");
        QCOMPARE(f->document().history().done(), before);
    }

    // Comparisons at two sizes are two points of each case.
    void dial() {
        f->setEpochs(1);
        compareAndWait();
        useData(4);
        QTRY_VERIFY(board().state().find("1")->runs.empty());
        compareAndWait();
        auto* plot = f->window->findChild<SizePlot*>();
        QTRY_VERIFY(plot->series().size() == 4 && plot->series()[0].points.size() == 2);
        QCOMPARE(plot->series()[0].points[0].perClass, 2.0);
        QCOMPARE(plot->series()[0].points[1].perClass, 4.0);
        useData(2);
        QTRY_VERIFY(!board().state().find("1")->runs.empty());
    }
};

QTEST_MAIN(TestWindowBoard)
#include "test_window_board.moc"
