// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/background/work_session.h"

#include <QString>

#include <vector>

namespace layerbench {

/// What trains in the window, of which one is active at a time: two at once would only slow each other.
struct Sessions {
    const WorkSession* training = nullptr;
    const WorkSession* comparison = nullptr;
    const WorkSession* study = nullptr;

    std::vector<const WorkSession*> all() const { return {training, comparison, study}; }
    /// A sentence that says which is at work and what to do about it; empty: none. `besides`: all but this one.
    QString atWork(const WorkSession* besides = nullptr) const;
};

}  // namespace layerbench
