// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder: what the board and its cells look at together.

#include "widgets/board/board_curves.h"

#include <optional>

namespace layerbench {

class ShownBoard {
public:
    const BoardState& state() const { return state_; }
    void setState(BoardState state) {
        state_ = std::move(state);
        curves_.reset();
    }
    /// Computed when it is first drawn: states that nobody sees cost nothing.
    const BoardCurves& curves() const {
        if (!curves_)
            curves_ = boardCurves(state_);
        return *curves_;
    }

    std::int64_t hovered = 0;  ///< epoch under the mouse, in whichever cell; 0: none

private:
    BoardState state_;
    mutable std::optional<BoardCurves> curves_;
};

}  // namespace layerbench
