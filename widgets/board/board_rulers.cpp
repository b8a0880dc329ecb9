// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/board_rulers.h"

#include "widgets/basics/numbers.h"
#include "widgets/board/board_place.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <vector>

namespace layerbench {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CaseBoard)
};

struct Label {
    QString text;
    QFont font;
    QColor colour;
};

/// Writes on a ruler what has room: what came first stays.
class Labels {
public:
    explicit Labels(QPainter& painter) : painter_(painter) {}

    bool reserve(const QRectF& box) {
        if (std::ranges::any_of(taken_, [&](const QRectF& other) { return other.intersects(box); }))
            return false;
        taken_.push_back(box);
        return true;
    }
    /// Lines of text round `at`, or aside by as few of the steps as it takes to be free; nowhere else.
    void write(const QPointF& at, Qt::Alignment alignment, const std::vector<Label>& lines, const QPointF& step = {},
               int steps = 0) {
        QRectF box;
        for (const Label& line : lines) {
            const QFontMetricsF metrics(line.font);
            box.setWidth(std::max(box.width(), metrics.horizontalAdvance(line.text) + 2));
            box.setHeight(box.height() + metrics.height() - 2);
        }
        box.moveCenter(at);
        if (alignment & Qt::AlignRight)
            box.moveRight(at.x());
        if (alignment & Qt::AlignLeft)
            box.moveLeft(at.x());
        for (int i = 0; i <= 2 * steps; ++i) {
            // 0, 1, -1, 2, -2, …
            const QRectF moved = box.translated(step * (i % 2 == 0 ? -i / 2 : (i + 1) / 2));
            if (!reserve(moved))
                continue;
            QRectF row = moved;
            for (const Label& line : lines) {
                row.setHeight(QFontMetricsF(line.font).height() - 2);
                painter_.setFont(line.font);
                painter_.setPen(line.colour);
                painter_.drawText(row, alignment | Qt::AlignVCenter | Qt::TextDontClip, line.text);
                row.moveTop(row.bottom());
            }
            return;
        }
    }

private:
    QPainter& painter_;
    std::vector<QRectF> taken_;
};

/// A small flag that holds a number of the user's data; its tip touches the ruler.
void paintFlag(QPainter& painter, const QRectF& box, const QPolygonF& tip, const QString& text, const QFont& font,
               const Theme& theme) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.text);
    painter.drawRoundedRect(box, 5, 5);
    painter.drawPolygon(tip);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme.panel);
    painter.setFont(font);
    painter.drawText(box, Qt::AlignCenter, text);
}

QString shortImages(double images) {
    const double whole = std::clamp(std::isfinite(images) ? std::round(images) : 0.0, 0.0, 1e15);
    return shortCount(static_cast<std::int64_t>(whole));
}

/// A power of ten: "1,000", "100 k", "10 M".
QString tickText(double images) {
    const auto text = [](double value, QLatin1String unit) {
        return fullCount(static_cast<std::int64_t>(value)) + QChar(0x202f) + unit;
    };
    return images >= 1e6   ? text(images / 1e6, QLatin1String("M"))
           : images >= 1e5 ? text(images / 1e3, QLatin1String("k"))
                           : fullCount(static_cast<std::int64_t>(images));
}

