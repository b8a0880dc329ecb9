// SPDX-License-Identifier: GPL-3.0-or-later
// What the user does to a plot: mouse, wheel and keys.
#include "widgets/curves/curve_plot_state.h"
#include "widgets/curves/plot_axes.h"

#include <QKeyEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

/// How near the mouse must come to a point, in pixels.
constexpr double reach = 24;

}  // namespace

void CurvePlot::keyPressEvent(QKeyEvent* event) {
    auto* axis = state_->plot->xAxis;
    const double part = 0.1 * axis->range().size();
    switch (event->key()) {
    case Qt::Key_Left:
        axis->moveRange(-part);
        break;
    case Qt::Key_Right:
        axis->moveRange(part);
        break;
    case Qt::Key_Plus:
        axis->scaleRange(1 / 1.25);
        break;
    case Qt::Key_Minus:
        axis->scaleRange(1.25);
        break;
    case Qt::Key_Home:
        Q_EMIT everythingWanted();
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    state_->plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    dress();
    state_->plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    dress();
    state_->plot->replot(QCustomPlot::rpQueuedReplot);
}

bool CurvePlot::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Leave && (state_->tracer->visible() || state_->toldOfPhase)) {
        state_->tracer->setVisible(false);
        state_->toldOfPhase = false;
        state_->plot->layer(QStringLiteral("overlay"))->replot();
        Q_EMIT hint({});
    }
    return QWidget::eventFilter(watched, event);
}

void CurvePlot::moved() {
    if (state_->setting)
        return;
    auto* plot = state_->plot;
    state_->setRange(plot->xAxis, within(plot->xAxis->range(), state_->fullEpochs));
    const QCPRange& all = state_->fullValues;
    const QCPRange values = plot->yAxis->range();
    // A logarithmic range keeps its factor, not its size, when it moves: at the rim it is cut.
    state_->setRange(plot->yAxis, state_->logarithmic ? QCPRange(std::clamp(values.lower, all.lower, all.upper / 1.01),
                                                                 std::clamp(values.upper, all.lower * 1.01, all.upper))
                                                      : within(values, all));
    state_->following = plot->xAxis->range() == state_->fullEpochs && plot->yAxis->range() == all;
    Q_EMIT epochsShown(plot->xAxis->range().lower, plot->xAxis->range().upper);
}

void CurvePlot::point(const QPointF& at) {
    std::optional<RunCurves::Hit> hit;
    const RunCurves* of = nullptr;
    const bool inside = state_->plot->axisRect()->rect().contains(at.toPoint());
    if (inside)
        for (const auto& curve : state_->curves)
            if (const auto near = curve->nearest(at); near && near->distance < (hit ? hit->distance : reach)) {
                hit = near;
                of = curve.get();
            }
    const auto phase = std::ranges::find_if(state_->phases, [&](const State::PhaseMark& mark) {
        return std::abs(state_->plot->xAxis->coordToPixel(mark.epoch) - at.x()) < reach / 2;
    });
    const bool was = state_->tracer->visible() || state_->toldOfPhase;
    state_->tracer->setVisible(hit.has_value());
    state_->toldOfPhase = inside && !hit && phase != state_->phases.end();
    if (!hit) {
        if (was)
            state_->plot->layer(QStringLiteral("overlay"))->replot();
        if (state_->toldOfPhase) {
            QToolTip::showText(state_->plot->mapToGlobal(at.toPoint()), phase->text, state_->plot);
            Q_EMIT hint(phase->text);
        } else if (was) {
            QToolTip::hideText();
            Q_EMIT hint({});
        }
        return;
    }
    state_->tracer->setPen(QPen(hit->colour, 1.8));
    state_->tracer->position->setCoords(hit->at);
    state_->plot->layer(QStringLiteral("overlay"))->replot();
    const QString text = state_->curves.size() > 1 ? tr("%1: %2").arg(of->label(), hit->text) : hit->text;
    QToolTip::showText(state_->plot->mapToGlobal(at.toPoint()), text, state_->plot);
    Q_EMIT hint(text);
}

}  // namespace layerbench
