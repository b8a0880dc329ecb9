// SPDX-License-Identifier: GPL-3.0-or-later
// Where the user's data stand in a cell.
#include "widgets/board/board_place.h"
#include "widgets/board/case_cell.h"
#include "widgets/board/cell_plot.h"

#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

/// A box of `size` inside `area`, at one of the corners: the one where it hides least of the curves, never the dot.
QRectF freest(const QRectF& area, const std::vector<QPointF>& corners, const QSizeF& size, const QPointF& dot,
              const std::vector<QPolygonF>& curves) {
    QRectF best;
    double least = std::numeric_limits<double>::infinity();
    for (const QPointF& corner : corners) {
        QRectF box(corner, size);
        // Pushed inside; what then covers the dot is worst.
        box.moveLeft(
            std::clamp(box.left(), area.left() + 1, std::max(area.left() + 1, area.right() - box.width() - 1)));
        box.moveTop(std::clamp(box.top(), area.top() + 1, std::max(area.top() + 1, area.bottom() - box.height() - 1)));
        double hidden = box.adjusted(-7, -7, 7, 7).contains(dot) ? 1e6 : 0;
        for (const auto& piece : curves)
            for (qsizetype i = 0; i + 1 < piece.size(); ++i)
                for (const double t : {0.0, 0.25, 0.5, 0.75})
                    hidden += box.contains(piece[i] + t * (piece[i + 1] - piece[i])) ? 1 : 0;
        if (hidden < least) {
            least = hidden;
            best = box;
        }
    }
    return best;
}

/// How far to each side a judged dot is blurred.
double blurReach(const QRectF& plot) {
    return std::max(18.0, 0.12 * plot.width());
}

}  // namespace

std::optional<QPointF> CaseCell::pin() const {
    const auto& place = shown_.state().place;
    if (enlarged_ || !place || !std::isfinite(place->difference))
        return std::nullopt;
    const AxisPlace up = sizePlace(place->images);
    const AxisPlace along = differencePlace(place->difference);
    if (up.second != isUpper() || along.second != isRight())
        return std::nullopt;
    const QRectF plot = layout_.plot;
    return QPointF(plot.left() + along.share * plot.width(), plot.bottom() - up.share * plot.height());
}

std::optional<QRectF> CaseCell::stripe() const {
    const auto& place = shown_.state().place;
    if (enlarged_ || !place || std::isfinite(place->difference))
        return std::nullopt;
    const AxisPlace up = sizePlace(place->images);
    if (up.second != isUpper())
        return std::nullopt;
    const CellLayout& layout = layout_;
    const double y = layout.plot.bottom() - up.share * layout.plot.height();
    // As wide as the plot, which the ruler's column is too: beside it stand numbers.
    return QRectF(layout.plot.left(), y - 7, layout.plot.width(), 14);
}

std::optional<CaseCell::PlaceWords> CaseCell::placeWords() const {
    const auto at = pin();
    const auto band = stripe();
    if (!at && !band)
        return std::nullopt;
    const QRectF& plot = layout_.plot;
    const QFontMetricsF metrics(layout_.strong);
    const auto widthOf = [&](const QString& text) { return metrics.horizontalAdvance(text) + 14; };
    QString text = at || !isRight() ? tr("your data") : tr("difference not measured");
    if (widthOf(text) > plot.width())
        text = at || !isRight() ? tr("data") : tr("not measured");
    const QSizeF size(std::min(widthOf(text), plot.width()), 17);
    // They stand where they hide least of the curves.
    std::vector<QPolygonF> curves;
    if (!isEmpty())
        for (const auto& [caseName, curve] : shown_.curves().ofCase)
            for (auto& piece : linePieces(PlotScale(plot, shown_.curves()), curve.mean, 0, curve.mean.size()))
                curves.push_back(std::move(piece));
    std::vector<QPointF> corners;
    if (at) {
        const double aside = shown_.state().place->judged ? blurReach(plot) + 2 : 11;
        corners = {QPointF(at->x() + aside, at->y() - size.height() / 2),
                   QPointF(at->x() - aside - size.width(), at->y() - size.height() / 2)};
        // In an empty cell they leave the room above and below to the explanation.
        if (!isEmpty()) {
            corners.emplace_back(at->x() - size.width() / 2, at->y() - 11 - size.height());
            corners.emplace_back(at->x() - size.width() / 2, at->y() + 11);
        }
    } else {
        for (const double share : {1.0, 0.75, 0.5, 0.25, 0.0})
            corners.emplace_back(plot.left() + share * (plot.width() - size.width()),
                                 band->center().y() - size.height() / 2);
    }
    return PlaceWords{text, freest(plot, corners, size, at.value_or(QPointF(-100, -100)), curves)};
}

