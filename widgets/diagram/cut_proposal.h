// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <QString>

#include <vector>

namespace layerbench {

/// A cut that somebody proposes: a ghost of the knife stands there, and under the diagram a bar for each block says
/// why.
struct CutProposal {
    struct Bar {
        LayerId last{};    ///< of the block: the bar stands under the unit that shows it
        double share = 0;  ///< how well its features serve, [0, 1]
    };

    LayerId cut{};  ///< last layer that would be kept
    std::vector<Bar> bars = {};
    QString tag = {};      ///< on the ghost: "case 2"
    QString caption = {};  ///< under the bars: what they are
};

}  // namespace layerbench
