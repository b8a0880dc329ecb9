// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "widgets/diagram/diagram_painter.h"

#include <QPainter>

#include <vector>

namespace layerbench {

/// One block of a miniature: what the diagram draws, in its language, without names.
struct MiniatureUnit {
    DiagramUnit unit;  ///< with body and front in the miniature's own pixels
    UnitState state = UnitState::plain;
    bool ghost = false;  ///< was cut off
};

/// Blocks with parameters from left to right in a box of `size`, as large as fits; behind them, as ghosts, those blocks
/// of `source` of which `network` keeps nothing. A network of many blocks has thin ones.
std::vector<MiniatureUnit> layoutMiniature(const Network& network, const Network* source, const QSizeF& size);

/// The width that it takes.
double miniatureWidth(const std::vector<MiniatureUnit>& units);

/// In the painter's pixels, the box's corner at the origin.
void paintMiniature(QPainter& painter, const std::vector<MiniatureUnit>& units, const Theme& theme);

}  // namespace layerbench
