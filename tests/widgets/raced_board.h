// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/board/board_curves.h"
#include "widgets/board/case_board.h"
#include "widgets/board/cell_layout.h"
#include "widgets/board/cell_plot.h"

#include <QApplication>
#include <QHelpEvent>
#include <QTest>
#include <QToolTip>

namespace layerbench::fixture {

inline constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();

inline BoardRun run(std::vector<double> accuracy, BoardRun::State state = BoardRun::State::finished) {
    return {.seed = 1, .accuracy = std::move(accuracy), .epochs = 9, .seconds = 2, .state = state};
}

/// Nine epochs that rise to `top`, three seeds 4 % apart.
inline BoardCell raced(const char* caseName, double top) {
    BoardCell cell{.caseName = caseName, .accuracy = top, .spread = 0.02, .verdict = QStringLiteral("A verdict.")};
    for (const double apart : {-0.04, 0.0, 0.04}) {
        std::vector<double> accuracy;
        for (int epoch = 1; epoch <= 9; ++epoch)
            accuracy.push_back((top + apart) * epoch / 9);
        cell.runs.push_back(run(std::move(accuracy)));
    }
    cell.trainableParameters = 2'056;
    cell.totalParameters = 1'300'000;
    return cell;
}

inline BoardState racedBoard() {
    return {.subtitle = QStringLiteral("20 images per class"),
            .cells = {raced("1", 0.8), raced("2", 0.45), raced("3", 0.6), raced("4", 0.2)}};
}

inline bool holds(const QImage& image, const QPointF& point, const QColor& colour, int around = 1) {
    const QPoint middle = point.toPoint();
    for (int y = -around; y <= around; ++y)
        for (int x = -around; x <= around; ++x)
            if (image.valid(middle + QPoint(x, y)) && image.pixelColor(middle + QPoint(x, y)) == colour)
                return true;
    return false;
}

inline QString toolTipAt(QWidget* widget, const QPoint& point) {
    QToolTip::hideText();
    QHelpEvent event(QEvent::ToolTip, point, widget->mapToGlobal(point));
    QApplication::sendEvent(widget, &event);
    return QToolTip::text();
}

/// Shown, and drawn once.
struct Shown {
    CaseBoard board;

    explicit Shown(BoardState state, QSize size = {1000, 620}) {
        board.setState(std::move(state));
        board.resize(size);
        board.show();
        if (!QTest::qWaitForWindowExposed(&board))
            qFatal("The board is not shown.");
        board.grab();
    }
    QWidget* cell(const QString& name) { return board.findChild<QWidget*>(QStringLiteral("caseCell") + name); }
    CellLayout layout() { return cellLayout(cell(QStringLiteral("1"))->size(), board.font()); }
    QPointF at(const char* caseName, double epoch, double accuracy) {
        return PlotScale(board.plotArea(caseName), boardCurves(board.state())).pixel(epoch, accuracy);
    }
    QImage picture() { return board.grab().toImage(); }
};

}  // namespace layerbench::fixture
