// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QRectF>
#include <QSize>

namespace layerbench {

/// Where the parts of a cell stand; a pure function of its size and font, so that all cells and the board's rulers
/// agree. No two of them overlap, but that pills stand on the frame's upper line.
struct CellLayout {
    bool compact = false;  ///< little room: smaller numbers and margins
    QRectF frame;
    QRectF title;      ///< "Case 1  Train a new head", at its right end "small, similar"
    QRectF miniature;  ///< what it may take; `trained` follows where the miniature ends
    QRectF trained;    ///< the same row up to the frame
    QRectF ticks;      ///< left of the plot: accuracies
    QRectF plot;
    QRectF epochs;  ///< below the plot
    QRectF labels;  ///< right of the plot while enlarged: which curve is whose; else empty
    QRectF numbers;
    QRectF verdict;      ///< one row, where there is room two or three
    double channel = 0;  ///< a height between epochs and verdict at which a line touches no text
    QFont small;
    QFont strong;
    QFont big;
};
/// `enlarged`: the cell has the board for itself.
CellLayout cellLayout(const QSize& size, const QFont& font, bool enlarged = false);

}  // namespace layerbench
