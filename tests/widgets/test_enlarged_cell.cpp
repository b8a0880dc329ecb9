// SPDX-License-Identifier: GPL-3.0-or-later
// A cell of the case board over the whole board, by mouse and by keys.
#include "raced_board.h"
#include "widgets/basics/theme.h"
#include "widgets/board/board_colours.h"

#include <QLocale>
#include <QPushButton>
#include <QSignalSpy>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

struct Enlarged : Shown {
    QSignalSpy opened{&board, &CaseBoard::cellOpened};

    explicit Enlarged(BoardState state = racedBoard(), QSize size = {1000, 620}) : Shown(std::move(state), size) {
        board.activateWindow();
    }
    void click(const char* caseName) {
        auto* clicked = cell(QLatin1String(caseName));
        QTest::mouseClick(clicked, Qt::LeftButton, {}, clicked->rect().center());
    }
    QPushButton* button(const char* name) { return board.findChild<QPushButton*>(QLatin1String(name)); }
    QString shownCells() {
        QString names;
        for (const char* name : {"1", "2", "3", "4"})
            if (cell(QLatin1String(name))->isVisible())
                names += QLatin1String(name);
        return names;
    }
};

QString focused() {
    return QApplication::focusWidget() ? QApplication::focusWidget()->objectName() : QString();
}

}  // namespace

