// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/cell_plot.h"

#include "widgets/basics/numbers.h"
#include "widgets/board/board_colours.h"
#include "widgets/board/cell_texts.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

constexpr double strongLine = 2.2;
constexpr double paleLine = 1.1;

QPen linePen(const QColor& colour, double width, bool dashed) {
    QPen pen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    if (dashed)
        pen.setDashPattern({2.6, 2.2});
    return pen;
}

QColor seeThrough(QColor colour, float alpha) {
    colour.setAlphaF(alpha);
    return colour;
}

void drawPieces(QPainter& painter, const std::vector<QPolygonF>& pieces) {
    for (const auto& piece : pieces) {
        if (piece.size() > 1) {
            painter.drawPolyline(piece);
            continue;
        }
        // A lonely epoch is a dot as wide as the line.
        const QPen pen = painter.pen();
        painter.setPen(Qt::NoPen);
        painter.setBrush(pen.color());
        painter.drawEllipse(piece.front(), pen.widthF() * 0.9, pen.widthF() * 0.9);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(pen);
    }
}

void paintBand(QPainter& painter, const PlotScale& scale, const MeanCurve& curve, const QColor& colour) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const auto low = linePieces(scale, curve.low, 0, curve.low.size());
    const auto high = linePieces(scale, curve.high, 0, curve.high.size());
    for (std::size_t i = 0; i < std::min(low.size(), high.size()); ++i) {
        QPolygonF band = high[i];
        for (auto point = low[i].rbegin(); point != low[i].rend(); ++point)
            band << *point;
        painter.drawPolygon(band);
    }
    painter.setBrush(Qt::NoBrush);
}

/// Strong as far as all seeds have come, thin where only some of them have.
void paintMean(QPainter& painter, const PlotScale& scale, const MeanCurve& curve, const QColor& colour, bool dashed) {
    painter.setPen(linePen(seeThrough(colour, 0.7f), paleLine, dashed));
    if (curve.common < curve.mean.size())
        drawPieces(painter,
                   linePieces(scale, curve.mean, std::max<std::size_t>(curve.common, 1) - 1, curve.mean.size()));
    painter.setPen(linePen(colour, strongLine, dashed));
    drawPieces(painter, linePieces(scale, curve.mean, 0, curve.common));
}

/// Every run by itself; those of a small plot are the band.
void paintSeeds(QPainter& painter, const PlotScale& scale, std::span<const BoardRun> seeds, const QColor& colour) {
    painter.setPen(linePen(seeThrough(colour, 0.6f), paleLine, false));
    for (const BoardRun& seed : seeds) {
        std::vector<double> values = seed.accuracy;
        for (double& value : values)
            if (!(value >= 0 && value <= 1))
                value = std::numeric_limits<double>::quiet_NaN();
        drawPieces(painter, linePieces(scale, values, 0, values.size()));
    }
}

void paintDot(QPainter& painter, const QPointF& at, const QColor& colour, const QColor& behind, double radius) {
    painter.setPen(QPen(behind, 1.6));
    painter.setBrush(colour);
    painter.drawEllipse(at, radius, radius);
    painter.setBrush(Qt::NoBrush);
}

void paintLeadingDot(QPainter& painter, const PlotScale& scale, const MeanCurve& curve, const QColor& colour,
                     const QColor& behind) {
    for (std::size_t i = curve.common; i-- > 0;)
        if (std::isfinite(curve.mean[i])) {
            paintDot(painter, {scale.x(static_cast<double>(i + 1)), scale.y(curve.mean[i])}, colour, behind, 4);
            return;
        }
}

void paintHovered(QPainter& painter, const PlotScale& scale, const BoardCurves& curves, const PlotLook& look,
                  const Theme& theme) {
    if (look.hovered < 1 || look.hovered > scale.epochs)
        return;
    const double x = scale.x(static_cast<double>(look.hovered));
    painter.setPen(QPen(seeThrough(theme.mutedText, 0.55f), 1));
    painter.drawLine(QPointF(x, scale.area.top()), QPointF(x, scale.area.bottom()));
    const auto index = static_cast<std::size_t>(look.hovered - 1);
    for (const auto& [caseName, curve] : curves.ofCase) {
        if (index >= curve.mean.size() || !std::isfinite(curve.mean[index]))
            continue;
        const bool own = caseName == look.own || caseName == look.second;
        paintDot(painter, {x, scale.y(curve.mean[index])}, colourOfCase(caseName), look.behind, own ? 4 : 2.6);
    }
}

}  // namespace

double PlotScale::x(double epoch) const {
    if (epochs <= 1)
        return area.center().x();
    return area.left() + (epoch - 1) / static_cast<double>(epochs - 1) * area.width();
}

double PlotScale::y(double accuracy) const {
    return area.bottom() - (accuracy - low) / (high - low) * area.height();
}

std::int64_t PlotScale::epochAt(double x) const {
    if (epochs <= 1 || area.width() <= 0)
        return 1;
    const double share = std::clamp((x - area.left()) / area.width(), 0.0, 1.0);
    return 1 + std::llround(share * static_cast<double>(epochs - 1));
}

