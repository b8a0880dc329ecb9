// SPDX-License-Identifier: GPL-3.0-or-later
// The mouse on the LayerDiagram: one gesture at a time, one intent on its release.
#include "widgets/diagram/layer_diagram_state.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace layerbench {

void LayerDiagram::wheelEvent(QWheelEvent* event) {
    State& s = *state_;
    if (!s.network)
        return;
    s.fitted = false;
    const QPoint pixels = event->pixelDelta();
    const bool zooms = event->modifiers().testFlag(Qt::ControlModifier);
    if (!pixels.isNull() && !zooms) {
        s.view.pan(pixels);
    } else if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        const QPoint delta = event->angleDelta();
        s.view.pan(QPointF(delta.x() != 0 ? delta.x() : delta.y(), 0));
    } else {
        constexpr double perNotch = 1.2;
        s.view.zoomAbout(event->position(), std::pow(perNotch, event->angleDelta().y() / 120.0));
    }
    s.viewMoved();
    s.hover(event->position());
    event->accept();
}

void LayerDiagram::mousePressEvent(QMouseEvent* event) {
    State& s = *state_;
    if (!s.network)
        return;
    s.cancelGesture();
    s.pressed = s.last = event->position();
    s.moved = false;
    if (event->button() == Qt::MiddleButton) {
        s.gesture = State::Gesture::pan;
    } else if (event->button() == Qt::LeftButton && s.readOnly) {
        s.gesture = State::Gesture::pan;
    } else if (event->button() == Qt::LeftButton) {
        const QPointF at = s.view.toDiagram(event->position());
        const int unit = s.layout.unitAt(at);
        const int title = s.layout.frameTitleAt(at);
        const int sign = s.foldSignAt(at);
        if (s.onGhost(event->position())) {
            s.gesture = State::Gesture::accept;
        } else if (s.onHandle(event->position()) || s.tool == Tool::knife) {
            s.gesture = State::Gesture::cut;
            if (s.tool == Tool::knife)
                s.setCut(s.cutUnitAt(event->position()));
        } else if (sign > 0) {
            s.toggleFold(s.unit(sign).block, true);
        } else if (title >= 0 && unit < 0) {
            s.toggleFold(s.layout.frames[static_cast<std::size_t>(title)].block, false);
        } else if (s.tool == Tool::freeze && unit > 0) {
            s.gesture = State::Gesture::freeze;
            s.rangeFirst = s.rangeLast = unit;
            s.rangeTrains = !s.trains(s.unit(unit).layers);
            Q_EMIT hint(s.describeRange());
        } else {
            s.gesture = State::Gesture::pan;
            if (unit > 0 && s.tool == Tool::select)
                s.selectUnit(unit, event->modifiers());
        }
    }
    update();
}

void LayerDiagram::mouseMoveEvent(QMouseEvent* event) {
    State& s = *state_;
    if (!s.network)
        return;
    const QPointF at = event->position();
    if ((at - s.pressed).manhattanLength() >= QApplication::startDragDistance() / 2.0)
        s.moved = true;
    switch (s.gesture) {
    case State::Gesture::none:
        s.hover(at);
        break;
    case State::Gesture::accept:
        break;
    case State::Gesture::pan:
        if (s.moved) {
            s.fitted = false;
            setCursor(Qt::ClosedHandCursor);
            s.view.pan(at - s.last);
            s.viewMoved();
        }
        break;
    case State::Gesture::cut:
        if (s.moved)
            s.setCut(s.cutUnitAt(at));
        break;
    case State::Gesture::freeze:
        s.rangeLast = std::max(1, s.nearestUnit(at));
        Q_EMIT hint(s.describeRange());
        update();
        break;
    }
    // The place of the last move is where a pan goes on from; before it is one, from where it was pressed.
    if (s.moved || s.gesture != State::Gesture::pan)
        s.last = at;
}

void LayerDiagram::mouseReleaseEvent(QMouseEvent* event) {
    State& s = *state_;
    if (!s.network)
        return;
    const auto gesture = std::exchange(s.gesture, State::Gesture::none);
    const QPointF at = event->position();
    if (gesture == State::Gesture::accept) {
        if (s.onGhost(at))
            Q_EMIT proposalAccepted();
    } else if (gesture == State::Gesture::cut) {
        const int unit = s.cut;
        const bool cuts = unit > 0 && std::ranges::find(s.stays, false) != s.stays.end();
        const LayerId last = cuts ? s.unit(unit).layers.back() : LayerId::input;
        s.setCut(-1);
        if (cuts)
            Q_EMIT sliceRequested(last);
    } else if (gesture == State::Gesture::freeze) {
        const auto [low, high] = std::minmax(s.rangeFirst, s.rangeLast);
        std::vector<LayerId> layers;
        for (int unit = low; unit <= high; ++unit)
            layers.insert(layers.end(), s.unit(unit).layers.begin(), s.unit(unit).layers.end());
        const bool trains = s.rangeTrains;
        s.rangeFirst = s.rangeLast = -1;
        Q_EMIT trainableRequested(layers, trains);
    } else if (gesture == State::Gesture::pan && !s.moved && event->button() == Qt::LeftButton && !s.readOnly &&
               s.layout.unitAt(s.view.toDiagram(at)) <= 0 && s.tool == Tool::select) {
        s.select({});
    }
    s.hover(at);
    update();
}

