// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/diagram/diagram_painter.h"

#include <optional>

namespace layerbench {

/// From one network's picture to the next one's: what both have moves to its new place, what is new appears, what is
/// gone fades. Draws the moment `progress` in [0, 1].
class DiagramChange {
public:
    explicit DiagramChange(DiagramLayout before) : before_(std::move(before)) {}

    void paint(QPainter& painter, const DiagramScene& after, const Theme& theme, const QRectF& exposed,
               double progress) const;

private:
    DiagramLayout before_;
};

}  // namespace layerbench
