// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/size_plot.h"

#include "widgets/basics/numbers.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"
#include "widgets/board/board_colours.h"
#include "widgets/board/board_curves.h"
#include "widgets/board/cell_texts.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

constexpr double reach = 30;  // how near the mouse must come to a size, in pixels

QFont smaller(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

QFont bold(QFont font) {
    font.setWeight(QFont::DemiBold);
    return font;
}

bool isDashed(const SizeSeries& series) {
    return series.caseName == "4-finetune";
}

/// 612 → 610: two digits, as a crossing between measured sizes deserves.
std::int64_t rounded(double value) {
    const double unit = std::pow(10.0, std::max(0.0, std::floor(std::log10(std::max(value, 1.0))) - 1));
    return std::llround(std::clamp(std::round(value / unit) * unit, 1.0, 1e15));
}

QString sizeText(double perClass) {
    return perClass < 1e15 && perClass == std::floor(perClass) ? fullCount(static_cast<std::int64_t>(perClass))
                                                               : number(perClass, 3);
}

}  // namespace

SizePlot::SizePlot(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("sizePlot"));
    setAccessibleName(tr("Accuracy against data size"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleDescription(whatToDo());
}

QString SizePlot::whatToDo() const {
    return tr("Turn the dial to another data set size and compare again: every comparison adds a point for each case.");
}

void SizePlot::setSeries(std::vector<SizeSeries> series, double chosen) {
    series_ = std::move(series);
    chosen_ = chosen > 0 && std::isfinite(chosen) ? chosen : 0;
    lead_ = leadChange(series_);
    sizes_.clear();
    for (const auto& one : series_)
        for (const auto& point : drawablePoints(one))
            sizes_.push_back(point.perClass);
    std::ranges::sort(sizes_);
    sizes_.erase(std::ranges::unique(sizes_).begin(), sizes_.end());
    if (hovered_ && std::ranges::find(sizes_, *hovered_) == sizes_.end())
        hovered_.reset();
    setAccessibleDescription(sizes_.empty() ? whatToDo() : leadText());
    update();
}

QString SizePlot::leadText() const {
    if (!lead_)
        return {};
    return tr("%1 leads from about %2 a class on").arg(caseLabel(lead_->after), fullCount(rounded(lead_->perClass)));
}

SizePlot::Axes SizePlot::axes() const {
    const QFontMetricsF text(font());
    const QFontMetricsF small(smaller(font()));
    const double top = 2 * std::ceil(text.height()) + 8;
    const double left = std::ceil(small.horizontalAdvance(QStringLiteral("100\u202f%"))) + 6;
    const double right = std::ceil(small.horizontalAdvance(tr("4 tuned"))) + 9;
    const double bottom = 2 * std::ceil(small.height()) + 5;
    Axes axes;
    axes.area = QRectF(left, top, std::max(10.0, width() - left - right), std::max(10.0, height() - top - bottom));
    double low = 1;
    double high = 0;
    for (const auto& one : series_)
        for (const auto& point : drawablePoints(one)) {
            const double spread = point.spread > 0 && std::isfinite(point.spread) ? point.spread : 0;
            low = std::min(low, std::max(0.0, point.accuracy - spread));
            high = std::max(high, std::min(1.0, point.accuracy + spread));
        }
    const AccuracyAxis accuracy = accuracyAxis(low, high);
    axes.low = accuracy.low;
    axes.high = accuracy.high;
    axes.ticks = accuracy.ticks;
    if (!sizes_.empty()) {
        axes.from = sizes_.front();
        axes.to = sizes_.back();
        if (chosen_ > 0) {
            axes.from = std::min(axes.from, chosen_);
            axes.to = std::max(axes.to, chosen_);
        }
        // Lines need a little air, and one size alone stands in the middle.
        const double air = axes.to > axes.from ? std::pow(axes.to / axes.from, 0.03) : 2;
        axes.from /= air;
        axes.to *= air;
    }
    return axes;
}

QPointF SizePlot::pixelOf(double perClass, double accuracy) const {
    const Axes a = axes();
    const double along = std::log(perClass / a.from) / std::log(a.to / a.from);
    const double up = (accuracy - a.low) / (a.high - a.low);
    return {a.area.left() + along * a.area.width(), a.area.bottom() - up * a.area.height()};
}

std::optional<double> SizePlot::sizeNear(double x) const {
    std::optional<double> nearest;
    double distance = reach;
    for (const double size : sizes_)
        if (const double apart = std::abs(pixelOf(size, 0).x() - x); apart < distance) {
            distance = apart;
            nearest = size;
        }
    return nearest;
}

QString SizePlot::textAt(double perClass) const {
    QString rows;
    for (const auto& one : series_)
        for (const auto& point : drawablePoints(one))
            if (point.perClass == perClass)
                rows += QStringLiteral("<tr><td><span style='color:%1'>&#9632;</span> %2&nbsp;&nbsp;</td><td>%3 "
                                       "%4</td></tr>")
                            .arg(colourOfCase(one.caseName).name(), caseLabel(one.caseName).toHtmlEscaped(),
                                 percent(point.accuracy), spreadText(point.spread));
    return QStringLiteral("<b>%1</b><table>%2</table>").arg(tr("%1 images a class").arg(sizeText(perClass)), rows);
}

void SizePlot::hover(std::optional<double> perClass) {
    if (hovered_ == perClass)
        return;
    hovered_ = perClass;
    update();
}

bool SizePlot::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto size = axes().area.contains(help->pos()) ? sizeNear(help->pos().x()) : std::nullopt;
        QToolTip::showText(help->globalPos(), size ? textAt(*size) : leadText(), this);
        return true;
    }
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        update();
    return QWidget::event(event);
}