std::vector<QPolygonF> linePieces(const PlotScale& scale, std::span<const double> values, std::size_t from,
                                  std::size_t to) {
    std::vector<QPolygonF> pieces;
    bool open = false;
    to = std::min(to, values.size());
    for (std::size_t i = from; i < to; ++i) {
        if (!std::isfinite(values[i])) {
            open = false;
            continue;
        }
        const QPointF point(scale.x(static_cast<double>(i + 1)), scale.y(values[i]));
        if (!open)
            pieces.emplace_back();
        open = true;
        auto& piece = pieces.back();
        const bool last = i + 1 == to || !std::isfinite(values[i + 1]);
        if (piece.isEmpty() || last || point.x() - piece.back().x() >= 0.5)
            piece << point;
    }
    return pieces;
}

void paintCellPlot(QPainter& painter, const PlotScale& scale, const BoardCurves& curves, const PlotLook& look,
                   const Theme& theme) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme.faint, 1));
    for (const double tick : curves.axis.ticks) {
        const double y = std::round(scale.y(tick));
        painter.drawLine(QPointF(scale.area.left(), y), QPointF(scale.area.right(), y));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& [caseName, curve] : curves.ofCase) {
        if (caseName == look.own || caseName == look.second)
            continue;
        painter.setPen(linePen(seeThrough(colourOfCase(caseName), 0.4f), paleLine, caseName == "4-finetune"));
        drawPieces(painter, linePieces(scale, curve.mean, 0, curve.mean.size()));
    }
    // The own case on top.
    for (const auto& name : {look.second, look.own})
        if (const MeanCurve* curve = curves.find(name)) {
            const QColor colour = colourOfCase(name);
            paintBand(painter, scale, *curve, seeThrough(colour, theme.dark ? 0.28f : 0.18f));
            if (name == look.own)
                paintSeeds(painter, scale, look.seeds, colour);
            paintMean(painter, scale, *curve, colour, name != look.own);
            if (look.running)
                paintLeadingDot(painter, scale, *curve, colour, look.behind);
        }
    paintHovered(painter, scale, curves, look, theme);
}

void paintCurveLabels(QPainter& painter, const PlotScale& scale, const BoardCurves& curves, const QRectF& column,
                      const QColor& behind) {
    struct Label {
        double y;
        std::string caseName;
    };
    std::vector<Label> labels;
    for (const auto& [caseName, curve] : curves.ofCase)
        for (std::size_t i = curve.mean.size(); i-- > 0;)
            if (std::isfinite(curve.mean[i])) {
                labels.push_back({scale.y(curve.mean[i]), caseName});
                break;
            }
    std::ranges::sort(labels, {}, &Label::y);
    const double height = painter.fontMetrics().height();
    // Each at its curve's end, below the one before it, and the last ones not below the plot.
    double free = column.top() - height / 2;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const double lowest = column.bottom() + height / 2 - height * static_cast<double>(labels.size() - i);
        const double top = std::max(free, std::min(labels[i].y - height / 2, lowest));
        free = top + height;
        const bool variant = labels[i].caseName == "4-finetune";
        const QString text =
            variant ? QCoreApplication::translate("CaseBoard", "fine-tuned") : caseLabel(labels[i].caseName);
        painter.setPen(readable(colourOfCase(labels[i].caseName), behind));
        painter.drawText(QRectF(column.left(), top, column.width(), height), Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(column.width())));
    }
}

std::vector<QRectF> paintCellAxes(QPainter& painter, const PlotScale& scale, const BoardCurves& curves,
                                  const QRectF& ticks, const QRectF& epochs, const Theme& theme) {
    painter.setPen(theme.mutedText);
    std::vector<QRectF> boxes;
    const auto write = [&](const QRectF& box, int flags, const QString& text) {
        painter.drawText(box, flags, text);
        boxes.push_back(QFontMetricsF(painter.font()).boundingRect(box, flags, text));
    };
    const double height = painter.fontMetrics().height();
    double free = scale.area.bottom() + height;
    for (const double tick : curves.axis.ticks) {
        const double y = scale.y(tick);
        // In a low plot every second number stays away.
        if (y > free - height)
            continue;
        free = y;
        const QString text = number(std::abs(tick) < 1e-9 ? 0 : tick * 100, 4) + QStringLiteral("\u202f%");
        write(QRectF(ticks.left() - 6, y - height / 2, ticks.width() + 6, height), Qt::AlignRight | Qt::AlignVCenter,
              text);
    }
    const bool several = scale.epochs > 1;
    if (several)
        write(epochs, Qt::AlignLeft | Qt::AlignVCenter, fullCount(1));
    write(epochs, (several ? Qt::AlignRight : Qt::AlignHCenter) | Qt::AlignVCenter,
          QCoreApplication::translate("CaseBoard", "epoch %1").arg(fullCount(scale.epochs)));
    return boxes;
}

}  // namespace layerbench
