// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparison_buffer.h"

#include <chrono>

namespace layerbench {

double ComparisonBuffer::now() const {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(since).count() - control_.secondsPaused();
}

void ComparisonBuffer::onLooking(std::int64_t done, std::int64_t all) {
    const std::lock_guard lock(mutex_);
    batch_.looking = std::pair{done, all};
}

void ComparisonBuffer::onAdvice(const KnownAdvice& advice) {
    const std::lock_guard lock(mutex_);
    batch_.advice = advice;
}

void ComparisonBuffer::onMessage(const Text& text) {
    const std::lock_guard lock(mutex_);
    batch_.messages.push_back(text);
}

void ComparisonBuffer::begin(Comparison planned) {
    const std::lock_guard lock(mutex_);
    std::vector<std::int64_t> epochs;
    for (const auto& one : planned.cases) {
        caseNames_.push_back(one.caseName);
        epochs.push_back(one.epochs);
    }
    meter_.begin(std::move(epochs), planned.seeds.size());
    batch_.planned = std::move(planned);
    batch_.progress = meter_.progress();
}

void ComparisonBuffer::onData(std::uint64_t, std::int64_t done, std::int64_t all) {
    onLooking(done, all);
}

MetricSink& ComparisonBuffer::onRun(const ComparisonRun& run) {
    const std::lock_guard lock(mutex_);
    RunSummary summary;
    summary.id = run.id;
    summary.caseName = caseNames_[run.contestant];
    summary.seed = run.seed;
    summary.status = RunStatus::running;
    batch_.started.push_back(std::move(summary));
    meter_.onSeed(now());
    return voices_.emplace_back(*this, run);
}

void ComparisonBuffer::addEpoch(const ComparisonRun& run, const EpochMetrics& metrics) {
    const std::lock_guard lock(mutex_);
    batch_.epochs.push_back({run.id, metrics});
    meter_.onEpoch(run.contestant, metrics.epoch, now());
    batch_.progress = meter_.progress();
}

void ComparisonBuffer::onFinished(const ComparisonRun& run, const RunResult& result) {
    const std::lock_guard lock(mutex_);
    batch_.ended.emplace_back(run.id, result);
    meter_.onEnd(run.contestant);
    batch_.progress = meter_.progress();
}

ComparisonBatch ComparisonBuffer::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(batch_, {});
}

}  // namespace layerbench
