// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/diagram/diagram_units.h"

#include <vector>

namespace layerbench {

/// A connection before it has a path: from its source it goes up or down in the gap behind the source's column to
/// `lane`, runs along it, and enters its end.
struct LaidConnection {
    enum class Entry {
        along,   ///< on the left, in the end's own lane
        above,   ///< down on it, in the end's own column
        beside,  ///< on the left, from another lane in the gap before the end's column
    };

    int from = 0;
    int to = 0;
    int lane = 0;
    Entry entry = Entry::along;
    int slot = 0;  ///< place beside the others that enter the same way, of `slots`
    int slots = 1;
    int leaveTrack = 0;  ///< of the vertical piece behind the source, where there is one
    int enterTrack = 0;  ///< of the one before the end, for Entry::beside
};

/// A grid in which every cell (column, lane), and every lane's piece of the gap behind it, holds one unit or one
/// passing connection: nothing can overlap. Lane 0 is the main path, branches and long connections go to the lanes
/// above it: -1, -2, … In a gap, vertical pieces of different sources that would touch have tracks of their own.
struct Lanes {
    std::vector<int> columns;  ///< of each unit
    std::vector<int> lanes;
    std::vector<LaidConnection> connections;
    std::vector<int> tracks;  ///< how many the gap behind each column needs
    int top = 0;              ///< the highest lane: at most 0

    int columnCount() const { return static_cast<int>(tracks.size()); }
};

/// Columns by the longest path, each block's behind those of the block before; the method is Sugiyama's with the cells
/// of long connections in the place of its dummy vertices (Sugiyama, Tagawa and Toda 1981).
Lanes laneOut(const Network& network, const std::vector<SizedUnit>& units);

}  // namespace layerbench
