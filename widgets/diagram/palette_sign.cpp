// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/palette_sign.h"

#include <QPainterPath>

namespace layerbench {

namespace {

/// A slab as the diagram draws it.
void slab(QPainter& painter) {
    painter.drawPolyline(QPolygonF{{-4, -2}, {1, -6}, {5, -6}, {5, 2}, {0, 6}});
    painter.drawRect(QRectF(-4, -2, 4, 8));
    painter.drawLine(QPointF(0, -2), QPointF(5, -6));
}

void grid(QPainter& painter, int cells, double side) {
    const double step = side / cells;
    for (int i = 0; i <= cells; ++i) {
        const double at = -side / 2 + i * step;
        painter.drawLine(QPointF(at, -side / 2), QPointF(at, side / 2));
        painter.drawLine(QPointF(-side / 2, at), QPointF(side / 2, at));
    }
}

/// A fine map of which one cell is kept.
void pooled(QPainter& painter, const QRectF& cell) {
    grid(painter, 2, 11);
    painter.fillRect(cell, painter.pen().color());
}

void column(QPainter& painter) {
    painter.drawRoundedRect(QRectF(-2.5, -6.5, 5, 13), 1.5, 1.5);
    for (const double y : {-3.5, 0.0, 3.5})
        painter.drawPoint(QPointF(0, y));
}

}  // namespace

void paintKindSign(QPainter& painter, Kind kind, const QPointF& centre) {
    painter.save();
    painter.translate(centre);
    painter.setPen(QPen(painter.pen().color(), 1.1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    switch (kind) {
    case Kind::conv2d:
        slab(painter);
        break;
    case Kind::linear:
        column(painter);
        break;
    case Kind::batchNorm2d: {
        // The bell of a normal distribution.
        QPainterPath bell(QPointF(-6.5, 5));
        bell.cubicTo(QPointF(-2, 5), QPointF(-2.5, -5.5), QPointF(0, -5.5));
        bell.cubicTo(QPointF(2.5, -5.5), QPointF(2, 5), QPointF(6.5, 5));
        painter.drawPath(bell);
        break;
    }
    case Kind::relu:
        painter.drawPolyline(QPolygonF{{-6, 4}, {0, 4}, {5.5, -5}});
        break;
    case Kind::relu6:
        painter.drawPolyline(QPolygonF{{-6, 4}, {-2, 4}, {2.5, -4}, {6, -4}});
        break;
    case Kind::maxPool2d:
        pooled(painter, QRectF(0, -5.5, 5.5, 5.5));
        break;
    case Kind::avgPool2d:
        pooled(painter, QRectF(-2.75, -2.75, 5.5, 5.5));
        break;
    case Kind::adaptiveAvgPool2d:
        painter.drawRect(QRectF(-5.5, -5.5, 11, 11));
        painter.fillRect(QRectF(-2, -2, 4, 4), painter.pen().color());
        break;
    case Kind::dropout:
        for (const double x : {-4.5, 0.0, 4.5})
            for (const double y : {-4.5, 0.0, 4.5}) {
                const bool dropped = (x < 0 && y == 0) || (x == 0 && y > 0) || (x > 0 && y < 0);
                painter.setBrush(dropped ? QBrush(Qt::NoBrush) : QBrush(painter.pen().color()));
                painter.drawEllipse(QPointF(x, y), 1.3, 1.3);
            }
        break;
    case Kind::flatten:
        painter.drawRect(QRectF(-6.5, -4, 5, 8));
        painter.drawLine(QPointF(0.5, 0), QPointF(3, 0));
        painter.drawLine(QPointF(6, -6), QPointF(6, 6));
        break;
    default:
        break;
    }
    painter.restore();
}

}  // namespace layerbench
