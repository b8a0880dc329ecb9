// SPDX-License-Identifier: GPL-3.0-or-later
// How a cell looks.
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"
#include "widgets/board/board_colours.h"
#include "widgets/board/case_cell.h"
#include "widgets/board/cell_plot.h"
#include "widgets/board/cell_texts.h"

#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace layerbench {

namespace {

QString elided(const QPainter& painter, const QString& text, double width) {
    return painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(width));
}

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

/// A word in a rounded box that ends at `right`; its width.
double paintPill(QPainter& painter, double right, double middle, const QString& text, const QColor& fill,
                 const QColor& ink) {
    const double width = painter.fontMetrics().horizontalAdvance(text) + 18;
    const QRectF box(right - width, middle - 8, width, 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(box, 8, 8);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(ink);
    painter.drawText(box, Qt::AlignCenter, text);
    return width;
}

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

}  // namespace

/// One line of the numbers beside the plot.
struct CaseCell::Line {
    QString text;
    QString unit = {};  ///< behind it, smaller
    QFont font;
    QColor colour;
    double gap = 0;       ///< above it
    bool second = false;  ///< of the case that shares the cell
    QRectF row = {};
};

void CaseCell::paintEvent(QPaintEvent*) {
    ++redraws_;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFrame(painter);
    paintHeading(painter);
    paintNetwork(painter);
    const BoardCurves& curves = shown_.curves();
    if (isEmpty()) {
        paintWhatToDo(painter);
    } else {
        const PlotScale scale(layout_.plot, curves);
        painter.setFont(layout_.small);
        paintCellAxes(painter, scale, curves, layout_.ticks, layout_.epochs, Theme::of(this));
        paintCellPlot(painter, scale, curves,
                      {.own = caseName_,
                       .second = second() ? second()->caseName : std::string(),
                       .running = isRunning(),
                       .hovered = shown_.hovered,
                       .behind = ground()},
                      Theme::of(this));
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
    if (const auto band = stripe()) {
        QColor fill = theme.text;
        fill.setAlphaF(theme.dark ? 0.13f : 0.08f);
        painter.fillRect(*band, fill);
    }
}

void CaseCell::paintHeading(QPainter& painter) {
    const Theme& theme = Theme::of(this);
    painter.setFont(layout_.small);
    painter.setPen(theme.mutedText);
    painter.drawText(layout_.belongs, Qt::AlignRight | Qt::AlignVCenter, caseBelongs(caseName_));
    painter.setFont(layout_.strong);
    painter.setPen(readable(colourOfCase(caseName_), ground()));
    const QString label = elided(painter, caseLabel(caseName_), layout_.title.width());
    painter.drawText(layout_.title, Qt::AlignLeft | Qt::AlignVCenter, label);
    const QRectF rest = layout_.title.adjusted(painter.fontMetrics().horizontalAdvance(label) + 8, 0, 0, 0);
    painter.setFont(font());
    painter.setPen(theme.text);
    if (rest.width() > 30)
        painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, elided(painter, caseTitle(caseName_), rest.width()));
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
    if (!own())
        return;
    const double left = units.empty() ? 0 : miniatureWidth(units) + 10;
    const QRectF row = layout_.trained.adjusted(left, layout_.compact ? 6 : 8, 0, 0);
    painter.setFont(layout_.small);
    painter.setPen(Theme::of(this).mutedText);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, elided(painter, trainedText(*own()), row.width()));
}

void CaseCell::paintWhatToDo(QPainter& painter) {
    const Theme& theme = Theme::of(this);
    const QRectF room(layout_.title.left(), layout_.miniature.bottom() + 2, layout_.verdict.width(),
                      layout_.verdict.bottom() - layout_.miniature.bottom() - 2);
    // Before anything ran, each cell teaches what it is.
    const QString what = caseExplanation(caseName_);
    const QString todo = whatToDo();
    painter.setFont(font());
    const double line = painter.fontMetrics().height();
    painter.setPen(theme.text);
    const QRectF foot(room.left(), room.bottom() - line, room.width(), line);
    painter.drawText(foot, Qt::AlignLeft | Qt::AlignVCenter, elided(painter, todo, foot.width()));
    painter.setPen(theme.mutedText);
    QRectF text(room.left(), room.top(), std::min(room.width(), 420.0), foot.top() - room.top() - 4);
    if (text.height() >= painter.fontMetrics().height())
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, what);
}

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
                             layout_.compact ? 2.0 : 6.0,
                             true});
            lines.push_back({tr("fine-tuned"), {}, layout_.small, theme.mutedText, 0, true});
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
            painter.drawText(line.row, Qt::AlignRight | Qt::AlignVCenter, elided(painter, line.text, line.row.width()));
            continue;
        }
        const QString unit = QChar(0x202f) + line.unit;
        const double digits = QFontMetricsF(line.font).horizontalAdvance(line.text);
        const double width = QFontMetricsF(layout_.strong).horizontalAdvance(unit);
        painter.drawText(QPointF(line.row.right() - width - digits, line.row.bottom()), line.text);
        painter.setFont(layout_.strong);
        painter.drawText(QPointF(line.row.right() - width, line.row.bottom()), unit);
    }
}

