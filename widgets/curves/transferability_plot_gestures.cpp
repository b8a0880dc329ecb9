// SPDX-License-Identifier: GPL-3.0-or-later
// What the user does to the figure of a transferability study: pointing at its points with mouse or keys.
#include "widgets/basics/theme.h"
#include "widgets/curves/transferability_plot_state.h"

#include <QKeyEvent>
#include <QToolTip>

#include <cmath>

namespace layerbench {

namespace {

/// How near the mouse must come to a point, in pixels.
constexpr double reach = 24;

}  // namespace

void TransferabilityPlot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        placeLabels();
        dress();
    }
}

void TransferabilityPlot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    placeLabels();
}

void TransferabilityPlot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    // Another screen may have other pixels.
    state_->plot->setBufferDevicePixelRatio(devicePixelRatioF());
}

void TransferabilityPlot::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    dress();
}

void TransferabilityPlot::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    tellNothing();
    dress();
}

bool TransferabilityPlot::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Leave)
        tellNothing();
    return QWidget::eventFilter(watched, event);
}

void TransferabilityPlot::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
        walk(-1, 0);
        break;
    case Qt::Key_Right:
        walk(1, 0);
        break;
    case Qt::Key_Up:
        walk(0, -1);
        break;
    case Qt::Key_Down:
        walk(0, 1);
        break;
    case Qt::Key_Escape:
        if (state_->curve < 0)
            QWidget::keyPressEvent(event);
        tellNothing();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void TransferabilityPlot::point(const QPointF& pixel) {
    int curve = -1;
    int place = -1;
    double nearest = reach;
    for (int c = 0; c < static_cast<int>(state_->curves.size()); ++c) {
        const auto& points = state_->curves[static_cast<std::size_t>(c)]->points();
        for (int p = 0; p < static_cast<int>(points.size()); ++p) {
            const auto& each = points[static_cast<std::size_t>(p)];
            const double x = state_->plot->xAxis->coordToPixel(static_cast<double>(each.depth));
            const double y = state_->plot->yAxis->coordToPixel(each.accuracy.mean);
            if (const double distance = std::hypot(x - pixel.x(), y - pixel.y()); distance < nearest) {
                nearest = distance;
                curve = c;
                place = p;
            }
        }
    }
    if (curve < 0)
        tellNothing();
    else
        tell(curve, place, state_->plot->mapToGlobal(pixel.toPoint()));
}

void TransferabilityPlot::walk(int along, int across) {
    std::vector<int> drawn;
    for (int c = 0; c < static_cast<int>(state_->curves.size()); ++c)
        if (!state_->curves[static_cast<std::size_t>(c)]->points().empty())
            drawn.push_back(c);
    if (drawn.empty())
        return;
    const auto at = std::ranges::find(drawn, state_->curve);
    const bool told = at != drawn.end();
    const int count = static_cast<int>(drawn.size());
    const int line = told ? (static_cast<int>(at - drawn.begin()) + across + count) % count : 0;
    const int curve = drawn[static_cast<std::size_t>(line)];
    const auto& points = state_->curves[static_cast<std::size_t>(curve)]->points();
    const int last = static_cast<int>(points.size()) - 1;
    const int place = told ? std::clamp(state_->place + along, 0, last) : 0;
    const auto& point = points[static_cast<std::size_t>(place)];
    tell(curve, place, mapToGlobal(this->at(static_cast<double>(point.depth), point.accuracy.mean).toPoint()));
}

void TransferabilityPlot::tell(int curve, int place, const QPoint& where) {
    state_->curve = curve;
    state_->place = place;
    state_->where = where;
    const auto& of = *state_->curves[static_cast<std::size_t>(curve)];
    const auto& point = of.points()[static_cast<std::size_t>(place)];
    state_->told = of.told(static_cast<std::size_t>(place), state_->result.cuts);
    state_->tracer->position->setCoords(static_cast<double>(point.depth), point.accuracy.mean);
    state_->tracer->setPen(QPen(of.colour(), 1.8));
    state_->tracer->setVisible(true);
    state_->plot->layer(QStringLiteral("overlay"))->replot();
    setAccessibleDescription(state_->told);
    QToolTip::showText(where, state_->told, state_->plot);
    Q_EMIT hint(QString(state_->told).replace(QLatin1Char('\n'), QStringLiteral(" · ")));
}

void TransferabilityPlot::tellNothing() {
    if (state_->curve < 0)
        return;
    state_->curve = -1;
    state_->place = -1;
    state_->told.clear();
    state_->tracer->setVisible(false);
    state_->plot->layer(QStringLiteral("overlay"))->replot();
    setAccessibleDescription({});
    QToolTip::hideText();
    Q_EMIT hint({});
}

}  // namespace layerbench
