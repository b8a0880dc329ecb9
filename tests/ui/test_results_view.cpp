// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/runs.h"
#include "ui/results/results_model.h"
#include "ui/results/results_view.h"
#include "widgets/basics/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <cmath>

using namespace layerbench;
using namespace layerbench::fixtures;

namespace {

using Ids = std::vector<std::int64_t>;

void show(ResultsView& view, QSize size = {900, 260}) {
    view.resize(size);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
}

QTableView* tableOf(const ResultsView& view) {
    return view.findChild<QTableView*>(QStringLiteral("resultsTable"));
}
QAction* actionOf(const ResultsView& view, const char* name) {
    return view.findChild<QAction*>(QLatin1String(name));
}

/// The first column, from above.
Ids shownIds(const ResultsView& view) {
    Ids ids;
    const auto* model = tableOf(view)->model();
    for (int row = 0; row < model->rowCount(); ++row)
        ids.push_back(model->index(row, ResultsModel::runColumn).data(ResultsModel::sortRole).toLongLong());
    return ids;
}

QPoint cell(const QTableView* table, int row, int column) {
    return table->visualRect(table->model()->index(row, column)).center();
}

void clickHeader(const QTableView* table, int column) {
    auto* header = table->horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      {header->sectionViewportPosition(column) + 20, header->height() / 2});
}

}  // namespace

