// SPDX-License-Identifier: GPL-3.0-or-later
// How a cell looks.
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"
#include "widgets/board/board_colours.h"
#include "widgets/board/case_cell.h"
#include "widgets/board/cell_heading.h"
#include "widgets/board/cell_plot.h"
#include "widgets/board/cell_texts.h"
#include "widgets/board/fitted_text.h"

#include <QPainterPath>

#include <algorithm>
#include <array>

namespace layerbench {

namespace {

QString elided(const QPainter& painter, const QString& text, double width) {
    return painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(width));
}

/// A word in a rounded box that ends at `right`.
QRectF paintPill(QPainter& painter, double right, double middle, const QString& text, const QColor& fill,
                 const QColor& ink) {
    const double width = painter.fontMetrics().horizontalAdvance(text) + 18;
    const QRectF box(right - width, middle - 8, width, 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(box, 8, 8);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(ink);
    painter.drawText(box, Qt::AlignCenter, text);
    return box;
}

}  // namespace

void CaseCell::paintEvent(QPaintEvent*) {
    ++redraws_;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    written_.clear();
    paintFrame(painter);
    paintStripe(painter);
    paintHeading(painter);
    paintNetwork(painter);
    const BoardCurves& curves = shown_.curves();
    if (isEmpty()) {
        paintWhatToDo(painter);
    } else {
        const PlotScale scale(layout_.plot, curves);
        painter.setFont(layout_.small);
        for (const QRectF& text : paintCellAxes(painter, scale, curves, layout_.ticks, layout_.epochs, Theme::of(this)))
            written_.push_back(text);
        paintCellPlot(
            painter, scale, curves,
            {.own = caseName_,
             .second = second() ? second()->caseName : std::string(),
             .running = isRunning(),
             .hovered = shown_.hovered,
             .seeds = enlarged_ && own() ? std::span<const BoardRun>(own()->runs) : std::span<const BoardRun>(),
             .behind = ground()},
            Theme::of(this));
        if (enlarged_) {
            painter.setFont(layout_.small);
            paintCurveLabels(painter, scale, curves, layout_.labels, ground());
        }
        paintNumbers(painter);
        paintVerdict(painter);
    }
    paintPlace(painter);
    paintPills(painter);
}

QColor CaseCell::ground() const {
    const Theme& theme = Theme::of(this);
    return isRecommended() ? blended(theme.panel, colourOfCase(caseName_), theme.dark ? 0.13 : 0.06) : theme.panel;
}

void CaseCell::paintFrame(QPainter& painter) {
    const Theme& theme = Theme::of(this);
    const QColor colour = readable(colourOfCase(caseName_), theme.panel, 3);
    const QColor line = isRecommended() ? colour
                        : underMouse()  ? blended(theme.border, theme.mutedText, 0.6)
                                        : theme.border;
    painter.setPen(QPen(line, isRecommended() ? 2 : 1));
    painter.setBrush(ground());
    painter.drawRoundedRect(layout_.frame.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    painter.setBrush(Qt::NoBrush);
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1.6));
        const double inset = isRecommended() ? 3.5 : 1;
        painter.drawRoundedRect(layout_.frame.adjusted(inset, inset, -inset, -inset), 7, 7);
    }
}

void CaseCell::write(QPainter& painter, const QRectF& box, int flags, const QString& text) {
    if (text.isEmpty())
        return;
    painter.drawText(box, flags, text);
    written_.push_back(QFontMetricsF(painter.font()).boundingRect(box, flags, text));
}

void CaseCell::paintHeading(QPainter& painter) {
    const Theme& theme = Theme::of(this);
    const CellHeading heading = cellHeading(layout_, font());
    painter.setFont(layout_.small);
    painter.setPen(theme.mutedText);
    if (heading.belongs)
        write(painter, layout_.title, Qt::AlignRight | Qt::AlignVCenter, caseBelongs(caseName_));
    painter.setFont(layout_.strong);
    painter.setPen(readable(colourOfCase(caseName_), ground()));
    const QString label = elided(painter, caseLabel(caseName_), layout_.title.width());
    write(painter, layout_.title, Qt::AlignLeft | Qt::AlignVCenter, label);
    QRectF rest = layout_.title.adjusted(painter.fontMetrics().horizontalAdvance(label) + heading.gap, 0, 0, 0);
    if (heading.belongs)
        rest.setRight(rest.right() - QFontMetricsF(layout_.small).horizontalAdvance(caseBelongs(caseName_)) - 4);
    painter.setFont(heading.font);
    painter.setPen(theme.text);
    if (rest.width() > 30)
        write(painter, rest, Qt::AlignLeft | Qt::AlignVCenter, elided(painter, caseTitle(caseName_), rest.width()));
}

const std::vector<MiniatureUnit>& CaseCell::miniature(const QSizeF& size) {
    // Networks are values: the same parts in memory are the same network.
    const auto same = [](const std::optional<Network>& a, const std::optional<Network>& b) {
        return a.has_value() == b.has_value() && (!a || &a->parts() == &b->parts());
    };
    const BoardCell* cell = own();
    const std::optional<Network> none;
    const auto& network = cell ? cell->network : none;
    const auto& source = cell ? cell->source : none;
    if (same(network, miniatureOf_) && same(source, miniatureSource_) && size == miniatureSize_)
        return miniature_;
    miniatureOf_ = network;
    miniatureSource_ = source;
    miniatureSize_ = size;
    miniature_ = network ? layoutMiniature(*network, source ? &*source : nullptr, size) : std::vector<MiniatureUnit>();
    return miniature_;
}

