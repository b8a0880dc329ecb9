// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder.

#include <QPolygonF>
#include <QRectF>

#include <vector>

namespace layerbench {

/// What the way from the data's dot to the recommended cell has to know; all in the board's pixels.
struct LeaderPlaces {
    QPointF dot;
    QRectF plot;         ///< the dot stands in it
    QRectF frame;        ///< of the dot's cell
    double channel = 0;  ///< a height between what stands below the plot and the cell's last lines
    QRectF target;       ///< the recommended cell's frame
    std::vector<QRectF> texts;
};

/// From the dot to a point on the target's frame: straight or with one bend where that crosses no text, else along the
/// channel and the frames. Of the ways that cross fewest texts the shortest.
QPolygonF leaderRoute(const LeaderPlaces& places);

/// Whether the line from `a` to `b` enters the box.
bool crosses(const QPointF& a, const QPointF& b, const QRectF& box);

}  // namespace layerbench
