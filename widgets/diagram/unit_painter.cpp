// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/unit_painter.h"

#include <QPainterPath>
#include <QtMath>

#include <algorithm>

namespace layerbench {

namespace {

constexpr double dust = 0.3;  // below this scale signs and rows of dots are left out

QColor shade(const QColor& colour, int factor, bool dark) {
    return dark ? colour.darker(200 - factor + 20) : colour.darker(factor);
}

/// The three faces that can be seen of an oblique box.
struct Box {
    QPolygonF top;
    QPolygonF side;
};
Box boxOf(const DiagramUnit& unit) {
    const QRectF& front = unit.front;
    const QPointF back(unit.body.right() - front.right(), unit.body.top() - front.top());
    return {QPolygonF{front.topLeft(), front.topLeft() + back, front.topRight() + back, front.topRight()},
            QPolygonF{front.topRight(), front.topRight() + back, front.bottomRight() + back, front.bottomRight()}};
}

QPainterPath outlineOf(const DiagramUnit& unit) {
    QPainterPath path;
    if (unit.form == UnitForm::junction) {
        path.addEllipse(unit.front);
    } else if (unit.form == UnitForm::column) {
        path.addRoundedRect(unit.front, 4, 4);
    } else {
        const QRectF& front = unit.front;
        const QPointF back(unit.body.right() - front.right(), unit.body.top() - front.top());
        path.addPolygon(QPolygonF{front.topLeft(), front.topLeft() + back, front.topRight() + back,
                                  front.bottomRight() + back, front.bottomRight(), front.bottomLeft()});
        path.closeSubpath();
    }
    return path;
}

void paintBox(QPainter& painter, const DiagramUnit& unit, const StateColours& colours, const Theme& theme) {
    const Box box = boxOf(unit);
    painter.setPen(QPen(colours.edge, 1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(theme.dark ? colours.fill.lighter(118) : colours.fill.lighter(107));
    painter.drawPolygon(box.top);
    painter.setBrush(shade(colours.fill, 116, theme.dark));
    painter.drawPolygon(box.side);
    painter.setBrush(colours.fill);
    painter.drawRect(unit.front);
}

/// A block of several layers shows thin lines on its top and side, as sheets of a stack.
void paintSheets(QPainter& painter, const DiagramUnit& unit, const StateColours& colours) {
    const QRectF& front = unit.front;
    const QPointF back(unit.body.right() - front.right(), unit.body.top() - front.top());
    const auto sheets = std::min<std::size_t>(unit.layers.size(), 4);
    QColor line = colours.edge;
    line.setAlphaF(0.45f);
    painter.setPen(QPen(line, 0.8));
    for (std::size_t i = 1; i < sheets; ++i) {
        const double x = front.left() + front.width() * static_cast<double>(i) / static_cast<double>(sheets);
        painter.drawLine(QPointF(x, front.top()), QPointF(x, front.bottom()));
        painter.drawLine(QPointF(x, front.top()), QPointF(x, front.top()) + back);
    }
}

void paintColumn(QPainter& painter, const DiagramUnit& unit, const StateColours& colours, double scale) {
    painter.setPen(QPen(colours.edge, 1));
    painter.setBrush(colours.fill);
    painter.drawRoundedRect(unit.front, 4, 4);
    if (scale < dust)
        return;
    // Features: as many dots as fit, not as many as there are.
    constexpr double step = 11;
    const int dots = static_cast<int>((unit.front.height() - 6) / step);
    QColor dot = colours.edge;
    dot.setAlphaF(0.55f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(dot);
    for (int i = 0; i < dots; ++i)
        painter.drawEllipse(QPointF(unit.front.center().x(), unit.front.center().y() + (i - (dots - 1) / 2.0) * step),
                            2.6, 2.6);
}

void paintJunction(QPainter& painter, const DiagramUnit& unit, const StateColours& colours) {
    painter.setPen(QPen(colours.edge, 1.2));
    painter.setBrush(colours.fill);
    painter.drawEllipse(unit.front);
    const QPointF c = unit.front.center();
    constexpr double arm = 4.5;
    if (unit.kind == Kind::concat) {
        painter.drawLine(c + QPointF(-2, -arm), c + QPointF(-2, arm));
        painter.drawLine(c + QPointF(2, -arm), c + QPointF(2, arm));
    } else {
        painter.drawLine(c + QPointF(-arm, 0), c + QPointF(arm, 0));
        painter.drawLine(c + QPointF(0, -arm), c + QPointF(0, arm));
    }
}

void paintHalo(QPainter& painter, const DiagramUnit& unit, const QColor& colour, double width) {
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(outlineOf(unit));
}

/// Some layers frozen, some trained: the lower half in ice blue.
void paintOtherHalf(QPainter& painter, const DiagramUnit& unit, const Theme& theme) {
    painter.save();
    QPainterPath clip;
    clip.addRect(QRectF(unit.body.left() - 2, unit.front.center().y(), unit.body.width() + 4, unit.body.height()));
    painter.setClipPath(clip, Qt::IntersectClip);
    const StateColours ice = coloursOf(UnitState::frozen, theme);
    unit.form == UnitForm::column ? paintColumn(painter, unit, ice, 1) : paintBox(painter, unit, ice, theme);
    painter.restore();
}

}  // namespace

StateColours coloursOf(UnitState state, const Theme& theme) {
    switch (state) {
    case UnitState::frozen:
        return {theme.frozen, theme.frozenEdge};
    case UnitState::trains:
    case UnitState::partly:
        return {theme.trains, theme.trainsEdge};
    case UnitState::randomStart:
        return {theme.randomStart, theme.randomStartEdge};
    case UnitState::newHead:
        return {theme.dark ? theme.trains.lighter(125) : theme.trains.darker(115), theme.trainsEdge};
    default:
        return {theme.plain, theme.plainEdge};
    }
}

void paintSnowflake(QPainter& painter, const QPointF& centre, double radius) {
    for (int arm = 0; arm < 6; ++arm) {
        const double angle = qDegreesToRadians(60.0 * arm + 90);
        const auto at = [&](double along, double aside) {
            return centre +
                   QPointF(along * qCos(angle) - aside * qSin(angle), along * qSin(angle) + aside * qCos(angle));
        };
        painter.drawLine(centre, at(radius, 0));
        painter.drawLine(at(radius * 0.6, 0), at(radius * 0.95, radius * 0.28));
        painter.drawLine(at(radius * 0.6, 0), at(radius * 0.95, -radius * 0.28));
    }
}

void paintUnit(QPainter& painter, const DiagramUnit& unit, UnitState state, const UnitLook& look, const Theme& theme,
               double scale) {
    painter.setOpacity(look.opacity);
    if (look.willFreeze && state != UnitState::plain)
        state = UnitState::frozen;
    if (look.willTrain && state != UnitState::plain)
        state = UnitState::trains;
    StateColours colours = look.dropped ? StateColours{theme.dropped, theme.droppedEdge} : coloursOf(state, theme);
    const auto halo = [&](QColor colour, float strength, double width) {
        colour.setAlphaF(strength);
        paintHalo(painter, unit, colour, width);
    };
    if (look.found)
        halo(theme.validation, 0.5f, 11);
    if (look.selected)
        halo(theme.accent, 0.9f, 5);
    else if (look.hovered)
        halo(theme.accent, 0.3f, 6);
    switch (unit.form) {
    case UnitForm::column:
        paintColumn(painter, unit, colours, scale);
        break;
    case UnitForm::junction:
        paintJunction(painter, unit, colours);
        break;
    default:
        paintBox(painter, unit, colours, theme);
        if (unit.folded && unit.form == UnitForm::slab && scale >= dust && unit.front.width() > 8)
            paintSheets(painter, unit, colours);
    }
    if (state == UnitState::partly && !look.dropped)
        paintOtherHalf(painter, unit, theme);
    if (state == UnitState::frozen && !look.dropped && scale >= dust) {
        painter.setPen(QPen(theme.frozenEdge, 1.1, Qt::SolidLine, Qt::RoundCap));
        paintSnowflake(painter, QPointF(unit.body.center().x(), unit.body.top() - 9), 5.5);
    }
    painter.setOpacity(1);
}

}  // namespace layerbench
