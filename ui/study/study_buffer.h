// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/transferability.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace layerbench {

/// What a transferability study has said since it was last asked.
struct StudyBatch {
    struct Now {
        TransferabilityRun run;
        std::int64_t epoch = 0;  ///< the last one that is through
    };

    std::vector<TransferabilityMeasurement> measured;
    std::optional<Now> now;
    std::optional<TransferabilityProgress> progress;
    std::vector<Text> messages;

    bool empty() const { return measured.empty() && !now && !progress && messages.empty(); }
};

/// Stands between the thread that studies and the window, as MetricBuffer does for one run: one lock, held for the time
/// of an append or a swap.
class StudyBuffer final : public TransferabilityListener {
public:
    void onEpoch(const TransferabilityRun& run, const EpochMetrics& metrics,
                 const TransferabilityProgress& progress) override;
    void onFinished(const TransferabilityMeasurement& measured, const TransferabilityProgress& progress) override;
    void onMessage(const TransferabilityRun& run, const Text& message) override;

    StudyBatch take();

private:
    std::mutex mutex_;
    StudyBatch batch_;
};

}  // namespace layerbench