void paintSizes(QPainter& painter, const RulerPlaces& places, const std::optional<BoardPlace>& place,
                const Theme& theme) {
    const double x = std::round(places.left) - 7.5;
    Labels labels(painter);
    if (place) {
        const AxisPlace up = sizePlace(place->images);
        const QRectF& row = places.rows[up.second ? 1 : 0];
        const double y = row.bottom() - up.share * row.height();
        const QString text = shortImages(place->images);
        const double width = QFontMetricsF(places.strong).horizontalAdvance(text) + 12;
        const QRectF box(x - 6 - width, y - 8.5, width, 17);
        labels.reserve(box.adjusted(0, -1, 4, 1));
        paintFlag(painter, box, {QPointF(x - 1, y), QPointF(x - 6.5, y - 4.5), QPointF(x - 6.5, y + 4.5)}, text,
                  places.strong, theme);
    }
    for (const bool upper : {false, true}) {
        const QRectF& row = places.rows[upper ? 1 : 0];
        const auto at = [&](double images) { return row.bottom() - sizePlace(images).share * row.height(); };
        painter.setPen(QPen(theme.border, 1));
        painter.drawLine(QPointF(x, row.top()), QPointF(x, row.bottom()));
        for (const double tick : sizeTicks(upper))
            painter.drawLine(QPointF(x - 3, at(tick)), QPointF(x, at(tick)));
        const double anchor = upper ? largeImages : smallImages;
        painter.setPen(QPen(theme.text, 1.6));
        painter.drawLine(QPointF(x - 5, at(anchor)), QPointF(x, at(anchor)));
        // The anchor's own line stands beside its mark, the word above it.
        labels.write({x - 9, at(anchor) - 5}, Qt::AlignRight,
                     {{upper ? Words::tr("large") : Words::tr("small"), places.strong, theme.text},
                      {fullCount(static_cast<std::int64_t>(anchor)), places.small, theme.text}},
                     {0, 1}, 32);
        for (const double tick : sizeTicks(upper))
            labels.write({x - 9, at(tick)}, Qt::AlignRight, {{tickText(tick), places.small, theme.mutedText}});
    }
    painter.save();
    painter.setFont(places.strong);
    painter.setPen(theme.text);
    painter.translate(8, (places.rows[1].top() + places.rows[0].bottom()) / 2);
    painter.rotate(-90);
    painter.drawText(QRectF(-200, -9, 400, 18), Qt::AlignCenter, Words::tr("data set size, images →"));
    painter.restore();
}

void paintDifferences(QPainter& painter, const RulerPlaces& places, const std::optional<BoardPlace>& place,
                      const Theme& theme) {
    const double y = std::round(places.bottom) + 3.5;
    const double middle = y + 11;
    Labels labels(painter);
    if (place && std::isfinite(place->difference)) {
        const AxisPlace along = differencePlace(place->difference);
        const QRectF& column = places.columns[along.second ? 1 : 0];
        const double x = column.left() + along.share * column.width();
        const QString text = (place->judged ? QStringLiteral("≈ ") : QString()) + number(place->difference, 2);
        const double width = QFontMetricsF(places.strong).horizontalAdvance(text) + 12;
        const QRectF box(x - width / 2, y + 5, width, 16);
        labels.reserve(box.adjusted(-3, -4, 3, 0));
        paintFlag(painter, box, {QPointF(x, y), QPointF(x - 4.5, y + 5.5), QPointF(x + 4.5, y + 5.5)}, text,
                  places.strong, theme);
    }
    for (const bool right : {false, true}) {
        const QRectF& column = places.columns[right ? 1 : 0];
        painter.setPen(QPen(theme.border, 1));
        painter.drawLine(QPointF(column.left(), y), QPointF(column.right(), y));
        for (const double share : {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}) {
            const double x = column.left() + share * column.width();
            painter.drawLine(QPointF(x, y), QPointF(x, y + 3));
        }
        painter.setPen(QPen(theme.text, 1.6));
        painter.drawLine(QPointF(column.center().x(), y), QPointF(column.center().x(), y + 4));
        labels.write({column.center().x(), middle}, Qt::AlignHCenter,
                     {{right ? Words::tr("different") : Words::tr("similar"), places.strong, theme.text}}, {1, 0}, 60);
        labels.write({column.left(), middle}, Qt::AlignLeft,
                     {{number(right ? 0.5 : 0), places.small, theme.mutedText}});
        labels.write({column.right(), middle}, Qt::AlignRight,
                     {{number(right ? 1 : 0.5), places.small, theme.mutedText}});
    }
    const double left = places.columns[0].left();
    painter.setFont(places.strong);
    painter.setPen(theme.text);
    painter.drawText(QRectF(left, middle + 5, places.columns[1].right() - left, 16), Qt::AlignCenter,
                     Words::tr("difference from the original data →"));
}

}  // namespace

void paintRulers(QPainter& painter, const RulerPlaces& places, const std::optional<BoardPlace>& place,
                 const Theme& theme) {
    paintSizes(painter, places, place, theme);
    paintDifferences(painter, places, place, theme);
}

}  // namespace layerbench
