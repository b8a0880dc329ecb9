// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_buffer.h"

#include <utility>

namespace layerbench {

void StudyBuffer::onEpoch(const TransferabilityRun& run, const EpochMetrics& metrics,
                          const TransferabilityProgress& progress) {
    const std::lock_guard lock(mutex_);
    batch_.now = StudyBatch::Now{run, metrics.epoch};
    batch_.progress = progress;
}

void StudyBuffer::onFinished(const TransferabilityMeasurement& measured, const TransferabilityProgress& progress) {
    const std::lock_guard lock(mutex_);
    batch_.measured.push_back(measured);
    batch_.progress = progress;
}

void StudyBuffer::onMessage(const TransferabilityRun&, const Text& message) {
    const std::lock_guard lock(mutex_);
    batch_.messages.push_back(message);
}

StudyBatch StudyBuffer::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(batch_, {});
}

}  // namespace layerbench