void SizePlot::mouseMoveEvent(QMouseEvent* event) {
    const auto size =
        axes().area.adjusted(-6, -4, 6, 4).contains(event->position()) ? sizeNear(event->position().x()) : std::nullopt;
    hover(size);
    if (size)
        QToolTip::showText(event->globalPosition().toPoint(), textAt(*size), this);
}

void SizePlot::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    hover(std::nullopt);
}

void SizePlot::keyPressEvent(QKeyEvent* event) {
    const bool left = event->key() == Qt::Key_Left;
    if (sizes_.empty() || (!left && event->key() != Qt::Key_Right)) {
        QWidget::keyPressEvent(event);
        return;
    }
    auto at = hovered_ ? std::ranges::find(sizes_, *hovered_) : sizes_.end();
    if (at == sizes_.end())
        at = left ? std::prev(sizes_.end()) : sizes_.begin();
    else if (left)
        at = at == sizes_.begin() ? at : std::prev(at);
    else
        at = std::next(at) == sizes_.end() ? at : std::next(at);
    hover(*at);
    const Axes a = axes();
    QToolTip::showText(mapToGlobal(QPointF(pixelOf(*at, a.high).x(), a.area.top()).toPoint()), textAt(*at), this);
}

void SizePlot::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void SizePlot::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    hover(std::nullopt);
    update();
}

void SizePlot::paintEvent(QPaintEvent*) {
    ++redraws_;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = Theme::of(this);
    painter.fillRect(rect(), theme.panel);
    painter.setFont(bold(font()));
    painter.setPen(theme.text);
    painter.drawText(QRectF(0, 0, width(), painter.fontMetrics().height()), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(accessibleName(), Qt::ElideRight, width()));
    if (sizes_.empty()) {
        painter.setFont(font());
        painter.setPen(theme.mutedText);
        painter.drawText(rect().adjusted(0, painter.fontMetrics().height() + 8, 0, 0),
                         Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, whatToDo());
        return;
    }
    const Axes a = axes();
    paintAxes(painter, a);
    if (hovered_) {
        const double x = pixelOf(*hovered_, a.low).x();
        painter.setPen(QPen(blended(theme.panel, theme.mutedText, 0.5), 1));
        painter.drawLine(QPointF(x, a.area.top()), QPointF(x, a.area.bottom()));
    }
    painter.save();
    painter.setClipRect(a.area.adjusted(-5, -5, 5, 5));
    for (const auto& one : series_)
        paintSeries(painter, one);
    painter.restore();
    paintLead(painter, a);
    paintEndLabels(painter, a);
}

void SizePlot::paintAxes(QPainter& painter, const Axes& a) const {
    const Theme& theme = Theme::of(this);
    painter.setFont(smaller(font()));
    const double line = painter.fontMetrics().height();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const double tick : a.ticks) {
        const double y = a.area.bottom() - (tick - a.low) / (a.high - a.low) * a.area.height();
        const bool lowest = tick == a.ticks.front();
        painter.setPen(QPen(lowest && hasFocus() ? theme.accent : lowest ? theme.border : theme.faint, 1));
        painter.drawLine(QPointF(a.area.left(), y), QPointF(a.area.right(), y));
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(0, y - line / 2, a.area.left() - 6, line), Qt::AlignRight | Qt::AlignVCenter,
                         number(std::abs(tick) < 1e-9 ? 0 : tick * 100, 4) + QStringLiteral("\u202f%"));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    // The sizes that were measured, as many as have room: the outer ones first.
    std::vector<double> sizes = sizes_;
    if (sizes.size() > 1)
        std::rotate(sizes.begin() + 1, sizes.end() - 1, sizes.end());
    std::vector<QRectF> taken;
    for (const double size : sizes) {
        const double x = pixelOf(size, a.low).x();
        const QString text = sizeText(size);
        QRectF box(0, 0, painter.fontMetrics().horizontalAdvance(text) + 8, line);
        box.moveCenter({x, a.area.bottom() + 4 + line / 2});
        if (std::ranges::any_of(taken, [&](const QRectF& other) { return other.intersects(box); }))
            continue;
        taken.push_back(box);
        painter.setPen(size == chosen_ ? theme.text : theme.mutedText);
        painter.drawText(box, Qt::AlignCenter, text);
    }
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(a.area.left(), height() - line, a.area.width(), line), Qt::AlignCenter,
                     tr("images a class"));
    if (chosen_ > 0 && !sizes_.empty()) {
        // Where the dial stands.
        const double x = pixelOf(chosen_, a.low).x();
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.text);
        painter.drawPolygon(QPolygonF{QPointF(x, a.area.bottom() - 1), QPointF(x - 4, a.area.bottom() + 5),
                                      QPointF(x + 4, a.area.bottom() + 5)});
        painter.setBrush(Qt::NoBrush);
    }
}