class TestResultsView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }

    void emptyState() {
        ResultsView view;
        show(view);
        auto* empty = view.findChild<QLabel*>(QStringLiteral("resultsEmpty"));
        QVERIFY(empty->isVisible() && !tableOf(view)->isVisible());
        QCOMPARE(empty->text(), QStringLiteral("Trained runs are listed here"));
        view.setRuns(exampleRuns());
        QVERIFY(!empty->isVisible() && tableOf(view)->isVisible());
    }

    void sorting_data() {
        QTest::addColumn<int>("column");
        QTest::addColumn<Ids>("ascending");
        QTest::newRow("run, by number") << int(ResultsModel::runColumn) << Ids{1, 2, 3, 10};
        QTest::newRow("accuracy") << int(ResultsModel::accuracyColumn) << Ids{3, 10, 1, 2};
        QTest::newRow("time") << int(ResultsModel::timeColumn) << Ids{10, 1, 3, 2};
        QTest::newRow("case") << int(ResultsModel::caseColumn) << Ids{1, 2, 3, 10};
        QTest::newRow("status") << int(ResultsModel::statusColumn) << Ids{3, 1, 10, 2};
    }
    void sorting() {
        QFETCH(int, column);
        QFETCH(Ids, ascending);
        ResultsView view;
        view.setRuns(exampleRuns());
        show(view);
        QCOMPARE(shownIds(view), Ids({10, 3, 2, 1}));
        auto* table = tableOf(view);
        clickHeader(table, column);
        if (table->horizontalHeader()->sortIndicatorOrder() == Qt::DescendingOrder)
            clickHeader(table, column);
        QCOMPARE(shownIds(view), ascending);
        clickHeader(table, column);
        QCOMPARE(shownIds(view), Ids(ascending.rbegin(), ascending.rend()));
    }

    void filter_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<Ids>("found");
        QTest::newRow("nothing") << QString() << Ids{10, 3, 2, 1};
        QTest::newRow("network") << QStringLiteral("resnet") << Ids{2};
        QTest::newRow("two words in any order") << QStringLiteral("failed SqueezeNet") << Ids{3};
        QTest::newRow("path of the data") << QStringLiteral("me/pictures") << Ids{10, 3, 2, 1};
        QTest::newRow("signs are letters") << QStringLiteral("1 (") << Ids{};
        QTest::newRow("own recipe") << QStringLiteral("my rec") << Ids{10};
    }
    void filter() {
        QFETCH(QString, words);
        QFETCH(Ids, found);
        ResultsView view;
        view.setRuns(exampleRuns());
        show(view);
        QTest::keyClicks(view.findChild<QLineEdit*>(QStringLiteral("resultsFilter")), words);
        QCOMPARE(shownIds(view), found);
        auto* empty = view.findChild<QLabel*>(QStringLiteral("resultsEmpty"));
        QCOMPARE(empty->isVisible(), found.empty());
        if (found.empty())
            QCOMPARE(empty->text(), QStringLiteral("No run matches"));
    }

    void selectionStays() {
        ResultsView view;
        view.setRuns(exampleRuns());
        show(view);
        auto* table = tableOf(view);
        clickHeader(table, ResultsModel::accuracyColumn);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell(table, 0, 1));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier, cell(table, 2, 1));
        const Ids chosen = view.selectedRuns();
        QCOMPARE(chosen.size(), 2U);
        const auto order = table->horizontalHeader()->sortIndicatorOrder();
        QSignalSpy changed(&view, &ResultsView::selectionChanged);

        // The same runs with other numbers.
        auto runs = exampleRuns();
        runs[0].result.seconds = 99;
        view.setRuns(runs);
        QCOMPARE(view.selectedRuns(), chosen);
        // One more.
        runs.push_back(makeRun(11, "2", 0.5, RunStatus::running, 1));
        view.setRuns(runs);
        QCOMPARE(view.selectedRuns(), chosen);
        QCOMPARE(table->horizontalHeader()->sortIndicatorSection(), int(ResultsModel::accuracyColumn));
        QCOMPARE(table->horizontalHeader()->sortIndicatorOrder(), order);
        QCOMPARE(changed.size(), 0);
        // One of them goes.
        std::erase_if(runs, [&](const RunSummary& run) { return run.id == chosen[0]; });
        view.setRuns(runs);
        QCOMPARE(view.selectedRuns(), Ids{chosen[1]});
        QCOMPARE(changed.size(), 1);
    }

    void selectClearsAFilterThatHides() {
        ResultsView view;
        view.setRuns(exampleRuns());
        show(view);
        auto* filter = view.findChild<QLineEdit*>(QStringLiteral("resultsFilter"));
        QTest::keyClicks(filter, QStringLiteral("resnet"));
        view.select(2);
        QCOMPARE(view.selectedRuns(), Ids{2});
        QCOMPARE(filter->text(), QStringLiteral("resnet"));
        view.select(1);
        QCOMPARE(view.selectedRuns(), Ids{1});
        QCOMPARE(filter->text(), QString());
        view.select(77);
        QCOMPARE(view.selectedRuns(), Ids{1});
    }

    void opens() {
        ResultsView view;
        view.setRuns(exampleRuns());
        show(view);
        QSignalSpy opened(&view, &ResultsView::openRequested);
        auto* table = tableOf(view);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell(table, 1, 1));
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, cell(table, 1, 1));
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toLongLong(), 3);
        view.select(2);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(opened.size(), 2);
        QCOMPARE(opened[1][0].toLongLong(), 2);
    }

    void actions_data() {
        QTest::addColumn<RunStatus>("status");
        QTest::addColumn<bool>("checkpoint");
        QTest::addColumn<bool>("resume");
        QTest::addColumn<bool>("weights");
        QTest::newRow("running") << RunStatus::running << false << false << false;
        QTest::newRow("running, checkpoint") << RunStatus::running << true << false << true;
        QTest::newRow("finished") << RunStatus::finished << true << false << true;
        QTest::newRow("paused") << RunStatus::paused << true << true << true;
        QTest::newRow("interrupted") << RunStatus::interrupted << true << true << true;
        QTest::newRow("interrupted at once") << RunStatus::interrupted << false << false << false;
        QTest::newRow("failed") << RunStatus::failed << true << true << true;
    }
    void actions() {
        QFETCH(RunStatus, status);
        QFETCH(bool, checkpoint);
        QFETCH(bool, resume);
        QFETCH(bool, weights);
        auto run = makeRun(5, "1", 0.5, status, 1);
        run.hasCheckpoint = checkpoint;
        ResultsView view;
        view.setRuns({run, makeRun(6, "1", 0.5, RunStatus::paused, 1)});
        show(view);
        QVERIFY(!actionOf(view, "openRun")->isEnabled());
        view.select(5);
        QVERIFY(actionOf(view, "openRun")->isEnabled());
        QCOMPARE(actionOf(view, "resumeRun")->isEnabled(), resume);
        QCOMPARE(actionOf(view, "exportSafetensors")->isEnabled(), weights);
        QCOMPARE(actionOf(view, "exportPth")->isEnabled(), weights);

        QSignalSpy resumed(&view, &ResultsView::resumeRequested);
        QSignalSpy exported(&view, &ResultsView::exportWeightsRequested);
        actionOf(view, "resumeRun")->trigger();
        actionOf(view, "exportSafetensors")->trigger();
        actionOf(view, "exportPth")->trigger();
        QCOMPARE(resumed.size(), resume ? 1 : 0);
        QCOMPARE(exported.size(), weights ? 2 : 0);
        if (weights) {
            QCOMPARE(exported[0], QVariantList({QVariant::fromValue(std::int64_t{5}), QStringLiteral("safetensors")}));
            QCOMPARE(exported[1], QVariantList({QVariant::fromValue(std::int64_t{5}), QStringLiteral("pth")}));
        }
        // Of several runs none is meant.
        tableOf(view)->selectAll();
        QVERIFY(!actionOf(view, "resumeRun")->isEnabled());
        QVERIFY(!actionOf(view, "exportPth")->isEnabled());
    }

    void actionsFollowTheStatus() {
        auto runs = exampleRuns();
        ResultsView view;
        view.setRuns(runs);
        show(view);
        view.select(2);
        QVERIFY(actionOf(view, "resumeRun")->isEnabled());
        runs[1].status = RunStatus::running;
        view.setRuns(runs);
        QVERIFY(!actionOf(view, "resumeRun")->isEnabled());
    }

    void contextMenu() {
        ResultsView view;
        view.setRuns(exampleRuns());
        show(view);
        auto* table = tableOf(view);
        const QPoint at = cell(table, 2, 1);
        QTest::mouseClick(table->viewport(), Qt::RightButton, {}, at);
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, table->viewport()->mapToGlobal(at));
        QApplication::sendEvent(table->viewport(), &event);
        auto* menu = view.findChild<QMenu*>(QStringLiteral("resultsMenu"));
        QTRY_VERIFY(menu->isVisible());
        QCOMPARE(view.selectedRuns(), Ids{2});
        QTest::keyClick(menu, Qt::Key_Escape);
        QTRY_VERIFY(!menu->isVisible());
    }

    void clipboard() {
        ResultsView view;
        view.setRuns(exampleRuns());
        show(view);
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        auto* table = tableOf(view);
        view.select(1);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(),
                 QString::fromStdString(resultTable({resultRow(exampleRuns()[0])}, TableFormat::text)));
        actionOf(view, "copyCsv")->trigger();
        QCOMPARE(QApplication::clipboard()->text().split(QLatin1Char('\n'))[1],
                 QStringLiteral("1,squeezenet1_1,/home/me/pictures/hymenoptera/,1,Train a new head,finished,1,0.935,12,"
                                "1032,723522,14.2,7.1"));
        // Nothing selected: all that is shown, in the order shown.
        table->clearSelection();
        clickHeader(table, ResultsModel::accuracyColumn);
        actionOf(view, "copyMarkdown")->trigger();
        std::vector<ResultRow> rows;
        ResultsModel model;
        model.setRuns(exampleRuns());
        for (const auto id : shownIds(view))
            rows.push_back(resultRow(model.at(model.rowOf(id))));
        QCOMPARE(rows.size(), 4U);
        QCOMPARE(QApplication::clipboard()->text(), QString::fromStdString(resultTable(rows, TableFormat::markdown)));
    }

    void columnsFit_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<bool>("saved");
        QTest::newRow("wide") << 1100 << true;
        QTest::newRow("as in a small window") << 860 << true;
        QTest::newRow("narrow") << 640 << false;
        QTest::newRow("very narrow") << 420 << false;
    }
    void columnsFit() {
        QFETCH(int, width);
        QFETCH(bool, saved);
        ResultsView view;
        view.setRuns(exampleRuns());
        show(view, {width, 260});
        const auto* table = tableOf(view);
        QCOMPARE(table->horizontalHeader()->length(), table->viewport()->width());
        QCOMPARE(!table->isColumnHidden(ResultsModel::savedColumn), saved);
        for (const int always : {ResultsModel::runColumn, ResultsModel::caseColumn, ResultsModel::accuracyColumn})
            QVERIFY(!table->isColumnHidden(always));
        QVERIFY(table->columnWidth(ResultsModel::caseColumn) >= 100);
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("LAYERBENCH_PICTURES");
        if (folder.isEmpty())
            return;
        for (const bool dark : {false, true}) {
            applyTheme(*qApp, dark ? Theme::forDark() : Theme::light());
            for (const QSize size : {QSize(900, 260), QSize(700, 230)})
                for (const bool empty : {false, true}) {
                    ResultsView view;
                    auto runs = exampleRuns();
                    runs.push_back(makeRun(11, "2", 0.871, RunStatus::running, 75));
                    runs.push_back(makeRun(12, "4-finetune", std::nan(""), RunStatus::finished, 7300));
                    if (!empty)
                        view.setRuns(runs);
                    show(view, size);
                    view.select(2);
                    view.grab().save(QStringLiteral("%1/results-%2%3-%4.png")
                                         .arg(folder, empty ? QStringLiteral("empty-") : QString())
                                         .arg(size.width())
                                         .arg(dark ? QStringLiteral("dark") : QStringLiteral("light")));
                }
        }
        applyTheme(*qApp, Theme::light());
    }
};

QTEST_MAIN(TestResultsView)
#include "test_results_view.moc"