void CaseCell::paintNetwork(QPainter& painter) {
    const auto& units = miniature(layout_.miniature.size());
    painter.save();
    painter.translate(layout_.miniature.topLeft());
    paintMiniature(painter, units, Theme::of(this));
    painter.restore();
    if (!units.empty())
        written_.emplace_back(layout_.miniature.topLeft(), QSizeF(miniatureWidth(units), layout_.miniature.height()));
    if (!own())
        return;
    const double left = units.empty() ? 0 : miniatureWidth(units) + 10;
    const QRectF row = layout_.trained.adjusted(left, layout_.compact ? 6 : 8, 0, 0);
    painter.setFont(layout_.small);
    painter.setPen(Theme::of(this).mutedText);
    if (enlarged_ && !isEmpty()) {
        // Beside the small network there is room for what the case is about.
        const auto most = static_cast<int>(row.height() / painter.fontMetrics().lineSpacing());
        const QString text = trainedText(*own()) + QLatin1Char('\n') + caseExplanation(caseName_);
        write(painter, row, Qt::AlignLeft | Qt::AlignVCenter,
              fittedLines(text, layout_.small, std::min(row.width(), 640.0), most).join(QLatin1Char('\n')));
        return;
    }
    write(painter, row, Qt::AlignLeft | Qt::AlignVCenter, elided(painter, trainedText(*own()), row.width()));
}

void CaseCell::paintWhatToDo(QPainter& painter) {
    const Theme& theme = Theme::of(this);
    painter.setFont(font());
    const double line = painter.fontMetrics().height();
    painter.setPen(theme.text);
    const QRectF foot(layout_.verdict.left(), layout_.verdict.bottom() - line, layout_.verdict.width(), line);
    write(painter, foot, Qt::AlignLeft | Qt::AlignVCenter, elided(painter, whatToDo(), foot.width()));
    // Before anything ran, each cell teaches what it is; beside the place of the data, not below it.
    QRectF room = roomForWords();
    room.setWidth(std::min(room.width(), 420.0));
    const QString what = caseExplanation(caseName_);
    QStringList lines;
    for (const QFont& tried : {font(), layout_.small}) {
        painter.setFont(tried);
        const auto most = static_cast<int>(room.height() / painter.fontMetrics().lineSpacing());
        lines = fittedLines(what, tried, room.width(), most);
        if (lines.join(QLatin1Char(' ')) == what)
            break;
    }
    painter.setPen(theme.mutedText);
    write(painter, room, Qt::AlignLeft | Qt::AlignVCenter, lines.join(QLatin1Char('\n')));
}

const BoardCell* CaseCell::speaker() const {
    // The other one speaks where it is the better advice or the only one.
    const bool ownHasWords = own() && !statusText(*own()).isEmpty();
    return second() && (!ownHasWords || second()->recommended) ? second() : own();
}

QString CaseCell::verdictText(int rows) const {
    QStringList lines;
    const auto add = [&](const BoardCell* cell, const QString& pattern) {
        if (!cell)
            return;
        if (const QString status = statusText(*cell); !status.isEmpty())
            lines << pattern.arg(status);
        // In a single row the verdict would lose its end to it.
        if (rows > 1 && !cell->lesson.isEmpty())
            lines << pattern.arg(cell->lesson);
    };
    if (enlarged_) {
        add(own(), QStringLiteral("%1"));
        add(second(), tr("Fine-tuned: %1"));
    } else {
        add(speaker(), QStringLiteral("%1"));
    }
    return lines.join(QLatin1Char('\n'));
}

void CaseCell::paintVerdict(QPainter& painter) {
    const Theme& theme = Theme::of(this);
    const BoardCell* cell = speaker();
    const bool failed = cell && failedRuns(*cell) > 0;
    painter.setFont(font());
    painter.setPen(failed ? theme.warning : cell && cell->verdict.isEmpty() ? theme.mutedText : theme.text);
    const auto rows = static_cast<int>(layout_.verdict.height() / painter.fontMetrics().height());
    write(painter, layout_.verdict, Qt::AlignLeft | Qt::AlignTop,
          fittedLines(verdictText(rows), font(), layout_.verdict.width(), rows).join(QLatin1Char('\n')));
}

void CaseCell::paintPills(QPainter& painter) {
    const Theme& theme = Theme::of(this);
    painter.setFont(layout_.strong);
    double right = layout_.frame.right() - 14;
    const auto pill = [&](const QString& words, const QColor& fill, const QColor& ink) {
        written_.push_back(paintPill(painter, right, layout_.frame.top(), words, fill, ink));
        right = written_.back().left() - 6;
    };
    if (isRecommended()) {
        const bool other = second() && second()->recommended;
        pill(other ? tr("recommended: fine-tuned") : tr("recommended"),
             readable(colourOfCase(other ? "4-finetune" : caseName_), Qt::white), Qt::white);
    }
    const QColor warning = blended(theme.warningPanel, theme.warning, 0.12);
    if (own() && own()->negativeTransfer)
        pill(tr("negative transfer"), warning, theme.warning);
    for (const BoardCell* cell : {own(), second()})
        if (cell && cell->forgets()) {
            pill(enlarged_ ? forgetsInNumbers(*cell) : tr("forgets"), warning, theme.warning);
            // Beside the other's numbers hers need her name; on the board the one word is enough for both.
            if (!enlarged_)
                break;
        }
}

}  // namespace layerbench