class TestEnlargedCell final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale(QLocale::English));
        applyTheme(*qApp, Theme::light());
    }

    void aClickOrReturnEnlarges_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"1", "2", "3", "4"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void aClickOrReturnEnlarges() {
        QFETCH(const QString, name);
        const std::string caseName = name.toStdString();
        Enlarged shown;
        const QRectF before = shown.board.plotArea(caseName);
        shown.click(caseName.c_str());
        QCOMPARE(shown.board.enlarged(), caseName);
        QCOMPARE(shown.shownCells(), name);
        const QRectF plot = shown.board.plotArea(caseName);
        QVERIFY(plot.width() > 2 * before.width() && plot.height() > 1.8 * before.height());
        QVERIFY(shown.cell(name)->width() > shown.board.width() - 40);
        // To look closer changes nothing elsewhere.
        QCOMPARE(shown.opened.size(), 0);
        shown.click(caseName.c_str());
        QCOMPARE(shown.board.enlarged(), caseName);
        QTest::mouseClick(shown.button("boardBack"), Qt::LeftButton);
        QCOMPARE(shown.shownCells(), QStringLiteral("1234"));
        QCOMPARE(shown.board.plotArea(caseName), before);
        QVERIFY(!shown.button("boardBack")->isVisible());

        QTest::keyClick(shown.cell(name), Qt::Key_Return);
        QCOMPARE(shown.board.enlarged(), caseName);
        QTest::keyClick(shown.cell(name), Qt::Key_Escape);
        QCOMPARE(shown.board.enlarged(), std::string());
        // Another button is no click, and neither is one that was let go elsewhere.
        auto* cell = shown.cell(name);
        QTest::mouseClick(cell, Qt::RightButton, {}, cell->rect().center());
        QTest::mousePress(cell, Qt::LeftButton, {}, cell->rect().center());
        QTest::mouseRelease(cell, Qt::LeftButton, {}, QPoint(-20, 10));
        QCOMPARE(shown.board.enlarged(), std::string());
        QCOMPARE(shown.opened.size(), 0);
    }

    void takingTheNetworkOpensTheCase() {
        Enlarged shown;
        shown.click("2");
        QTest::mouseClick(shown.button("boardTake"), Qt::LeftButton);
        QCOMPARE(shown.opened.size(), 1);
        QCOMPARE(shown.opened[0][0].toString(), QStringLiteral("2"));
        // Whoever comes back sees the board.
        QCOMPARE(shown.shownCells(), QStringLiteral("1234"));
        shown.click("3");
        shown.button("boardTake")->setFocus();
        QTest::keyClick(shown.button("boardTake"), Qt::Key_Space);
        QCOMPARE(shown.opened.size(), 2);
        QCOMPARE(shown.opened[1][0].toString(), QStringLiteral("3"));
    }

    void theFineTunedVariantCanBeTakenToo() {
        BoardState state = racedBoard();
        Enlarged shown(state);
        shown.click("4");
        QVERIFY(!shown.button("boardTakeFineTuned")->isVisible());
        // It comes while the cell is enlarged.
        state.cells.push_back(raced("4-finetune", 0.55));
        shown.board.setState(state);
        QVERIFY(shown.button("boardTakeFineTuned")->isVisible());
        QTest::mouseClick(shown.button("boardTakeFineTuned"), Qt::LeftButton);
        QCOMPARE(shown.opened.size(), 1);
        QCOMPARE(shown.opened[0][0].toString(), QStringLiteral("4-finetune"));
        shown.click("1");
        QVERIFY(!shown.button("boardTakeFineTuned")->isVisible());
    }

    void arrowsGoFromCaseToCase() {
        Enlarged shown;
        shown.click("1");
        QTRY_COMPARE(focused(), QStringLiteral("caseCell1"));
        const std::vector<std::pair<Qt::Key, const char*>> way{
            {Qt::Key_Right, "2"}, {Qt::Key_Right, "3"}, {Qt::Key_Right, "4"}, {Qt::Key_Right, "1"},
            {Qt::Key_Left, "4"},  {Qt::Key_Left, "3"},  {Qt::Key_Up, "3"},    {Qt::Key_Down, "3"}};
        for (const auto& [key, to] : way) {
            QTest::keyClick(QApplication::focusWidget(), key);
            QCOMPARE(shown.board.enlarged(), std::string(to));
            QCOMPARE(shown.shownCells(), QLatin1String(to));
            QCOMPARE(focused(), QStringLiteral("caseCell") + QLatin1String(to));
        }
        // From the buttons too, and there the focus stays.
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(focused(), QStringLiteral("boardBack"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(focused(), QStringLiteral("boardTake"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QCOMPARE(shown.board.enlarged(), std::string("4"));
        QCOMPARE(focused(), QStringLiteral("boardTake"));
        QVERIFY(shown.button("boardTake")->accessibleName().contains(QStringLiteral("Case 4, Train from scratch")));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QCOMPARE(shown.board.enlarged(), std::string());
        // Back where the user was.
        QCOMPARE(focused(), QStringLiteral("caseCell4"));
    }

    void epochsKeepArriving() {
        BoardState state = racedBoard();
        state.cells[0].accuracy = noNumber;
        state.cells[0].verdict.clear();
        state.cells[0].runs = {run({0.1, 0.2}, BoardRun::State::running)};
        Enlarged shown(state);
        shown.click("1");
        QTRY_VERIFY(holds(shown.picture(), shown.at("1", 2, 0.2), colourOfCase("1"), 2));
        state.cells[0].runs[0].accuracy = {0.1, 0.2, 0.6};
        shown.board.setState(state);
        QVERIFY(shown.cell(QStringLiteral("1"))->accessibleName().contains(QStringLiteral("epoch 3 of 9")));
        const int before = shown.board.redraws("1");
        QTRY_VERIFY(shown.board.redraws("1") > before);
        QVERIFY(holds(shown.picture(), shown.at("1", 3, 0.6), colourOfCase("1"), 2));
        QCOMPARE(shown.board.enlarged(), std::string("1"));
    }

    void everySeedHasItsCurve() {
        BoardState state = racedBoard();
        state.cells[0].runs = {run(std::vector<double>(9, 0.2)), run(std::vector<double>(9, 0.68)),
                               run(std::vector<double>(9, 0.8))};
        Enlarged shown(state);
        // On the board the middle one is in the band, whose colour is everywhere the same.
        const auto differs = [&] {
            const QImage picture = shown.picture();
            const QColor band = picture.pixelColor(shown.at("1", 4.5, 0.45).toPoint());
            const QPointF middle = shown.at("1", 4.5, 0.68);
            for (int y = -2; y <= 2; ++y)
                if (picture.pixelColor(middle.toPoint() + QPoint(0, y)) != band)
                    return true;
            return false;
        };
        QVERIFY(!differs());
        shown.click("1");
        QVERIFY(differs());
    }

    void theOldTaskHasItsNumbers() {
        BoardState state = racedBoard();
        state.cells[2].originalBefore = 0.966;
        state.cells[2].originalAfter = 0.72;
        Enlarged shown(state);
        const QColor pill = blended(Theme::light().warningPanel, Theme::light().warning, 0.12);
        const auto pillWidth = [&] {
            const QImage picture = shown.cell(QStringLiteral("3"))->grab().toImage();
            int pixels = 0;  // above the letters
            for (int x = 0; x < picture.width(); ++x)
                pixels += picture.pixelColor(x, 2) == pill ? 1 : 0;
            return pixels;
        };
        const int word = pillWidth();
        QVERIFY(word > 20);
        shown.click("3");
        const int sentence = shown.board.fontMetrics().horizontalAdvance(
            QStringLiteral("forgets: 96.6\u202f% → 72.0\u202f% on the old task"));
        QVERIFY2(pillWidth() > 0.8 * sentence && pillWidth() > 2 * word, qPrintable(QString::number(pillWidth())));
    }

    void theBoardsOwnMarksAreAway() {
        BoardState state = racedBoard();
        state.place = BoardPlace{2'000, 0.25};
        state.cells[3].recommended = true;
        Enlarged shown(state);
        QVERIFY(shown.board.placeOfData() && !shown.board.adviceArrow().isEmpty());
        shown.click("1");
        QVERIFY(!shown.board.placeOfData());
        QVERIFY(shown.board.adviceArrow().isEmpty());
        // No ruler's line left of the cell.
        const QImage picture = shown.picture();
        for (int y = shown.cell(QStringLiteral("1"))->y(); y < picture.height(); ++y)
            QCOMPARE(picture.pixelColor(4, y), Theme::light().panel);
        QTest::keyClick(shown.cell(QStringLiteral("1")), Qt::Key_Escape);
        QVERIFY(shown.board.placeOfData());
    }

    void cellsSayWhatAClickDoes() {
        Enlarged shown;
        auto* cell = shown.cell(QStringLiteral("1"));
        QVERIFY(cell->statusTip().contains(QStringLiteral("enlarge")));
        const QPoint title = shown.layout().title.center().toPoint();
        QVERIFY(toolTipAt(cell, title).contains(QStringLiteral("Click to enlarge")));
        QVERIFY(
            toolTipAt(cell, QPoint(4, shown.layout().plot.center().toPoint().y())).contains(QStringLiteral("Click")));
        const QString name = cell->accessibleName();
        shown.click("1");
        QVERIFY(cell->statusTip().contains(QStringLiteral("back to the board")));
        QVERIFY(!toolTipAt(cell, QPoint(60, 20)).contains(QStringLiteral("Click to enlarge")));
        QCOMPARE(cell->accessibleName(), name);
        QToolTip::hideText();
    }

    void anUnknownNameShowsTheBoard() {
        Enlarged shown;
        shown.board.enlarge("3");
        QCOMPARE(shown.shownCells(), QStringLiteral("3"));
        shown.board.enlarge("mine");
        QCOMPARE(shown.shownCells(), QStringLiteral("1234"));
        // Keys of the board go from cell to cell again.
        shown.cell(QStringLiteral("3"))->setFocus();
        QTRY_COMPARE(focused(), QStringLiteral("caseCell3"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QCOMPARE(focused(), QStringLiteral("caseCell4"));
    }
};

QTEST_MAIN(TestEnlargedCell)
#include "test_enlarged_cell.moc"