QRectF CaseCell::secondBox() const {
    QRectF box;
    if (second() && !isEmpty())
        for (const Line& line : numberLines())
            if (line.second)
                box |= line.row;
    return box;
}

void CaseCell::paintVerdict(QPainter& painter) {
    const Theme& theme = Theme::of(this);
    QString text = own() ? statusText(*own()) : QString();
    bool failed = own() && failedRuns(*own()) > 0;
    // The other one speaks where it is the better advice or the only one.
    if (second() && (text.isEmpty() || second()->recommended)) {
        text = statusText(*second());
        failed = failedRuns(*second()) > 0;
    }
    painter.setFont(font());
    painter.setPen(failed ? theme.warning : own() && own()->verdict.isEmpty() ? theme.mutedText : theme.text);
    painter.drawText(layout_.verdict, Qt::AlignLeft | Qt::AlignVCenter, elided(painter, text, layout_.verdict.width()));
}

void CaseCell::paintPlace(QPainter& painter) {
    const Theme& theme = Theme::of(this);
    const QRectF& plot = layout_.plot;
    const auto at = pin();
    const auto band = stripe();
    if (!at && !band)
        return;
    // The words stand where they hide least of the curves.
    std::vector<QPolygonF> curves;
    if (!isEmpty())
        for (const auto& [caseName, curve] : shown_.curves().ofCase)
            for (auto& piece : linePieces(PlotScale(plot, shown_.curves()), curve.mean, 0, curve.mean.size()))
                curves.push_back(std::move(piece));
    painter.setFont(layout_.strong);
    const QString words = at || !isRight() ? tr("your data") : tr("difference not measured");
    const double w = painter.fontMetrics().horizontalAdvance(words) + 14;
    const QSizeF size(std::min(w, plot.width()), 17);
    QRectF box;
    if (at) {
        const double x = at->x(), y = at->y(), h = size.height();
        box = freest(plot,
                     {QPointF(x + 11, y - h / 2), QPointF(x - 11 - w, y - h / 2), QPointF(x - w / 2, y - 11 - h),
                      QPointF(x - w / 2, y + 11)},
                     size, *at, curves);
        // Dotted as far as the plot goes: the place is read on the rulers, not on the curve's axes.
        QPen guide(theme.mutedText, 1);
        guide.setDashPattern({1, 3});
        painter.setPen(guide);
        painter.drawLine(*at, QPointF(plot.left(), y));
        painter.drawLine(*at, QPointF(x, plot.bottom()));
        painter.setPen(QPen(ground(), 2));
        painter.setBrush(theme.text);
        painter.drawEllipse(*at, 6.5, 6.5);
    } else {
        std::vector<QPointF> corners;
        for (const double share : {1.0, 0.75, 0.5, 0.25, 0.0})
            corners.emplace_back(plot.left() + share * (plot.width() - w), band->center().y() - size.height() / 2);
        box = freest(plot, corners, size, QPointF(-100, -100), curves);
    }
    painter.setPen(QPen(ground(), 1.5));
    painter.setBrush(theme.text);
    painter.drawRoundedRect(box, 5, 5);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme.panel);
    painter.drawText(box, Qt::AlignCenter, elided(painter, words, box.width() - 8));
}

void CaseCell::paintPills(QPainter& painter) {
    const Theme& theme = Theme::of(this);
    painter.setFont(layout_.strong);
    double right = layout_.frame.right() - 14;
    if (isRecommended()) {
        const bool other = second() && second()->recommended;
        const QColor fill = readable(colourOfCase(other ? "4-finetune" : caseName_), Qt::white);
        right -= paintPill(painter, right, layout_.frame.top(),
                           other ? tr("recommended: fine-tuned") : tr("recommended"), fill, Qt::white) +
                 6;
    }
    const auto warn = [&](const QString& words) {
        right -= paintPill(painter, right, layout_.frame.top(), words, blended(theme.warningPanel, theme.warning, 0.12),
                           theme.warning) +
                 6;
    };
    if (own() && own()->negativeTransfer)
        warn(tr("negative transfer"));
    if ((own() && own()->forgets()) || (second() && second()->forgets()))
        warn(tr("forgets"));
}

}  // namespace layerbench
