// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/network_miniature.h"

#include "core/network/cost.h"
#include "widgets/diagram/diagram_units.h"
#include "widgets/diagram/unit_painter.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

constexpr double flakeRoom = 9;       // above the units
constexpr double flakeRadius = 3.2;   // of a snowflake
constexpr double flakePitch = 9;      // closer together, one stands for its neighbours too
constexpr double obliqueShare = 0.2;  // what the side of a slab adds, of its height
constexpr double widest = 13;
constexpr double gapShare = 0.55;  // between units, of their width

bool hasParameters(const Network& network, const DiagramUnit& unit) {
    return std::ranges::any_of(unit.layers,
                               [&](LayerId id) { return id != LayerId::input && cost(network, id).parameters > 0; });
}

/// Layers keep their ids through edits; a new one may get the number of one that went.
bool keeps(const Network& network, const Network& source, LayerId id) {
    return network.contains(id) && network.layer(id).name == source.layer(id).name;
}

std::vector<MiniatureUnit> unitsToShow(const Network& network, const Network* source) {
    std::vector<MiniatureUnit> shown;
    for (auto& sized : unitsOf(network, {}))
        if (hasParameters(network, sized.unit)) {
            sized.unit.front = QRectF(QPointF(), sized.front);
            const UnitState state = sized.unit.state;
            shown.push_back({std::move(sized.unit), state, false});
        }
    if (!source)
        return shown;
    for (auto& sized : unitsOf(*source, {})) {
        const auto& layers = sized.unit.layers;
        if (hasParameters(*source, sized.unit) &&
            std::ranges::none_of(layers, [&](LayerId id) { return keeps(network, *source, id); })) {
            sized.unit.front = QRectF(QPointF(), sized.front);
            shown.push_back({std::move(sized.unit), UnitState::plain, true});
        }
    }
    return shown;
}

}  // namespace

std::vector<MiniatureUnit> layoutMiniature(const Network& network, const Network* source, const QSizeF& size) {
    auto shown = unitsToShow(network, source);
    if (shown.empty() || size.width() <= 0 || size.height() <= flakeRoom)
        return {};
    const double height = size.height() - flakeRoom - 1;
    double widthWanted = 0;
    for (const auto& [unit, state, ghost] : shown)
        widthWanted = std::max(widthWanted, unit.front.width());
    // Thin ones stay visible: widths go from half of the widest to all of it.
    const double pitch = std::min(widest * (1 + gapShare), size.width() / (static_cast<double>(shown.size()) + 0.3));
    const double largest = pitch / (1 + gapShare);
    double tallest = 0;
    for (const auto& [unit, state, ghost] : shown)
        tallest = std::max(tallest, unit.front.height());
    double x = 0.5;
    for (auto& [unit, state, ghost] : shown) {
        const double width = largest * (0.55 + 0.45 * unit.front.width() / widthWanted);
        const double share = 0.35 + 0.65 * unit.front.height() / tallest;
        const bool oblique = unit.form != UnitForm::column && unit.form != UnitForm::junction;
        const double back = oblique ? std::min(obliqueShare * share * height, gapShare * largest * 0.9) : 0;
        const double front = share * height - back;
        unit.body = QRectF(x, flakeRoom + (1 - share) * height / 2, width + back, share * height);
        unit.front = QRectF(x, unit.body.top() + back, width, front);
        x += pitch;
    }
    return shown;
}

double miniatureWidth(const std::vector<MiniatureUnit>& units) {
    double right = 0;
    for (const auto& shown : units)
        right = std::max(right, shown.unit.body.right() + 1);
    return right;
}

void paintMiniature(QPainter& painter, const std::vector<MiniatureUnit>& units, const Theme& theme) {
    constexpr double withoutSigns = 0;  // a scale at which the diagram leaves out what would be dust
    for (const auto& [unit, state, ghost] : units)
        paintUnit(painter, unit, state, {.opacity = ghost ? 0.75 : 1, .dropped = ghost}, theme, withoutSigns);
    painter.setPen(QPen(theme.frozenEdge, 0.9, Qt::SolidLine, Qt::RoundCap));
    double last = -flakePitch;
    for (const auto& [unit, state, ghost] : units) {
        const double middle = unit.body.center().x();
        if (ghost || state != UnitState::frozen || middle - last < flakePitch)
            continue;
        paintSnowflake(painter, QPointF(middle, unit.body.top() - flakeRadius - 2), flakeRadius);
        last = middle;
    }
}

}  // namespace layerbench
