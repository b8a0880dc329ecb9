// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/basics/icons.h"

#include "widgets/basics/theme.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QtMath>

namespace layerbench {

namespace {

using Points = std::initializer_list<QPointF>;

/// Draws on a field of 16 x 16 with a pen of 1.4, as one hand would draw all of them.
class Pencil {
public:
    explicit Pencil(QPainter& painter) : painter_(painter) {}

    void line(Points points) {
        QPolygonF polygon;
        for (const auto& point : points)
            polygon << point;
        painter_.drawPolyline(polygon);
    }
    void area(Points points) {
        QPolygonF polygon;
        for (const auto& point : points)
            polygon << point;
        painter_.setBrush(painter_.pen().color());
        painter_.drawPolygon(polygon);
        painter_.setBrush(Qt::NoBrush);
    }
    void box(double x, double y, double width, double height, double radius = 1) {
        painter_.drawRoundedRect(QRectF(x, y, width, height), radius, radius);
    }
    void circle(double x, double y, double radius) { painter_.drawEllipse(QPointF(x, y), radius, radius); }
    void dot(double x, double y, double radius) {
        painter_.setBrush(painter_.pen().color());
        painter_.drawEllipse(QPointF(x, y), radius, radius);
        painter_.setBrush(Qt::NoBrush);
    }
    /// Degrees as Qt counts them, from three o'clock against the clock.
    void arc(double x, double y, double radius, double from, double span) {
        painter_.drawArc(QRectF(x - radius, y - radius, 2 * radius, 2 * radius), qRound(from * 16), qRound(span * 16));
    }

private:
    QPainter& painter_;
};

void turned(Pencil& p, bool back) {
    const double side = back ? 1 : -1;
    const auto x = [side](double value) { return 8 + side * (value - 8); };
    p.arc(8, 9, 4.5, back ? -60 : 60, back ? 210 : 180);
    p.line({{x(6.2), 1.8}, {x(3.2), 4.6}, {x(6.2), 7.4}});
    p.line({{x(3.2), 4.6}, {x(8.4), 4.6}});
}

void snowflake(Pencil& p) {
    for (int arm = 0; arm < 6; ++arm) {
        const double angle = qDegreesToRadians(60.0 * arm + 90);
        const auto at = [angle](double along, double aside) {
            return QPointF(8 + along * qCos(angle) - aside * qSin(angle),
                           8 + along * qSin(angle) + aside * qCos(angle));
        };
        p.line({{8, 8}, at(6.6, 0)});
        p.line({at(6, 1.7), at(4.2, 0), at(6, -1.7)});
    }
}

void magnifier(Pencil& p) {
    p.circle(6.8, 6.8, 4.3);
    p.line({{10, 10}, {14, 14}});
}

void disk(Pencil& p) {
    p.line({{2.5, 2.5}, {11, 2.5}, {13.5, 5}, {13.5, 13.5}, {2.5, 13.5}, {2.5, 2.5}});
    p.line({{5, 2.5}, {5, 6}, {10, 6}, {10, 2.5}});
    p.line({{4.5, 13.5}, {4.5, 9}, {11.5, 9}, {11.5, 13.5}});
}

void draw(Pencil& p, Icon which) {
    switch (which) {
    case Icon::network:
        p.box(1.5, 3, 3, 10);
        p.box(6.5, 5, 3, 6);
        p.box(11.5, 6.5, 3, 3);
        break;
    case Icon::data:
        p.box(1.5, 4.5, 10, 9);
        p.line({{4.5, 2}, {14.2, 2}, {14.2, 11}});
        p.line({{2, 12}, {5, 8.5}, {7.2, 11}, {8.8, 9.4}, {11.2, 12}});
        break;
    case Icon::undo:
        turned(p, true);
        break;
    case Icon::redo:
        turned(p, false);
        break;
    case Icon::pointer:
        p.line({{4, 2}, {4, 12.5}, {7, 9.8}, {9, 14}, {10.8, 13.2}, {8.8, 9.2}, {12.5, 9}, {4, 2}});
        break;
    case Icon::knife:
        p.line({{8, 1.5}, {8, 14.5}});
        p.line({{5.6, 3}, {1.5, 3}, {1.5, 13}, {5.6, 13}});
        p.line({{10.6, 5}, {14, 11}});
        p.line({{14, 5}, {10.6, 11}});
        break;
    case Icon::snowflake:
        snowflake(p);
        break;
    case Icon::replace:
        p.box(1.5, 8.5, 5.5, 5.5);
        p.box(9, 2, 5.5, 5.5);
        p.arc(8, 8, 5.6, 100, 70);
        p.arc(8, 8, 5.6, 280, 70);
        break;
    case Icon::train:
    case Icon::resume:
        p.area({{4.5, 2.5}, {13, 8}, {4.5, 13.5}});
        break;
    case Icon::pause:
        p.area({{4, 3}, {6.4, 3}, {6.4, 13}, {4, 13}});
        p.area({{9.6, 3}, {12, 3}, {12, 13}, {9.6, 13}});
        break;
    case Icon::stop:
        p.area({{3.5, 3.5}, {12.5, 3.5}, {12.5, 12.5}, {3.5, 12.5}});
        break;
    case Icon::zoomIn:
        p.line({{3, 8}, {13, 8}});
        p.line({{8, 3}, {8, 13}});
        break;
    case Icon::zoomOut:
        p.line({{3, 8}, {13, 8}});
        break;
    case Icon::fit:
        p.line({{2, 5.5}, {2, 2}, {5.5, 2}});
        p.line({{10.5, 2}, {14, 2}, {14, 5.5}});
        p.line({{14, 10.5}, {14, 14}, {10.5, 14}});
        p.line({{5.5, 14}, {2, 14}, {2, 10.5}});
        break;
    case Icon::fold:
        p.line({{2, 4}, {5.5, 8}, {2, 12}});
        p.line({{14, 4}, {10.5, 8}, {14, 12}});
        break;
    case Icon::unfold:
        p.line({{5.5, 4}, {2, 8}, {5.5, 12}});
        p.line({{10.5, 4}, {14, 8}, {10.5, 12}});
        break;
    case Icon::search:
        magnifier(p);
        break;
    case Icon::save:
        disk(p);
        break;
    case Icon::open:
        p.line({{1.5, 13}, {1.5, 3}, {6, 3}, {7.5, 5}, {13, 5}, {13, 7}});
        p.line({{1.5, 13}, {4, 7}, {15, 7}, {12.5, 13}, {1.5, 13}});
        break;
    case Icon::exportFile:
        p.line({{2.5, 9.5}, {2.5, 13.5}, {13.5, 13.5}, {13.5, 9.5}});
        p.line({{8, 10.5}, {8, 2}});
        p.line({{4.8, 5.2}, {8, 2}, {11.2, 5.2}});
        break;
    case Icon::remove:
        p.line({{2.5, 4}, {13.5, 4}});
        p.line({{6, 4}, {6, 2}, {10, 2}, {10, 4}});
        p.line({{3.8, 4}, {4.6, 14}, {11.4, 14}, {12.2, 4}});
        break;
    case Icon::info:
        p.circle(8, 8, 6.2);
        p.line({{8, 7.4}, {8, 11.4}});
        p.dot(8, 4.9, 0.5);
        break;
    case Icon::warning:
        p.line({{8, 2}, {14.5, 13.5}, {1.5, 13.5}, {8, 2}});
        p.line({{8, 6.4}, {8, 9.6}});
        p.dot(8, 11.6, 0.4);
        break;
    case Icon::error:
        p.circle(8, 8, 6.2);
        p.line({{5.6, 5.6}, {10.4, 10.4}});
        p.line({{10.4, 5.6}, {5.6, 10.4}});
        break;
    case Icon::done:
        p.circle(8, 8, 6.2);
        p.line({{5, 8.2}, {7.2, 10.4}, {11, 6}});
        break;
    case Icon::close:
        p.line({{4, 4}, {12, 12}});
        p.line({{12, 4}, {4, 12}});
        break;
    case Icon::more:
        p.dot(3.5, 8, 0.8);
        p.dot(8, 8, 0.8);
        p.dot(12.5, 8, 0.8);
        break;
    case Icon::layers:
        p.line({{8, 1.8}, {14.4, 5.2}, {8, 8.6}, {1.6, 5.2}, {8, 1.8}});
        p.line({{1.6, 8.2}, {8, 11.6}, {14.4, 8.2}});
        p.line({{1.6, 11}, {8, 14.4}, {14.4, 11}});
        break;
    case Icon::copy:
        p.box(5.5, 5.5, 8.5, 8.5);
        p.line({{3.6, 10.5}, {2, 10.5}, {2, 2}, {10.5, 2}, {10.5, 3.6}});
        break;
    case Icon::best:
        p.line({{8, 1.8},
                {9.9, 5.9},
                {14.3, 6.4},
                {11, 9.4},
                {11.9, 13.8},
                {8, 11.6},
                {4.1, 13.8},
                {5, 9.4},
                {1.7, 6.4},
                {6.1, 5.9},
                {8, 1.8}});
        break;
    }
}

class LineIcon final : public QIconEngine {
public:
    explicit LineIcon(Icon which) : which_(which) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const QPalette palette = QApplication::palette();
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(rect.topLeft());
        painter->scale(rect.width() / 16.0, rect.height() / 16.0);
        painter->setPen(
            QPen(palette.color(group, QPalette::ButtonText), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        Pencil pencil(*painter);
        draw(pencil, which_);
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new LineIcon(which_); }

private:
    Icon which_;
};

}  // namespace

QIcon icon(Icon which) {
    return QIcon(new LineIcon(which));
}

QPixmap iconPixmap(Icon which, int size, const QColor& colour, double devicePixelRatio) {
    QPixmap pixmap(qRound(size * devicePixelRatio), qRound(size * devicePixelRatio));
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(size / 16.0, size / 16.0);
    painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    Pencil pencil(painter);
    draw(pencil, which);
    return pixmap;
}

QIcon applicationIcon() {
    QIcon result;
    const Theme& theme = Theme::light();
    for (const int size : {16, 32, 48, 128}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(size / 32.0, size / 32.0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.frozen.darker(115));
        painter.drawRoundedRect(QRectF(3, 4, 7, 24), 2, 2);
        painter.setBrush(theme.frozen);
        painter.drawRoundedRect(QRectF(12.5, 8, 7, 16), 2, 2);
        painter.setBrush(theme.trains.darker(105));
        painter.drawRoundedRect(QRectF(22, 11, 7, 10), 2, 2);
        result.addPixmap(pixmap);
    }
    return result;
}

}  // namespace layerbench
