// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cli/command.h"
#include "core/training/run_control.h"

namespace layerbench {

/// While it lives, the first SIGINT or SIGTERM asks `control` to stop; a second one ends the program at once.
/// One at a time.
class StopOnSignal {
public:
    explicit StopOnSignal(RunControl& control);
    ~StopOnSignal();
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;

    bool signalled() const;

    /// How a command ends that could not do its work and has nothing to save: a signal is no fault.
    Result<int> endedBy(const Error& error) const;
};

}  // namespace layerbench
