// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/records.h"

namespace layerbench {

std::string_view name(RunStatus status) {
    switch (status) {
    case RunStatus::running:
        return "running";
    case RunStatus::finished:
        return "finished";
    case RunStatus::paused:
        return "paused";
    case RunStatus::interrupted:
        return "interrupted";
    case RunStatus::failed:
        return "failed";
    }
    return {};
}

}  // namespace layerbench
