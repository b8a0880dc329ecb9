// SPDX-License-Identifier: GPL-3.0-or-later
// The knife of the LayerDiagram: where it stands and what it would take away.
#include "widgets/diagram/layer_diagram_state.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

QPointF LayerDiagram::knifeHandle() const {
    return state_->handle();
}

QPointF LayerDiagram::cutPointAfter(LayerId last) const {
    const State& s = *state_;
    const int unit = s.layout.unitOf(last);
    return unit < 0 ? QPointF() : s.view.toWidget(QPointF(s.layout.cutAfter(unit), s.unit(unit).front.center().y()));
}

int LayerDiagram::State::cutUnitAt(const QPointF& at) const {
    const QPointF point = view.toDiagram(at);
    double least = 1e300;
    for (int i = 1; i < unitCount(); ++i)
        least = std::min(least, std::abs(layout.cutAfter(i) - point.x()));
    // Among units of one column the one at the mouse's height; above all of them the main path.
    int highest = -1;
    int nearest = -1;
    int onMainPath = -1;
    const auto away = [&](int i) { return std::abs(unit(i).front.center().y() - point.y()); };
    for (int i = 1; i < unitCount(); ++i) {
        if (std::abs(layout.cutAfter(i) - point.x()) > least + 0.5)
            continue;
        if (highest < 0 || unit(i).body.top() < unit(highest).body.top())
            highest = i;
        if (nearest < 0 || away(i) < away(nearest))
            nearest = i;
        if (unit(i).lane == 0)
            onMainPath = i;
    }
    const bool above = highest >= 0 && (point.y() < unit(highest).body.top() || onHandle({handle().x(), at.y()}));
    return above && onMainPath >= 0 ? onMainPath : nearest;
}

/// As sliceAfter() of core keeps: the unit's last layer and all that it is computed from.
std::vector<bool> LayerDiagram::State::stayingBefore(int unitIndex) const {
    const auto layers = network->layers();
    std::vector<bool> kept(layers.size(), false);
    kept[network->indexOf(unit(unitIndex).layers.back())] = true;
    for (std::size_t i = layers.size(); i-- > 0;)
        if (kept[i])
            for (const LayerId input : layers[i].inputs)
                if (input != LayerId::input)
                    kept[network->indexOf(input)] = true;
    return kept;
}

bool LayerDiagram::State::goes(int unitIndex) const {
    return !stays.empty() && unitIndex > 0 &&
           std::ranges::none_of(unit(unitIndex).layers, [this](LayerId id) { return stays[network->indexOf(id)]; });
}

void LayerDiagram::State::setCut(int unitIndex) {
    if (unitIndex == cut)
        return;
    cut = unitIndex;
    stays = cut > 0 ? stayingBefore(cut) : std::vector<bool>();
    Q_EMIT self->hint(cut > 0 ? describeCut(cut) : QString());
    self->update();
}

}  // namespace layerbench
