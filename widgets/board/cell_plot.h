// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/basics/theme.h"
#include "widgets/board/board_curves.h"

#include <QFont>
#include <QPainter>
#include <QPolygonF>

#include <span>
#include <string>

namespace layerbench {

/// From epochs and accuracies to pixels: the same in every cell of a board.
struct PlotScale {
    QRectF area;
    std::int64_t epochs = 1;
    double low = 0;
    double high = 1;

    PlotScale(const QRectF& plot, const BoardCurves& curves)
        : area(plot), epochs(curves.epochs), low(curves.axis.low), high(curves.axis.high) {}

    double x(double epoch) const;
    double y(double accuracy) const;
    QPointF pixel(double epoch, double accuracy) const { return {x(epoch), y(accuracy)}; }
    std::int64_t epochAt(double x) const;  ///< the nearest; 1 … epochs
};

/// The pieces of a line between its gaps; points closer than half a pixel are one.
std::vector<QPolygonF> linePieces(const PlotScale& scale, std::span<const double> values, std::size_t from,
                                  std::size_t to);

struct PlotLook {
    std::string own;                       ///< the case whose curve is strong
    std::string second;                    ///< another one that shares the cell, dashed; may be empty
    bool running = false;                  ///< a dot leads the curve
    std::int64_t hovered = 0;              ///< epoch under the mouse, in this cell or another; 0: none
    std::span<const BoardRun> seeds = {};  ///< of the own case, to be drawn one by one
    QColor behind;                         ///< what the plot stands on
};

/// Grid, the other cases pale, the own band and curve, the hovered epoch.
void paintCellPlot(QPainter& painter, const PlotScale& scale, const BoardCurves& curves, const PlotLook& look,
                   const Theme& theme);
/// The cases' names in a column right of the plot, at the heights at which their curves end.
void paintCurveLabels(QPainter& painter, const PlotScale& scale, const BoardCurves& curves, const QRectF& column,
                      const QColor& behind);
/// Accuracies left of the plot and epochs below it; the boxes of their texts.
std::vector<QRectF> paintCellAxes(QPainter& painter, const PlotScale& scale, const BoardCurves& curves,
                                  const QRectF& ticks, const QRectF& epochs, const Theme& theme);

}  // namespace layerbench
