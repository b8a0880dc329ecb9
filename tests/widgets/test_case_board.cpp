// SPDX-License-Identifier: GPL-3.0-or-later
#include "raced_board.h"
#include "widgets/basics/theme.h"
#include "widgets/board/board_colours.h"

#include <QApplication>
#include <QLabel>
#include <QLocale>
#include <QTest>
#include <QToolTip>

using namespace layerbench;
using namespace layerbench::fixture;

class TestCaseBoard final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale(QLocale::English));
        applyTheme(*qApp, Theme::light());
    }

    void theDotStandsAtItsPlace_data() {
        QTest::addColumn<double>("images");
        QTest::addColumn<double>("difference");
        QTest::addColumn<QString>("cell");
        QTest::newRow("small, similar") << 2'000.0 << 0.25 << "1";
        QTest::newRow("small, different") << 2'000.0 << 0.75 << "2";
        QTest::newRow("large, similar") << 1'000'000.0 << 0.25 << "3";
        QTest::newRow("large, different") << 1'000'000.0 << 0.75 << "4";
    }
    void theDotStandsAtItsPlace() {
        QFETCH(const double, images);
        QFETCH(const double, difference);
        QFETCH(const QString, cell);
        BoardState state = racedBoard();
        state.place = BoardPlace{images, difference};
        Shown shown(state);
        const auto dot = shown.board.placeOfData();
        QVERIFY(dot);
        // The anchors are the middles of the cells' plots, on both axes.
        const QPointF middle = shown.board.plotArea(cell.toStdString()).center();
        QVERIFY(QLineF(*dot, middle).length() < 1e-6);
        QCOMPARE(shown.picture().pixelColor(dot->toPoint()), Theme::light().text);
        const QPoint inCell = (*dot - shown.cell(cell)->pos()).toPoint();
        QVERIFY(toolTipAt(shown.cell(cell), inCell).contains(QStringLiteral("difference %1").arg(difference)));
    }

    void anUnmeasuredDifferenceIsAStripe() {
        BoardState state = racedBoard();
        Shown shown(state);
        const QImage without = shown.picture();
        state.place = BoardPlace{2'000, noNumber};
        shown.board.setState(state);
        const QImage with = shown.picture();
        QVERIFY(!shown.board.placeOfData());
        for (const char* name : {"1", "2"}) {
            const QRectF plot = shown.board.plotArea(name);
            const QPoint edge(qRound(plot.left()) + 3, qRound(plot.center().y()) + 5);
            QVERIFY(with.pixelColor(edge) != without.pixelColor(edge));
            const auto in = edge - shown.cell(QLatin1String(name))->pos();
            QVERIFY(toolTipAt(shown.cell(QLatin1String(name)), in).contains(QStringLiteral("difference not measured")));
            // Beside the plot stand its numbers: no stripe over them.
            const QPoint beside(qRound(plot.left()) - 3, edge.y());
            QCOMPARE(with.pixelColor(beside), without.pixelColor(beside));
        }
        const QPoint upper(qRound(shown.board.plotArea("3").left()) + 3,
                           qRound(shown.board.plotArea("3").center().y()));
        QCOMPARE(with.pixelColor(upper), without.pixelColor(upper));
    }

    void ownCurveIsStrongOthersArePale() {
        Shown shown(racedBoard());
        const QImage picture = shown.picture();
        QVERIFY(holds(picture, shown.at("1", 5, 0.8 * 5 / 9), colourOfCase("1")));
        QVERIFY(!holds(picture, shown.at("3", 5, 0.8 * 5 / 9), colourOfCase("1")));
        QVERIFY(!holds(picture, shown.at("3", 5, 0.8 * 5 / 9), Theme::light().panel, 0));
        // The band reaches from the lowest to the highest seed and no further.
        const QColor panel = Theme::light().panel;
        QVERIFY(picture.pixelColor(shown.at("1", 8.5, (0.8 + 0.03) * 8.5 / 9).toPoint()) != panel);
        QCOMPARE(picture.pixelColor(shown.at("1", 8.5, (0.8 + 0.08) * 8.5 / 9).toPoint()), panel);
    }

    void fineTuningSharesCaseFour() {
        BoardState state = racedBoard();
        state.cells.push_back(raced("4-finetune", 0.55));
        Shown shown(state);
        const QImage picture = shown.picture();
        int dashes = 0;
        int gaps = 0;
        for (double epoch = 2; epoch < 8; epoch += 0.05)
            holds(picture, shown.at("4", epoch, 0.55 * epoch / 9), colourOfCase("4-finetune")) ? ++dashes : ++gaps;
        QVERIFY(dashes > 20 && gaps > 20);
        QVERIFY(shown.cell(QStringLiteral("4"))->accessibleName().contains(QStringLiteral("55.0\u202f%")));
    }

    void theRecommendedCellStandsOut_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void theRecommendedCellStandsOut() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        applyTheme(*qApp, theme);
        BoardState state = racedBoard();
        state.cells[0].recommended = true;
        Shown shown(state);
        const QImage picture = shown.picture();
        const CellLayout layout = shown.layout();
        const auto ground = [&](const char* name) {
            return picture.pixelColor((layout.frame.bottomLeft() + QPointF(60, -4)).toPoint() +
                                      shown.cell(QLatin1String(name))->pos());
        };
        QCOMPARE(ground("2"), theme.panel);
        QVERIFY(ground("1") != theme.panel);
        QVERIFY(holds(picture,
                      QPointF(layout.frame.left(), layout.frame.center().y()) + shown.cell(QStringLiteral("1"))->pos(),
                      readable(colourOfCase("1"), theme.panel, 3), 2));
        QVERIFY(shown.cell(QStringLiteral("1"))->accessibleName().contains(QStringLiteral("recommended")));
        QVERIFY(!shown.cell(QStringLiteral("2"))->accessibleName().contains(QStringLiteral("recommended")));
        applyTheme(*qApp, Theme::light());
    }

    void cellsSayWhatTheyHold_data() {
        QTest::addColumn<BoardCell>("cell");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, auto change, const char* says) {
            BoardCell cell = raced("1", 0.8);
            change(cell);
            QTest::newRow(name) << cell << QString::fromUtf8(says);
        };
        row(
            "accuracy", [](BoardCell&) {}, "accuracy 80.0\u202f% ± 2.0\u202f%");
        row(
            "trained", [](BoardCell&) {}, "2,056 trained of 1.30\u202fM");
        row(
            "time", [](BoardCell&) {}, "2.0 s per seed");
        row(
            "verdict", [](BoardCell&) {}, "A verdict.");
        row(
            "all trained", [](BoardCell& c) { c.trainableParameters = c.totalParameters; }, "all 1.30\u202fM trained");
        row(
            "negative", [](BoardCell& c) { c.negativeTransfer = true; }, "negative transfer");
        row(
            "forgets", [](BoardCell& c) { c.originalBefore = 0.97, c.originalAfter = 0.31; },
            "Forgets the original task: 97.0\u202f% right before training, 31.0\u202f% after");
        row(
            "failed", [](BoardCell& c) { c.runs[1].state = BoardRun::State::failed; },
            "1 of 3 runs failed. A verdict.");
        row(
            "running",
            [](BoardCell& c) {
                c.verdict.clear();
                c.runs[2] = run({0.1, 0.2}, BoardRun::State::running);
            },
            "Seed 3 of 3, epoch 2 of 9");
        row(
            "waiting",
            [](BoardCell& c) {
                c.verdict.clear();
                c.runs = {run({}, BoardRun::State::waiting)};
            },
            "Waits for its turn");
        row(
            "partly",
            [](BoardCell& c) {
                c.verdict.clear();
                c.runs[2].state = BoardRun::State::waiting;
            },
            "2 of 3 seeds finished");
        row(
            "nothing", [](BoardCell& c) { c = {.caseName = "1"}; }, "not run yet");
    }
    void cellsSayWhatTheyHold() {
        QFETCH(const BoardCell, cell);
        QFETCH(const QString, says);
        Shown shown({.cells = {cell}});
        const QString name = shown.cell(QStringLiteral("1"))->accessibleName();
        QVERIFY2(name.contains(says), qPrintable(name));
        QVERIFY(name.startsWith(QStringLiteral("Case 1, Train a new head; small, similar")));
    }

    void cellsWithoutRunsSayWhatToDo() {
        Shown shown({});
        for (const auto& name : {"1", "2", "3", "4"})
            QCOMPARE(shown.cell(QLatin1String(name))->accessibleDescription(),
                     QStringLiteral("Press Compare to race the four cases"));
        shown.board.setState({.cells = {raced("1", 0.8)}});
        QCOMPARE(shown.cell(QStringLiteral("1"))->accessibleDescription(), QString());
        QCOMPARE(shown.cell(QStringLiteral("2"))->accessibleDescription(),
                 QStringLiteral("Press Compare to let this case run too"));
    }

    void keysGoFromCellToCell() {
        Shown shown(racedBoard());
        shown.board.activateWindow();
        shown.cell(QStringLiteral("3"))->setFocus();
        QTRY_VERIFY(shown.cell(QStringLiteral("3"))->hasFocus());
        const std::vector<std::pair<Qt::Key, const char*>> way{
            {Qt::Key_Left, "3"}, {Qt::Key_Right, "4"}, {Qt::Key_Right, "4"}, {Qt::Key_Down, "2"}, {Qt::Key_Left, "1"},
            {Qt::Key_Down, "1"}, {Qt::Key_Up, "3"},    {Qt::Key_Tab, "4"},   {Qt::Key_Tab, "1"},  {Qt::Key_Tab, "2"}};
        for (const auto& [key, to] : way) {
            QTest::keyClick(QApplication::focusWidget(), key);
            QCOMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("caseCell") + QLatin1String(to));
        }
    }

    void hoveringTellsAllCases() {
        Shown shown(racedBoard());
        auto* cell = shown.cell(QStringLiteral("1"));
        QTest::mouseMove(cell, (shown.at("1", 5, 0.7) - cell->pos()).toPoint());
        QTRY_VERIFY(QToolTip::text().contains(QStringLiteral("Epoch 5")));
        const QString text = QToolTip::text();
        for (const char* says :
             {"44.4\u202f%", "42.2\u202f%", "46.7\u202f%", "33.3\u202f%", "25.0\u202f%", "11.1\u202f%"})
            QVERIFY2(text.contains(QString::fromUtf8(says)), says);
        QVERIFY(text.indexOf(QStringLiteral("Case 1")) < text.indexOf(QStringLiteral("Case 2")));
        // The same epoch is marked in every cell.
        QTRY_VERIFY(!holds(shown.picture(), shown.at("4", 5, 0.75), Theme::light().panel, 0));
        QTest::mouseMove(cell, QPoint(20, 20));
        QTRY_VERIFY(holds(shown.picture(), shown.at("4", 5, 0.78), Theme::light().panel, 0));
        QToolTip::hideText();
    }

    void longTextsElideAndShowOnHover() {
        BoardState state = racedBoard();
        state.subtitle = QString(400, QLatin1Char('x'));
        state.cells[0].verdict = QStringLiteral("word ").repeated(100).trimmed();
        Shown shown(state, {640, 420});
        const QRectF verdict = shown.layout().verdict;
        QVERIFY(
            toolTipAt(shown.cell(QStringLiteral("1")), verdict.center().toPoint()).contains(state.cells[0].verdict));
        auto* subtitle = shown.board.findChild<QLabel*>(QStringLiteral("boardSubtitle"));
        QVERIFY(subtitle->text().endsWith(QChar(0x2026)));
        QCOMPARE(subtitle->toolTip(), state.subtitle);
        // Nothing is painted over the frame's right line.
        const QImage picture = shown.picture();
        const QPoint edge = shown.cell(QStringLiteral("1"))->pos() +
                            QPointF(shown.layout().frame.right() - 4, verdict.center().y()).toPoint();
        QCOMPARE(picture.pixelColor(edge), Theme::light().panel);
    }

    void badValuesLeaveTheRestReadable_data() {
        QTest::addColumn<BoardCell>("bad");
        QTest::newRow("no accuracy") << BoardCell{.caseName = "2", .runs = {run({noNumber, noNumber})}};
        QTest::newRow("an empty run") << BoardCell{.caseName = "2", .runs = {run({}, BoardRun::State::running)}};
        QTest::newRow("one epoch") << BoardCell{.caseName = "2", .runs = {run({0.5})}};
        QTest::newRow("no plan") << BoardCell{.caseName = "2", .runs = {{.accuracy = {0.5, 0.5}, .epochs = -7}}};
        QTest::newRow("impossible numbers") << BoardCell{.caseName = "2",
                                                         .runs = {run({5, -5, 0.5})},
                                                         .accuracy = 1e300,
                                                         .spread = -1,
                                                         .trainableParameters = -4,
                                                         .totalParameters = 1};
        QTest::newRow("endless time") << BoardCell{.caseName = "2",
                                                   .runs = {{.accuracy = {0.5},
                                                             .epochs = std::numeric_limits<std::int64_t>::max(),
                                                             .seconds = std::numeric_limits<double>::infinity(),
                                                             .state = BoardRun::State::finished}}};
        QTest::newRow("no case") << BoardCell{.caseName = "mine", .runs = {run({0.5, 0.6})}};
        QTest::newRow("the same case again") << BoardCell{.caseName = "1", .runs = {run({0.01})}, .accuracy = 0.01};
    }
    void badValuesLeaveTheRestReadable() {
        QFETCH(const BoardCell, bad);
        for (const QSize size : {QSize(1000, 620), QSize(620, 400), QSize(60, 40)}) {
            Shown shown({.cells = {raced("1", 0.8), bad}, .place = BoardPlace{-1, 9}}, size);
            const QImage picture = shown.picture();
            QVERIFY(shown.cell(QStringLiteral("1"))->accessibleName().contains(QStringLiteral("80.0\u202f%")));
            // The good curve is where the axes say.
            const double epochs = static_cast<double>(boardCurves(shown.board.state()).epochs);
            if (size.height() > 100 && epochs < 20)
                QVERIFY(holds(picture, shown.at("1", 9, 0.8), colourOfCase("1"), 2));
            QVERIFY(shown.board.placeOfData());
        }
    }

    void manyStatesAreDrawnOnceAndHiddenOnesNever() {
        Shown shown(racedBoard());
        QCoreApplication::processEvents();
        const int before = shown.board.redraws("1");
        for (int i = 0; i < 50; ++i)
            shown.board.setState(racedBoard());
        QCOMPARE(shown.board.redraws("1"), before);
        QTRY_COMPARE(shown.board.redraws("1"), before + 1);
        shown.board.hide();
        QCoreApplication::processEvents();
        BoardState other = racedBoard();
        other.cells[0].accuracy = 0.5;
        for (int i = 0; i < 50; ++i)
            shown.board.setState(other);
        QCoreApplication::processEvents();
        QCOMPARE(shown.board.redraws("1"), before + 1);
        shown.board.show();
        QTRY_VERIFY(shown.board.redraws("1") > before + 1);
        QVERIFY(shown.cell(QStringLiteral("1"))->accessibleName().contains(QStringLiteral("50.0\u202f%")));
    }
};

QTEST_MAIN(TestCaseBoard)
#include "test_case_board.moc"
