// SPDX-License-Identifier: GPL-3.0-or-later
// A layer that is dragged into the LayerDiagram: on which connection it would stand.
#include "widgets/basics/translated.h"
#include "widgets/diagram/layer_diagram_state.h"

#include <array>
#include <cmath>

namespace layerbench {

namespace {

constexpr double reach = 40;  // pixels

bool holds(const std::vector<LayerId>& layers, LayerId id) {
    return std::ranges::find(layers, id) != layers.end();
}

QPointF nearestOn(const QPointF& a, const QPointF& b, const QPointF& point) {
    return {std::clamp(point.x(), std::min(a.x(), b.x()), std::max(a.x(), b.x())),
            std::clamp(point.y(), std::min(a.y(), b.y()), std::max(a.y(), b.y()))};
}

}  // namespace

int LayerDiagram::State::nearestConnection(const QPointF& at, QPointF* place) const {
    const QPointF point = view.toDiagram(at);
    int nearest = -1;
    double least = reach;
    for (std::size_t i = 0; i < layout.connections.size(); ++i) {
        const auto& connection = layout.connections[i];
        // Above or below a connection, between two high slabs, is as good as on it.
        const double high =
            std::max(unit(connection.from).front.height(), unit(connection.to).front.height()) / 2 * view.zoom();
        for (qsizetype p = 1; p < connection.path.size(); ++p) {
            const QPointF here = nearestOn(connection.path[p - 1], connection.path[p], point);
            const QPointF away = (here - point) * view.zoom();
            const bool across = std::abs(connection.path[p].y() - connection.path[p - 1].y()) < 0.5;
            const double down = std::abs(away.y());
            const double distance =
                std::abs(away.x()) + (across ? std::max(0.0, down - high) + 0.05 * std::min(down, high) : down);
            // Where connections share a piece, the one that ends nearest: it is the one that is seen there.
            const bool shorter =
                nearest >= 0 && std::abs(distance - least) < 1e-6 &&
                connection.path.size() < layout.connections[static_cast<std::size_t>(nearest)].path.size();
            if (distance < least - 1e-6 || shorter) {
                least = distance;
                nearest = static_cast<int>(i);
                *place = here;
            }
        }
    }
    return nearest;
}

InsertPlace LayerDiagram::State::placeOn(const DiagramConnection& connection) const {
    const auto& from = unit(connection.from).layers;
    const auto& to = unit(connection.to).layers;
    for (const LayerId user : to)
        for (const LayerId source : network->layer(user).inputs)
            if (holds(from, source)) {
                const bool alone = std::ranges::all_of(network->consumersOf(source),
                                                       [&to](LayerId consumer) { return holds(to, consumer); });
                return {source, alone ? LayerId::input : user, {}};
            }
    return {from.back(), LayerId::input, {}};
}

std::optional<InsertPlace> LayerDiagram::State::insertPlaceAt(const QPointF& at) const {
    if (!QRectF(self->rect()).contains(at))
        return std::nullopt;
    const int output = layout.unitOf(network->output());
    const DiagramUnit& ending = unit(output);
    const QPointF end(layout.cutAfter(output), ending.front.center().y());
    const QPointF away = view.toWidget(end) - at;
    const double beside = std::max(0.0, std::abs(away.y()) - ending.front.height() / 2 * view.zoom());
    // Right of the last unit nothing else is meant, however near its connection is.
    if (at.x() > view.toWidget(ending.front).right() && std::abs(away.x()) + beside < reach)
        return InsertPlace{network->output(), LayerId::input, end};
    QPointF point;
    const int nearest = nearestConnection(at, &point);
    if (nearest < 0)
        return std::nullopt;
    InsertPlace place = placeOn(layout.connections[static_cast<std::size_t>(nearest)]);
    place.point = point;
    return place;
}

QPointF LayerDiagram::gapBetween(LayerId from, LayerId to) const {
    const State& s = *state_;
    const int first = s.layout.unitOf(from);
    const int second = s.layout.unitOf(to);
    for (std::size_t i = 0; i < s.layout.connections.size(); ++i) {
        const auto& connection = s.layout.connections[i];
        if (connection.from != first || connection.to != second)
            continue;
        // A branch leaves on the piece of another connection: a place that is its own.
        constexpr std::array<double, 3> shares{0.5, 0.75, 0.25};
        for (const double share : shares)
            for (qsizetype p = 1; p < connection.path.size(); ++p) {
                const QPointF at = s.view.toWidget(connection.path[p - 1] * (1 - share) + connection.path[p] * share);
                QPointF place;
                if (s.nearestConnection(at, &place) == static_cast<int>(i))
                    return at;
            }
    }
    return {};
}

bool LayerDiagram::previewInsert(Kind kind, const QPointF& position) {
    State& s = *state_;
    if (!s.network || s.readOnly)
        return false;
    const QString name = translated(kindInfo(kind).title);
    s.insertKind = kind;
    s.insertMouse = position;
    s.insert = s.insertPlaceAt(position);
    if (!s.insert)
        Q_EMIT hint(tr("Drop it on a connection between two layers."));
    else if (s.insert->after == LayerId::input)
        Q_EMIT hint(tr("Release to put a layer behind the picture: %1.").arg(name));
    else
        Q_EMIT hint(
            tr("Release to put a layer behind %1: %2.").arg(toQString(s.network->layer(s.insert->after).name), name));
    update();
    return s.insert.has_value();
}

void LayerDiagram::dropInsert(Kind kind, const QPointF& position) {
    const bool there = previewInsert(kind, position);
    const auto place = state_->insert;
    cancelInsert();
    if (there)
        Q_EMIT insertRequested(kind, place->after, place->before);
}

void LayerDiagram::cancelInsert() {
    State& s = *state_;
    if (!s.insertMouse)
        return;
    s.insert.reset();
    s.insertMouse.reset();
    Q_EMIT hint({});
    update();
}

}  // namespace layerbench
