// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/metrics.h"
#include "core/training/run_control.h"
#include "ui/training/progress_meter.h"

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace layerbench {

/// What a run has said since it was last asked.
struct MetricBatch {
    struct Begun {
        std::int64_t run = 0;  ///< its number in the project
        TrainingPlan plan;
    };

    std::optional<Begun> begun;
    std::vector<StepMetrics> steps;
    std::vector<EpochMetrics> epochs;
    std::vector<Text> messages;
    std::optional<std::pair<std::int64_t, std::int64_t>> features;  ///< done, total
    std::optional<TrainingProgress> progress;                       ///< where anything of the above has moved it
};

/// Stands between the thread that trains and the window: the run writes, the window's timer takes all there is. One
/// lock, held for the time of an append or a swap.
class MetricBuffer final : public MetricSink {
public:
    /// The control tells how long the run was paused; it must outlive the buffer.
    explicit MetricBuffer(const RunControl& control) : control_(control) {}

    /// The run is in the project and starts.
    void begin(std::int64_t run, const TrainingPlan& plan);
    void onStep(const StepMetrics& metrics) override;
    void onEpoch(const EpochMetrics& metrics) override;
    void onMessage(const Text& message) override;
    void onFeatures(std::int64_t done, std::int64_t total) override;

    MetricBatch take();

private:
    double now() const;

    const RunControl& control_;
    std::mutex mutex_;
    MetricBatch batch_;
    ProgressMeter meter_;
};

}  // namespace layerbench
