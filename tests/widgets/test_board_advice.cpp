// SPDX-License-Identifier: GPL-3.0-or-later
// What the board draws of an advice and of the user's data: the arrow, the judged dot; and that no text is in the way.
#include "raced_board.h"
#include "widgets/basics/theme.h"
#include "widgets/board/board_colours.h"
#include "widgets/board/board_place.h"
#include "widgets/board/cell_heading.h"
#include "widgets/board/cell_texts.h"
#include "widgets/board/fitted_text.h"
#include "widgets/board/leader_route.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

/// Dots of the four cells, and the case that is recommended instead.
void addElsewhere() {
    QTest::addColumn<double>("images");
    QTest::addColumn<double>("difference");
    QTest::addColumn<int>("recommended");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("raced");
    for (const QSize size : {QSize(775, 660), QSize(640, 430), QSize(1240, 900)})
        for (const bool raced : {true, false})
            for (const auto& [images, difference, from] :
                 {std::tuple{160.0, 0.31, 0}, std::tuple{20'000.0, 0.97, 1}, std::tuple{700'000.0, 0.02, 2},
                  std::tuple{8'000'000.0, 0.71, 3}})
                for (int to = 0; to < 4; ++to)
                    if (to != from)
                        QTest::addRow("%d to %d, %d wide%s", from + 1, to + 1, size.width(), raced ? "" : ", idle")
                            << images << difference << to << size << raced;
}

BoardState boardWith(bool raced) {
    BoardState state = racedBoard();
    if (raced) {
        state.cells[2].verdict = QStringLiteral("No difference to case 1 beyond noise (7.8 points behind).");
        return state;
    }
    for (BoardCell& cell : state.cells)
        cell = {.caseName = cell.caseName, .trainableParameters = 2'056, .totalParameters = 652'000};
    return state;
}

}  // namespace

