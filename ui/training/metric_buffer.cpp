// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/metric_buffer.h"

#include <chrono>

namespace layerbench {

double MetricBuffer::now() const {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(since).count() - control_.secondsPaused();
}

void MetricBuffer::begin(std::int64_t run, const TrainingPlan& plan) {
    const std::lock_guard lock(mutex_);
    batch_.begun = MetricBatch::Begun{run, plan};
    meter_.begin(plan, now());
    batch_.progress = meter_.progress();
}

void MetricBuffer::onStep(const StepMetrics& metrics) {
    const std::lock_guard lock(mutex_);
    batch_.steps.push_back(metrics);
    meter_.onStep(metrics.step, now());
    batch_.progress = meter_.progress();
}

void MetricBuffer::onEpoch(const EpochMetrics& metrics) {
    const std::lock_guard lock(mutex_);
    batch_.epochs.push_back(metrics);
    meter_.onEpoch(metrics.epoch, now());
    batch_.progress = meter_.progress();
}

void MetricBuffer::onMessage(const Text& message) {
    const std::lock_guard lock(mutex_);
    batch_.messages.push_back(message);
}

void MetricBuffer::onFeatures(std::int64_t done, std::int64_t total) {
    const std::lock_guard lock(mutex_);
    batch_.features = std::pair{done, total};
    meter_.onFeatures(done, total, now());
    batch_.progress = meter_.progress();
}

MetricBatch MetricBuffer::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(batch_, {});
}

}  // namespace layerbench
