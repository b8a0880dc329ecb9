// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/basics/theme.h"
#include "widgets/diagram/diagram_layout.h"

#include <QPainter>

#include <vector>

namespace layerbench {

/// How a unit looks at the moment, beside what it is.
struct UnitLook {
    double opacity = 1;
    bool selected = false;
    bool hovered = false;
    bool dropped = false;     ///< a release would take it away: grey and faded
    bool willFreeze = false;  ///< a release would freeze it: shown as frozen already
    bool willTrain = false;   ///< a release would unfreeze it
    bool found = false;       ///< by the search
};

struct DiagramScene {
    const DiagramLayout& layout;
    const std::vector<UnitLook>& looks;  ///< one per unit
    double scale = 1;                    ///< device pixels per diagram unit: details that would be dust are left out
    bool captions = true;                ///< names, shapes and state words; off in a miniature
    bool states = true;                  ///< colours and words for what trains; off where nothing is decided yet
};

/// Draws what lies in `exposed` (diagram units); the painter's transform maps diagram units to the device.
void paintDiagram(QPainter& painter, const DiagramScene& scene, const Theme& theme, const QRectF& exposed);

}  // namespace layerbench