QRectF CaseCell::roomForWords() const {
    const double line = QFontMetricsF(font()).height();
    const QRectF room(QPointF(layout_.title.left(), layout_.miniature.bottom() + 2),
                      QPointF(layout_.verdict.right(), layout_.verdict.bottom() - line - 4));
    const auto words = placeWords();
    if (!words)
        return room;
    const QRectF taken = pin() ? words->box | QRectF(*pin() - QPointF(8, 8), QSizeF(16, 16)) : words->box | *stripe();
    QRectF above = room;
    above.setBottom(taken.top() - 1);
    QRectF below = room;
    below.setTop(taken.bottom() + 1);
    return above.height() >= below.height() ? above : below;
}

void CaseCell::paintStripe(QPainter& painter) {
    if (const auto band = stripe()) {
        const Theme& theme = Theme::of(this);
        QColor fill = theme.text;
        fill.setAlphaF(theme.dark ? 0.13f : 0.08f);
        painter.fillRect(*band, fill);
    }
}

void CaseCell::paintPlace(QPainter& painter) {
    const auto words = placeWords();
    if (!words)
        return;
    const Theme& theme = Theme::of(this);
    const QRectF& plot = layout_.plot;
    if (const auto at = pin()) {
        // Dotted as far as the plot goes: the place is read on the rulers, not on the curve's axes.
        QPen guide(theme.mutedText, 1);
        guide.setDashPattern({1, 3});
        painter.setPen(guide);
        painter.drawLine(*at, QPointF(plot.left(), at->y()));
        if (!isEmpty() || roomForWords().top() < at->y())
            painter.drawLine(*at, QPointF(at->x(), plot.bottom()));
        if (shown_.state().place->judged)
            paintJudgedDot(painter, *at, theme);
        else {
            painter.setPen(QPen(ground(), 2));
            painter.setBrush(theme.text);
            painter.drawEllipse(*at, 6.5, 6.5);
        }
    }
    painter.setFont(layout_.strong);
    painter.setPen(QPen(ground(), 1.5));
    painter.setBrush(theme.text);
    painter.drawRoundedRect(words->box, 5, 5);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme.panel);
    painter.drawText(
        words->box, Qt::AlignCenter,
        painter.fontMetrics().elidedText(words->text, Qt::ElideRight, static_cast<int>(words->box.width() - 8)));
    written_.push_back(words->box);
}

void CaseCell::paintJudgedDot(QPainter& painter, const QPointF& at, const Theme& theme) {
    const QRectF& plot = layout_.plot;
    const double reach = blurReach(plot);
    const QRectF bar = QRectF(at.x() - reach, at.y() - 3, 2 * reach, 6) & plot.adjusted(-4, -4, 4, 4);
    QLinearGradient blur(at - QPointF(reach, 0), at + QPointF(reach, 0));
    QColor ink = theme.text;
    ink.setAlphaF(0);
    blur.setColorAt(0, ink);
    blur.setColorAt(1, ink);
    ink.setAlphaF(0.55f);
    blur.setColorAt(0.5, ink);
    painter.fillRect(bar, blur);
    painter.setPen(QPen(ground(), 5));
    painter.setBrush(ground());
    painter.drawEllipse(at, 5, 5);
    painter.setPen(QPen(theme.text, 2));
    painter.drawEllipse(at, 5, 5);
    painter.setBrush(Qt::NoBrush);
}

}  // namespace layerbench
