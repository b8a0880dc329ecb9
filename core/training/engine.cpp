// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine.h"

#include <cassert>

namespace layerbench {

std::string_view name(FinishReason reason) {
    switch (reason) {
    case FinishReason::completed:
        return "completed";
    case FinishReason::stopped:
        return "stopped";
    case FinishReason::earlyStopping:
        return "early-stopping";
    case FinishReason::timeLimit:
        return "time-limit";
    case FinishReason::diverged:
        return "diverged";
    case FinishReason::failed:
        return "failed";
    }
    assert(false);
    return {};
}

Result<RunResult> train(TrainingRun& run, RunControl& control, MetricSink& sink) {
    for (;;) {
        LB_TRY(const bool more, run.epoch(control, sink));
        if (!more)
            return run.result();
    }
}

}  // namespace layerbench