void LayerDiagram::mouseDoubleClickEvent(QMouseEvent* event) {
    State& s = *state_;
    // Beside a layer, on a sign or with another tool, a quick second press is a press like the first.
    const QPointF at = s.view.toDiagram(event->position());
    const int unit = s.network ? s.layout.unitAt(at) : -1;
    if (unit > 0 && !s.readOnly && s.tool == Tool::select && event->button() == Qt::LeftButton &&
        s.foldSignAt(at) < 0 && !s.onHandle(event->position()))
        s.activate(unit);
    else
        mousePressEvent(event);
}

void LayerDiagram::leaveEvent(QEvent*) {
    State& s = *state_;
    s.hovered = -1;
    if (s.gesture == State::Gesture::none)
        s.setCut(-1);
    Q_EMIT hint({});
    update();
}

void LayerDiagram::contextMenuEvent(QContextMenuEvent* event) {
    State& s = *state_;
    if (!s.network || s.readOnly)
        return;
    s.cancelGesture();
    int unit = s.layout.unitAt(s.view.toDiagram(event->pos()));
    QPoint where = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        unit = s.selectedUnit();
        if (unit > 0)
            where = mapToGlobal(s.view.toWidget(s.unit(unit).body).center().toPoint());
    }
    if (unit > 0) {
        const LayerId main = s.unit(unit).main;
        if (std::ranges::find(s.selection, main) == s.selection.end())
            s.selectUnit(unit, {});
        Q_EMIT menuRequested(where, main);
    } else {
        Q_EMIT menuRequested(where, LayerId::input);
    }
}

void LayerDiagram::State::cancelGesture() {
    gesture = Gesture::none;
    rangeFirst = rangeLast = -1;
    setCut(-1);
    self->update();
}

int LayerDiagram::State::nearestUnit(const QPointF& at) const {
    const QPointF point = view.toDiagram(at);
    if (const int unit = layout.unitAt(point); unit >= 0)
        return unit;
    int nearest = 0;
    double least = 1e300;
    for (int i = 0; i < unitCount(); ++i) {
        const QPointF away = unit(i).front.center() - point;
        // Across counts more than down: a drag may leave the row.
        const double distance = std::abs(away.x()) + 0.1 * std::abs(away.y());
        if (distance < least) {
            least = distance;
            nearest = i;
        }
    }
    return nearest;
}

bool LayerDiagram::State::trains(const std::vector<LayerId>& layers) const {
    const bool any = std::ranges::any_of(layers, [this](LayerId id) { return !network->layer(id).parameters.empty(); });
    return std::ranges::any_of(layers, [this, any](LayerId id) {
        const Layer& layer = network->layer(id);
        return layer.trainable && (!any || !layer.parameters.empty());
    });
}

void LayerDiagram::State::hover(const QPointF& at) {
    if (gesture != Gesture::none)
        return;
    const bool inside = QRectF(self->rect()).contains(at);
    const int sign = inside ? foldSignAt(view.toDiagram(at)) : -1;
    const int now = sign > 0 ? sign : inside ? layout.unitAt(view.toDiagram(at)) : -1;
    const bool onIt = inside && onGhost(at);
    if (std::exchange(ghostHovered, onIt) != onIt)
        self->update();
    if (tool == Tool::knife && !readOnly && inside && !onIt)
        setCut(cutUnitAt(at));
    else
        setCut(-1);
    if (now != hovered) {
        hovered = now;
        self->setToolTip(tipOf(now));
        self->update();
    }
    if (cut < 0) {
        const int title = inside && now < 0 ? layout.frameTitleAt(view.toDiagram(at)) : -1;
        if (onIt)
            Q_EMIT self->hint(tr("Click to cut here as the adviser proposes (Return), or press Escape."));
        else if (onHandle(at))
            Q_EMIT self->hint(tr("Drag the knife along the diagram: what stands behind it goes when you let go."));
        else if (sign > 0)
            Q_EMIT self->hint(tr("Click to unfold %1.").arg(unit(sign).key));
        else if (title >= 0)
            Q_EMIT self->hint(tr("Click to fold %1.").arg(layout.frames[static_cast<std::size_t>(title)].block));
        else
            Q_EMIT self->hint(now >= 0 ? describe(now) : QString());
    }
    setCursorFor(at);
}

void LayerDiagram::State::setCursorFor(const QPointF& at) {
    const QPointF point = view.toDiagram(at);
    if (readOnly || !network)
        self->setCursor(Qt::ArrowCursor);
    else if (onGhost(at))
        self->setCursor(Qt::PointingHandCursor);
    else if (onHandle(at) || tool == Tool::knife)
        self->setCursor(Qt::SplitHCursor);
    else if (layout.frameTitleAt(point) >= 0 || foldSignAt(point) > 0)
        self->setCursor(Qt::PointingHandCursor);
    else if (layout.unitAt(point) > 0)
        self->setCursor(tool == Tool::freeze ? Qt::CrossCursor : Qt::PointingHandCursor);
    else
        self->setCursor(Qt::OpenHandCursor);
}

}  // namespace layerbench
