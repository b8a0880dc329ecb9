// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/diagram_change.h"

#include <QHash>

namespace layerbench {

namespace {

void move(DiagramUnit& unit, const QPointF& by) {
    for (QRectF* rect : {&unit.body, &unit.front, &unit.titleBox, &unit.subtitleBox})
        rect->translate(by);
}

}  // namespace

void DiagramChange::paint(QPainter& painter, const DiagramScene& after, const Theme& theme, const QRectF& exposed,
                          double progress) const {
    QHash<QString, const DiagramUnit*> known;
    for (const auto& unit : before_.units)
        known.insert(unit.key, &unit);
    DiagramLayout moving = after.layout;
    auto looks = after.looks;
    std::vector<QPointF> shifts(moving.units.size());
    for (std::size_t i = 0; i < moving.units.size(); ++i) {
        const DiagramUnit* old = known.take(moving.units[i].key);
        if (!old) {
            looks[i].opacity *= progress;
            continue;
        }
        shifts[i] = (old->front.center() - moving.units[i].front.center()) * (1 - progress);
        move(moving.units[i], shifts[i]);
    }
    for (auto& connection : moving.connections) {
        const QPointF from = shifts[static_cast<std::size_t>(connection.from)];
        const QPointF to = shifts[static_cast<std::size_t>(connection.to)];
        for (qsizetype p = 0; p < connection.path.size(); ++p)
            connection.path[p] += p < connection.path.size() / 2 ? from : to;
    }
    // What is still in `known` is gone.
    DiagramLayout going;
    std::vector<UnitLook> fading;
    for (const auto& unit : before_.units)
        if (known.contains(unit.key)) {
            going.units.push_back(unit);
            fading.push_back({.opacity = 1 - progress});
        }
    paintDiagram(painter, {going, fading, after.scale, false}, theme, exposed);
    paintDiagram(painter, {moving, looks, after.scale, after.captions, after.states}, theme, exposed);
}

}  // namespace layerbench
