// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"

namespace layerbench {

/// One run's epoch among those that are under way at once, so that a run that finds no memory can wait for the others:
/// with what they give back it is where it would be in turn.
class Neighbours {
public:
    /// From here on the run computes. One that trains alone has no neighbours.
    explicit Neighbours(const Lane& lane);
    ~Neighbours();
    Neighbours(const Neighbours&) = delete;
    Neighbours& operator=(const Neighbours&) = delete;

    /// Whether another run computes now.
    bool any() const;
    /// Waits until none does any more: each has ended its epoch, or waits here too (they go on one by one). False where
    /// none did from the beginning. Throws Cancelled on a stop.
    bool waitForThem(const RunControl& control) const;

private:
    bool counted_;
};

}  // namespace layerbench
