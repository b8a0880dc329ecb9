// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers beside a cell's plot: accuracy, spread, time.
#include "widgets/basics/numbers.h"
#include "widgets/board/board_colours.h"
#include "widgets/board/case_cell.h"
#include "widgets/board/cell_texts.h"

#include <QPainter>

#include <cmath>

namespace layerbench {

namespace {

/// The accuracy as it stands: the result, else the mean of the last epoch that all seeds have.
std::optional<double> shownAccuracy(const BoardCell& cell, const BoardCurves& curves) {
    if (std::isfinite(cell.accuracy))
        return cell.accuracy;
    const MeanCurve* curve = curves.find(cell.caseName);
    for (std::size_t i = curve ? curve->common : 0; i-- > 0;)
        if (std::isfinite(curve->mean[i]))
            return curve->mean[i];
    return std::nullopt;
}

}  // namespace

/// One line of the numbers beside the plot.
struct CaseCell::Line {
    QString text;
    QString unit = {};  ///< behind it, smaller
    QFont font;
    QColor colour;
    double gap = 0;  ///< above it
    QRectF row = {};
};

std::vector<CaseCell::Line> CaseCell::numberLines() const {
    const Theme& theme = Theme::of(this);
    const BoardCurves& curves = shown_.curves();
    const auto colourOf = [&](const BoardCell& cell, double wanted) {
        return readable(colourOfCase(cell.caseName), ground(), wanted);
    };
    std::vector<Line> lines;
    if (const BoardCell* cell = own()) {
        if (const auto accuracy = shownAccuracy(*cell, curves)) {
            const bool final = std::isfinite(cell->accuracy);
            const QStringList text = percent(*accuracy).split(QChar(0x202f));
            lines.push_back(
                {text.value(0), text.value(1), layout_.big, final ? colourOf(*cell, 3) : theme.mutedText, 0});
            const QString below = final ? spreadText(cell->spread) : tr("so far");
            if (!below.isEmpty())
                lines.push_back({below, {}, layout_.small, theme.mutedText, 0});
        }
    }
    if (const BoardCell* cell = second())
        if (const auto accuracy = shownAccuracy(*cell, curves)) {
            const bool final = std::isfinite(cell->accuracy);
            lines.push_back({percent(*accuracy),
                             {},
                             layout_.strong,
                             final ? colourOf(*cell, 4.5) : theme.mutedText,
                             layout_.compact ? 2.0 : 6.0});
            lines.push_back({tr("fine-tuned"), {}, layout_.small, theme.mutedText, 0});
        }
    if (own())
        if (const QString seconds = secondsText(*own()); !seconds.isEmpty()) {
            lines.push_back(
                {seconds, {}, layout_.compact ? layout_.small : font(), theme.text, layout_.compact ? 2.0 : 6.0});
            lines.push_back({tr("per seed"), {}, layout_.small, theme.mutedText, 0});
        }
    // From above as far as there is room; the tip has them all.
    double y = layout_.numbers.top();
    for (auto line = lines.begin(); line != lines.end(); ++line) {
        const QFontMetricsF metrics(line->font);
        // The big number is digits alone: its line needs no room for letters below.
        const double height = line->unit.isEmpty() ? metrics.height() : metrics.ascent();
        line->row = QRectF(layout_.numbers.left(), y + line->gap, layout_.numbers.width(), height);
        if (line->row.bottom() > layout_.numbers.bottom() + 1) {
            lines.erase(line, lines.end());
            break;
        }
        y = line->row.bottom() + (line->unit.isEmpty() ? 0 : 3);
    }
    return lines;
}

void CaseCell::paintNumbers(QPainter& painter) {
    for (const Line& line : numberLines()) {
        painter.setFont(line.font);
        painter.setPen(line.colour);
        if (line.unit.isEmpty()) {
            write(painter, line.row, Qt::AlignRight | Qt::AlignVCenter,
                  painter.fontMetrics().elidedText(line.text, Qt::ElideRight, static_cast<int>(line.row.width())));
            continue;
        }
        const QString unit = QChar(0x202f) + line.unit;
        const double digits = QFontMetricsF(line.font).horizontalAdvance(line.text);
        const double width = QFontMetricsF(layout_.strong).horizontalAdvance(unit);
        painter.drawText(QPointF(line.row.right() - width - digits, line.row.bottom()), line.text);
        written_.push_back(line.row.adjusted(line.row.width() - width - digits, 0, 0, 2));
        painter.setFont(layout_.strong);
        painter.drawText(QPointF(line.row.right() - width, line.row.bottom()), unit);
    }
}

}  // namespace layerbench
