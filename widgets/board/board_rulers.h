// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder.

#include "widgets/basics/theme.h"
#include "widgets/board/board_state.h"

#include <QPainter>

#include <array>

namespace layerbench {

/// What the rulers need to know of the cells, in the board's pixels.
struct RulerPlaces {
    std::array<QRectF, 2> rows;     ///< plots of the lower and the upper row
    std::array<QRectF, 2> columns;  ///< plots of the left and the right column
    double left = 0;                ///< of the cells: the size's ruler stands left of it
    double bottom = 0;              ///< of the cells: the difference's ruler stands below it
    QFont small;
    QFont strong;
};

inline constexpr int sizeRulerWidth = 82;
inline constexpr int differenceRulerHeight = 34;

/// Both axes of the board with the textbook's anchors and the user's data.
void paintRulers(QPainter& painter, const RulerPlaces& places, const std::optional<BoardPlace>& place,
                 const Theme& theme);

}  // namespace layerbench
