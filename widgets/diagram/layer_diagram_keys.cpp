// SPDX-License-Identifier: GPL-3.0-or-later
// The keyboard on the LayerDiagram, and what mouse and keyboard both do: selecting, folding.
#include "widgets/basics/translated.h"
#include "widgets/diagram/layer_diagram_state.h"

#include <QKeyEvent>

#include <algorithm>

namespace layerbench {

bool LayerDiagram::event(QEvent* event) {
    // Keys that edit must reach the diagram before the window's menus take them.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape || key->key() == Qt::Key_Delete || key->key() == Qt::Key_Backspace) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void LayerDiagram::focusInEvent(QFocusEvent* event) {
    state_->focusByKeyboard = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QWidget::focusInEvent(event);
}

void LayerDiagram::focusOutEvent(QFocusEvent* event) {
    state_->focusByKeyboard = false;
    QWidget::focusOutEvent(event);
}

void LayerDiagram::keyPressEvent(QKeyEvent* event) {
    State& s = *state_;
    if (!s.network || s.readOnly) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (event->matches(QKeySequence::Find)) {
        startSearch();
        return;
    }
    // Ctrl+K and its like are the window's.
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
        QWidget::keyPressEvent(event);
        return;
    }
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    constexpr double step = 1.25;
    switch (event->key()) {
    case Qt::Key_Escape:
        if (s.gesture != State::Gesture::none)
            s.cancelGesture();
        else if (s.proposal)
            setProposal({});
        else if (s.tool != Tool::select)
            setTool(Tool::select);
        else
            s.select({});
        break;
    case Qt::Key_F:
        if (shift) {
            setTool(Tool::freeze);
        } else if (!s.selection.empty()) {
            const auto chosen = s.selection;
            Q_EMIT trainableRequested(chosen, !s.trains(chosen));
        } else {
            Q_EMIT hint(tr("Select layers first, or press Shift+F and drag over them."));
        }
        break;
    case Qt::Key_K:
        setTool(Tool::knife);
        break;
    case Qt::Key_V:
        setTool(Tool::select);
        break;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        if (s.selection.empty())
            break;
        if (const auto& unit = s.unit(s.selectedUnit()); s.selection.size() == 1 && unit.layers.size() == 1)
            Q_EMIT removeRequested(s.selection.front());
        else if (unit.folded)
            Q_EMIT hint(tr("Only single layers can be taken out: unfold %1 first (space).").arg(unit.key));
        else
            Q_EMIT hint(tr("Only one layer can be taken out at a time."));
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (s.proposal)
            Q_EMIT proposalAccepted();
        else if (const int unit = s.selectedUnit(); unit > 0)
            s.activate(unit);
        break;
    case Qt::Key_Space:
        if (const int unit = s.selectedUnit(); unit > 0)
            s.toggleFold(s.unit(unit).block, s.unit(unit).folded);
        break;
    case Qt::Key_Left:
        s.step(-1, event->modifiers());
        break;
    case Qt::Key_Right:
        s.step(1, event->modifiers());
        break;
    case Qt::Key_Up:
    case Qt::Key_Down:
        s.stepAcross(event->key() == Qt::Key_Up, event->modifiers());
        break;
    case Qt::Key_Home:
        s.step(-s.unitCount(), event->modifiers());
        break;
    case Qt::Key_End:
        s.step(s.unitCount(), event->modifiers());
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(step);
        break;
    case Qt::Key_Minus:
        zoomBy(1 / step);
        break;
    case Qt::Key_0:
        fit();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void LayerDiagram::State::selectUnit(int unitIndex, Qt::KeyboardModifiers modifiers) {
    const auto& layers = unit(unitIndex).layers;
    if (modifiers.testFlag(Qt::ShiftModifier) && anchor) {
        const auto [low, high] = std::minmax({layout.unitOf(*anchor), unitIndex});  // values, not references
        std::vector<LayerId> range;
        for (int i = low; i <= high; ++i)
            range.insert(range.end(), unit(i).layers.begin(), unit(i).layers.end());
        select(std::move(range));
        return;
    }
    anchor = layers.front();
    if (!modifiers.testFlag(Qt::ControlModifier)) {
        select(layers);
        return;
    }
    auto chosen = selection;
    const bool there = std::ranges::find(chosen, layers.front()) != chosen.end();
    if (there)
        std::erase_if(chosen, [&layers](LayerId id) { return std::ranges::find(layers, id) != layers.end(); });
    else
        chosen.insert(chosen.end(), layers.begin(), layers.end());
    select(std::move(chosen));
}

int LayerDiagram::State::selectedUnit() const {
    return selection.empty() ? -1 : layout.unitOf(selection.back());
}

void LayerDiagram::State::step(int by, Qt::KeyboardModifiers modifiers) {
    int from = selectedUnit();
    if (from < 0)
        from = by > 0 ? 0 : unitCount();
    // Extending leftwards goes on from the range's other end.
    else if (modifiers.testFlag(Qt::ShiftModifier) && anchor && layout.unitOf(*anchor) == from)
        from = layout.unitOf(selection.front());
    walkTo(std::clamp(from + by, 1, unitCount() - 1), modifiers);
}

void LayerDiagram::State::stepAcross(bool up, Qt::KeyboardModifiers modifiers) {
    const int from = selectedUnit();
    if (from < 0)
        return step(1, modifiers);
    int nearest = -1;
    double least = 1e300;
    for (int i = 1; i < unitCount(); ++i) {
        const QPointF away = unit(i).front.center() - unit(from).front.center();
        const bool there = up ? unit(i).lane < unit(from).lane : unit(i).lane > unit(from).lane;
        const double distance = std::abs(away.x()) + 2 * std::abs(away.y());
        // A branch beside, not one of another block.
        if (there && unit(i).block == unit(from).block && distance < least) {
            least = distance;
            nearest = i;
        }
    }
    if (nearest > 0)
        walkTo(nearest, modifiers);
}

void LayerDiagram::State::walkTo(int unitIndex, Qt::KeyboardModifiers modifiers) {
    selectUnit(unitIndex, modifiers & Qt::ShiftModifier);
    self->reveal(unit(unitIndex).main);
    Q_EMIT self->hint(describe(unitIndex));
}

void LayerDiagram::State::activate(int unitIndex) {
    const DiagramUnit& here = unit(unitIndex);
    // In a plain chain the drawn slab is the layer that the block is named after; a block of a residual network is
    // none.
    const bool nested = here.folded && toQString(network->layer(here.main).name) != here.key;
    if (nested)
        toggleFold(here.block, true);
    else
        Q_EMIT self->changeRequested(here.main);
}

void LayerDiagram::State::toggleFold(QString block, bool unfold) {
    if (block.isEmpty() || (unfold && !foldableBlocks(*network).contains(block)))
        return;
    QStringList names = self->unfolded();
    names.removeAll(block);
    if (unfold)
        names << block;
    self->setUnfolded(names);
    for (const auto& one : layout.units)
        if (one.block == block) {
            self->reveal(one.main);
            break;
        }
}

}  // namespace layerbench