void SizePlot::paintSeries(QPainter& painter, const SizeSeries& series) const {
    const Theme& theme = Theme::of(this);
    const QColor colour = colourOfCase(series.caseName);
    const auto points = drawablePoints(series);
    QPolygonF line;
    QPolygonF band;
    QPolygonF under;
    for (const auto& point : points) {
        const double spread = point.spread > 0 && std::isfinite(point.spread) ? point.spread : 0;
        line << pixelOf(point.perClass, point.accuracy);
        band << pixelOf(point.perClass, std::min(1.0, point.accuracy + spread));
        under.prepend(pixelOf(point.perClass, std::max(0.0, point.accuracy - spread)));
    }
    QColor pale = colour;
    pale.setAlphaF(theme.dark ? 0.24f : 0.14f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(pale);
    painter.drawPolygon(band + under);
    painter.setBrush(Qt::NoBrush);
    QPen pen(colour, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    if (isDashed(series))
        pen.setDashPattern({2.6, 2.2});
    painter.setPen(pen);
    painter.drawPolyline(line);
    for (qsizetype i = 0; i < line.size(); ++i) {
        const bool underMouse = hovered_ && points[static_cast<std::size_t>(i)].perClass == *hovered_;
        // One size alone has no band to show: its bar does.
        if (line.size() == 1) {
            painter.setPen(QPen(colour, 1.4));
            painter.drawLine(band[0], under[0]);
        }
        painter.setPen(QPen(theme.panel, 1.2));
        painter.setBrush(colour);
        painter.drawEllipse(line[i], underMouse ? 4.6 : 3.2, underMouse ? 4.6 : 3.2);
        painter.setBrush(Qt::NoBrush);
    }
}

void SizePlot::paintLead(QPainter& painter, const Axes& a) const {
    if (!lead_)
        return;
    const Theme& theme = Theme::of(this);
    const double x = pixelOf(lead_->perClass, lead_->accuracy).x();
    QPen pen(theme.text, 1);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(x, a.area.top() - 4), QPointF(x, a.area.bottom()));
    painter.setFont(font());
    const QString text = painter.fontMetrics().elidedText(leadText(), Qt::ElideRight, width());
    const double wide = painter.fontMetrics().horizontalAdvance(text) + 1;
    // Above the plot, where no curve can be, as near to its line as there is room.
    const double left = std::clamp(x - wide / 2, 0.0, std::max(0.0, width() - wide));
    painter.setPen(theme.text);
    painter.drawText(
        QRectF(left, a.area.top() - 6 - painter.fontMetrics().height(), wide, painter.fontMetrics().height()),
        Qt::AlignLeft | Qt::AlignVCenter, text);
}

void SizePlot::paintEndLabels(QPainter& painter, const Axes& a) const {
    struct End {
        double y;
        const SizeSeries* series;
    };
    std::vector<End> ends;
    for (const auto& one : series_)
        if (const auto points = drawablePoints(one); !points.empty())
            ends.push_back({pixelOf(points.back().perClass, points.back().accuracy).y(), &one});
    std::ranges::sort(ends, {}, &End::y);
    painter.setFont(smaller(font()));
    const double line = painter.fontMetrics().height() - 1;
    // Apart from each other, from above; then up again from the lower rim.
    for (std::size_t i = 1; i < ends.size(); ++i)
        ends[i].y = std::max(ends[i].y, ends[i - 1].y + line);
    double rim = a.area.bottom();
    for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
        end->y = std::min(end->y, rim);
        rim = end->y - line;
    }
    for (const auto& [y, series] : ends) {
        painter.setPen(readable(colourOfCase(series->caseName), Theme::of(this).panel));
        const QString text = isDashed(*series) ? tr("4 tuned") : tr("case %1").arg(toQString(series->caseName));
        painter.drawText(QRectF(a.area.right() + 5, y - line / 2, width() - a.area.right() - 5, line),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
    }
}

}  // namespace layerbench