class TestBoardAdvice final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void init() { applyTheme(*qApp, Theme::light()); }

    void anArrowLeadsToTheRecommendedCell_data() { addElsewhere(); }
    void anArrowLeadsToTheRecommendedCell() {
        QFETCH(const double, images);
        QFETCH(const double, difference);
        QFETCH(const int, recommended);
        QFETCH(const QSize, size);
        QFETCH(const bool, raced);
        BoardState state = boardWith(raced);
        state.place = BoardPlace{images, difference};
        const std::string target = state.cells[static_cast<std::size_t>(recommended)].caseName;
        state.cells[static_cast<std::size_t>(recommended)].recommended = true;
        Shown shown(state, size);
        // A frame with the focus is as strong as a text.
        if (QWidget* focused = QApplication::focusWidget())
            focused->clearFocus();
        const QImage with = shown.picture();
        const QPolygonF arrow = shown.board.adviceArrow();
        QVERIFY(arrow.size() >= 2);
        QCOMPARE(arrow.front(), *shown.board.placeOfData());
        auto* cell = shown.cell(QString::fromStdString(target));
        const QRectF frame = shown.layout().frame.translated(cell->pos());
        QVERIFY(frame.adjusted(-0.5, -0.5, 0.5, 0.5).contains(arrow.back()));
        QVERIFY(!frame.adjusted(0.5, 0.5, -0.5, -0.5).contains(arrow.back()));
        const QColor colour = readable(colourOfCase(target), Theme::light().panel, 3);
        const QPointF back = arrow[arrow.size() - 2] - arrow.back();
        QVERIFY(holds(with, arrow.back() + 4 * back / std::hypot(back.x(), back.y()), colour));

        // What lay below it was the ground, a frame or what a plot holds, but no text.
        shown.board.findChild<QWidget*>(QStringLiteral("adviceArrow"))->hide();
        const QImage without = shown.picture();
        const Theme& theme = Theme::light();
        int changed = 0;
        int texts = 0;
        for (int y = 0; y < with.height(); ++y)
            for (int x = 0; x < with.width(); ++x) {
                if (with.pixel(x, y) == without.pixel(x, y))
                    continue;
                ++changed;
                const bool inPlot = std::ranges::any_of(std::array{"1", "2", "3", "4"}, [&](const char* name) {
                    return shown.board.plotArea(name).adjusted(-3, -3, 3, 3).contains(x, y);
                });
                texts += !inPlot && contrast(without.pixelColor(x, y), theme.panel) > 2.2 &&
                                 without.pixelColor(x, y) != colour
                             ? 1
                             : 0;
            }
        QVERIFY(changed > 40);
        // The arrow's tip touches the frame, whose smoothed line has in-between colours.
        QVERIFY2(texts <= 3, qPrintable(QString::number(texts)));
    }

    void noArrowWhereTheDotIsRight_data() {
        QTest::addColumn<BoardState>("state");
        BoardState state = racedBoard();
        state.place = BoardPlace{160, 0.31};
        QTest::newRow("nothing recommended") << state;
        state.cells[0].recommended = true;
        QTest::newRow("the dot's own cell") << state;
        state.cells[0].recommended = false;
        state.cells[1].recommended = true;
        state.place->difference = noNumber;
        QTest::newRow("difference not known") << state;
        state.place.reset();
        QTest::newRow("no data") << state;
    }
    void noArrowWhereTheDotIsRight() {
        QFETCH(const BoardState, state);
        Shown shown(state);
        QVERIFY(shown.board.adviceArrow().isEmpty());
    }

    void theArrowFollowsTheState() {
        BoardState state = racedBoard();
        state.place = BoardPlace{160, 0.31};
        state.cells.push_back(raced("4-finetune", 0.5));
        state.cells.back().recommended = true;
        Shown shown(state);
        const auto endsAt = [&](const char* name) {
            const QPolygonF arrow = shown.board.adviceArrow();
            return !arrow.isEmpty() && QRectF(shown.cell(QLatin1String(name))->geometry()).contains(arrow.back());
        };
        QVERIFY(endsAt("4"));  // the variant stands in the cell of case 4
        state.cells.back().recommended = false;
        state.cells[2].recommended = true;
        shown.board.setState(state);
        QTRY_VERIFY(endsAt("3"));
        state.cells[2].recommended = false;
        shown.board.setState(state);
        QTRY_VERIFY(shown.board.adviceArrow().isEmpty());
        // It lets the mouse through.
        QCOMPARE(shown.board.childAt(shown.board.plotArea("2").center().toPoint()), shown.cell(QStringLiteral("2")));
    }

    void aJudgedDotIsHollow_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void aJudgedDotIsHollow() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        applyTheme(*qApp, theme);
        BoardState state = racedBoard();
        state.place = BoardPlace{2'000, 0.31};
        Shown shown(state);
        const QPoint dot = shown.board.placeOfData()->toPoint();
        QCOMPARE(shown.picture().pixelColor(dot), theme.text);
        const QRectF before = shown.board.plotArea("1");
        const int redraws = shown.board.redraws("1");
        state.place->judged = true;
        shown.board.setState(state);
        QTRY_VERIFY(shown.board.redraws("1") > redraws);
        const QImage picture = shown.picture();
        QCOMPARE(picture.pixelColor(dot), theme.panel);
        QVERIFY(holds(picture, dot + QPointF(5, 0), theme.text, 2));
        QCOMPARE(shown.board.plotArea("1"), before);
        // Blurred along the difference's axis, not along the other one.
        QVERIFY(picture.pixelColor(dot + QPoint(12, 2)) != theme.panel);
        QCOMPARE(picture.pixelColor(dot + QPoint(2, -12)), theme.panel);
        auto* cell = shown.cell(QStringLiteral("1"));
        QVERIFY(toolTipAt(cell, dot - cell->pos())
                    .contains(QStringLiteral("difference about 0.31, judged by the features: the original data is not "
                                             "at hand")));
        QToolTip::hideText();
    }

    void theStripeKeepsOffTheExplanation_data() {
        QTest::addColumn<double>("images");
        QTest::addColumn<double>("difference");
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(775, 660), QSize(640, 430)})
            for (const double images : {10.0, 160.0, 2'000.0, 40'000.0})
                for (const double difference : {noNumber, 0.31})
                    QTest::addRow("%g images, %g, %d wide", images, difference, size.width())
                        << images << difference << size;
    }
    void theStripeKeepsOffTheExplanation() {
        QFETCH(const double, images);
        QFETCH(const double, difference);
        QFETCH(const QSize, size);
        BoardState state = boardWith(false);
        state.place = BoardPlace{images, difference};
        Shown shown(state, size);
        const QImage picture = shown.picture();
        // Rows of the place of the data: left of the plot, where an explanation begins, nothing is written.
        const QRectF plot = shown.board.plotArea("1");
        const double share = sizePlace(images).share;
        const int middle = qRound(plot.bottom() - share * plot.height());
        for (int y = middle - 6; y <= middle + 6; ++y)
            for (int x = shown.cell(QStringLiteral("1"))->x() + 6; x < qRound(plot.left()) - 2; ++x)
                QCOMPARE(picture.pixelColor(x, y), Theme::light().panel);
        // But it is there, above or below.
        int written = 0;
        const int top = shown.cell(QStringLiteral("1"))->y();
        const CellLayout layout = shown.layout();
        for (int y = top + qRound(layout.miniature.bottom()) + 2; y < top + qRound(layout.verdict.top()) - 2; ++y)
            for (int x = shown.cell(QStringLiteral("1"))->x() + 6; x < qRound(plot.left()) - 2; ++x)
                written += picture.pixelColor(x, y) != Theme::light().panel ? 1 : 0;
        QVERIFY(written > 20);
    }

    void titlesAreWhole_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1366 x 768") << QSize(775, 660);
        QTest::newRow("960 x 540") << QSize(640, 430);
    }
    void titlesAreWhole() {
        QFETCH(const QSize, size);
        Shown shown(racedBoard(), size);
        const CellLayout layout = shown.layout();
        const CellHeading heading = cellHeading(layout, shown.board.font());
        for (const char* name : {"1", "2", "3", "4"}) {
            double width = QFontMetricsF(layout.strong).horizontalAdvance(caseLabel(name)) + heading.gap +
                           QFontMetricsF(heading.font).horizontalAdvance(caseTitle(name));
            if (heading.belongs)
                width += QFontMetricsF(layout.small).horizontalAdvance(caseBelongs(name));
            QVERIFY2(width < layout.title.width(), name);
        }
        QVERIFY(heading.belongs);
    }

    void verdictsTakeTwoLinesWhereThereIsRoom() {
        const QString verdict = QStringLiteral("No difference to case 1 beyond noise (7.8 points behind).");
        BoardState state = racedBoard();
        state.cells[2].verdict = verdict;
        for (const auto& [size, lines] : {std::pair{QSize(775, 660), 2}, std::pair{QSize(640, 430), 1}}) {
            Shown shown(state, size);
            const CellLayout layout = shown.layout();
            const auto most = static_cast<int>(layout.verdict.height() / QFontMetricsF(shown.board.font()).height());
            const QStringList fitted = fittedLines(verdict, shown.board.font(), layout.verdict.width(), most);
            QCOMPARE(fitted.size(), lines);
            QCOMPARE(fitted.join(QLatin1Char(' ')) == verdict, lines == 2);
            // Drawn as told: the last line's pixels are there.
            const QImage picture = shown.cell(QStringLiteral("3"))->grab().toImage();
            const double row = layout.verdict.height() / most;
            int written = 0;
            for (int y = qRound(layout.verdict.bottom() - row) + 1; y < qRound(layout.verdict.bottom()); ++y)
                for (int x = qRound(layout.verdict.left()); x < qRound(layout.verdict.left()) + 30; ++x)
                    written += picture.pixelColor(x, y) != Theme::light().panel ? 1 : 0;
            QVERIFY(written > 20);
            auto* cell = shown.cell(QStringLiteral("3"));
            QVERIFY(toolTipAt(cell, layout.verdict.center().toPoint()).contains(verdict));
        }
        QToolTip::hideText();
    }

    void aLessonStandsBelowTheVerdict() {
        BoardState state = racedBoard();
        const QString lesson =
            QStringLiteral("Overfits: 100\u202f% of its training pictures right, 60\u202f% of new ones.");
        const auto secondRow = [](Shown& shown, const CellLayout& layout) {
            const QImage picture = shown.cell(QStringLiteral("3"))->grab().toImage();
            const double row = std::ceil(QFontMetricsF(shown.board.font()).height());
            int written = 0;
            for (int y = qRound(layout.verdict.top() + row) + 1; y < qRound(layout.verdict.top() + 2 * row); ++y)
                for (int x = qRound(layout.verdict.left()); x < qRound(layout.verdict.left()) + 60; ++x)
                    written += picture.pixelColor(x, y) != Theme::light().panel ? 1 : 0;
            return written;
        };
        Shown shown(state, {775, 660});
        QCOMPARE(secondRow(shown, shown.layout()), 0);
        state.cells[2].lesson = lesson;
        shown.board.setState(state);
        QVERIFY(secondRow(shown, shown.layout()) > 20);
        auto* cell = shown.cell(QStringLiteral("3"));
        QVERIFY(cell->accessibleName().contains(lesson));
        QVERIFY(toolTipAt(cell, shown.layout().verdict.center().toPoint()).contains(lesson));
        shown.board.enlarge("3");
        QVERIFY(secondRow(shown, cellLayout(cell->size(), shown.board.font(), true)) > 20);
        QToolTip::hideText();
    }

    void fittedText_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("most");
        QTest::addColumn<QStringList>("lines");
        QTest::newRow("short") << "one two" << 3 << QStringList{"one two"};
        QTest::newRow("nothing") << "" << 2 << QStringList();
        QTest::newRow("no room") << "one" << 0 << QStringList();
        QTest::newRow("paragraphs") << "one\ntwo" << 2 << QStringList{"one", "two"};
        QTest::newRow("paragraphs in one line") << "one\ntwo" << 1 << QStringList{"one two"};
    }
    void fittedText() {
        QFETCH(const QString, text);
        QFETCH(const int, most);
        QTEST(fittedLines(text, QApplication::font(), 300, most), "lines");
    }
    void longTextIsCutAtItsLastLine() {
        const QString text = QStringLiteral("word ").repeated(100).trimmed();
        const QStringList lines = fittedLines(text, QApplication::font(), 120, 3);
        QCOMPARE(lines.size(), 3);
        QVERIFY(!lines[0].contains(QChar(0x2026)) && lines[0].endsWith(QStringLiteral("word")));
        QVERIFY(lines[2].endsWith(QChar(0x2026)));
        for (const QString& line : lines)
            QVERIFY(QFontMetricsF(QApplication::font()).horizontalAdvance(line) <= 120.5);
        // A word wider than a line is broken, not lost.
        QCOMPARE(fittedLines(QString(60, QLatin1Char('x')), QApplication::font(), 120, 50).join(QString()).size(), 60);
    }

    void linesCrossBoxes_data() {
        QTest::addColumn<QPointF>("a");
        QTest::addColumn<QPointF>("b");
        QTest::addColumn<bool>("hit");
        QTest::newRow("through") << QPointF(0, 15) << QPointF(40, 15) << true;
        QTest::newRow("slanted") << QPointF(0, 0) << QPointF(40, 40) << true;
        QTest::newRow("past a corner") << QPointF(0, 12) << QPointF(12, 0) << false;
        QTest::newRow("ends before") << QPointF(0, 15) << QPointF(8, 15) << false;
        QTest::newRow("begins inside") << QPointF(15, 15) << QPointF(15, 90) << true;
        QTest::newRow("above") << QPointF(0, 5) << QPointF(40, 5) << false;
        QTest::newRow("along its side") << QPointF(10, 0) << QPointF(10, 40) << false;
    }
    void linesCrossBoxes() {
        QFETCH(const QPointF, a);
        QFETCH(const QPointF, b);
        const QRectF box(10, 10, 20, 20);
        QTEST(crosses(a, b, box), "hit");
        QTEST(crosses(b, a, box), "hit");
    }
};

QTEST_MAIN(TestBoardAdvice)
#include "test_board_advice.moc"
