// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "widgets/diagram/diagram_layout.h"

#include <QSizeF>

#include <vector>

namespace layerbench {

/// A unit before it has a place.
struct SizedUnit {
    DiagramUnit unit;
    QSizeF front;           ///< of the face towards the reader
    QSizeF oblique{0, 0};   ///< what the top and side add to the right and above; none for columns and junctions
    std::size_t block = 0;  ///< counts blocks from 1; 0 for the picture
    bool framed = false;    ///< its block is unfolded

    QSizeF body() const { return front + oblique; }
};

/// The picture, then every layer or folded block in network order, each with its form, size and texts.
///
/// Heights follow the square root of the resolution (the picture's is `largestHeight`), widths that of the channels, so
/// that both ends of a network stay visible.
std::vector<SizedUnit> unitsOf(const Network& network, const QSet<QString>& unfolded);

inline constexpr double largestHeight = 112;

}  // namespace layerbench
