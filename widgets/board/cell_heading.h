// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder.

#include "widgets/board/cell_layout.h"

namespace layerbench {

/// How the row with "Case 1  Train a new head … small, similar" is written: the same in all cells of a size.
struct CellHeading {
    QFont font;           ///< of the title
    double gap = 8;       ///< between the case and its title
    bool belongs = true;  ///< whether there is room for where the textbook puts the case; the rulers say it too
};
/// So that the longest title is whole, if that can be.
CellHeading cellHeading(const CellLayout& layout, const QFont& font);

}  // namespace layerbench
