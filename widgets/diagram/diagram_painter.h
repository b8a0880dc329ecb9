// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "widgets/basics/theme.h"
#include "widgets/diagram/diagram_layout.h"

#include <QPainter>

#include <vector>

namespace layerbench {

/// What a unit's layers do in training, taken together.
enum class UnitState {
    plain,        ///< nothing to train in it
    frozen,       ///< ice blue and a snowflake
    trains,       ///< orange; "trains"
    partly,       ///< some frozen, some trained: both colours
    randomStart,  ///< trained from weights that are still to be drawn: brick; "random start"
    newHead,      ///< the same for the head alone: strong orange; "new head"
};
UnitState stateOf(const Network& network, const DiagramUnit& unit);

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
    const Network& network;
    const DiagramLayout& layout;
    const std::vector<UnitLook>& looks;  ///< one per unit
    double scale = 1;                    ///< device pixels per diagram unit: details that would be dust are left out
    bool captions = true;                ///< names, shapes and state words; off in a miniature
    bool states = true;                  ///< colours and words for what trains; off where nothing is decided yet
};

/// Draws what lies in `exposed` (diagram units); the painter's transform maps diagram units to the device.
void paintDiagram(QPainter& painter, const DiagramScene& scene, const Theme& theme, const QRectF& exposed);

}  // namespace layerbench
