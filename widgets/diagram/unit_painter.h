// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/diagram/diagram_painter.h"

namespace layerbench {

struct StateColours {
    QColor fill;
    QColor edge;
};
StateColours coloursOf(UnitState state, const Theme& theme);

/// One unit's body with its sign, in diagram units.
void paintUnit(QPainter& painter, const DiagramUnit& unit, UnitState state, const UnitLook& look, const Theme& theme,
               double scale);

/// A snowflake of that radius, in the painter's pen colour.
void paintSnowflake(QPainter& painter, const QPointF& centre, double radius);

}  // namespace layerbench
