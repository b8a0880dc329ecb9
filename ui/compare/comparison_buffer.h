// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/comparison.h"
#include "ui/compare/compared.h"
#include "ui/compare/comparison_meter.h"

#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace layerbench {

/// What a comparison or the adviser has said since it was last asked.
struct ComparisonBatch {
    struct Epoch {
        std::int64_t run = 0;
        EpochMetrics metrics;
    };

    std::optional<std::pair<std::int64_t, std::int64_t>> looking;  ///< pictures looked at: done, all
    std::optional<KnownAdvice> advice;
    std::optional<Comparison> planned;  ///< it begins: cases, seeds, no run yet
    std::vector<RunSummary> started;
    std::vector<Epoch> epochs;
    std::vector<std::pair<std::int64_t, RunResult>> ended;
    std::vector<Text> messages;
    std::optional<ComparisonProgress> progress;
};

/// Stands between the thread that compares and the window, as MetricBuffer does for one run: one lock, held for the
/// time of an append or a swap.
class ComparisonBuffer final : public ComparisonListener {
public:
    /// The control tells how long it was paused; it must outlive the buffer.
    explicit ComparisonBuffer(const RunControl& control) : control_(control) {}

    void onLooking(std::int64_t done, std::int64_t all);
    void onAdvice(const KnownAdvice& advice);
    void onMessage(const Text& text);
    void begin(Comparison planned);

    void onData(std::uint64_t seed, std::int64_t done, std::int64_t all) override;
    MetricSink& onRun(const ComparisonRun& run) override;
    void onFinished(const ComparisonRun& run, const RunResult& result) override;

    ComparisonBatch take();

private:
    /// What one run says.
    class Voice final : public MetricSink {
    public:
        Voice(ComparisonBuffer& buffer, const ComparisonRun& run) : buffer_(buffer), run_(run) {}
        void onEpoch(const EpochMetrics& metrics) override { buffer_.addEpoch(run_, metrics); }
        void onMessage(const Text& message) override { buffer_.onMessage(message); }

    private:
        ComparisonBuffer& buffer_;
        ComparisonRun run_;
    };

    void addEpoch(const ComparisonRun& run, const EpochMetrics& metrics);
    double now() const;

    const RunControl& control_;
    std::mutex mutex_;
    ComparisonBatch batch_;
    ComparisonMeter meter_;
    std::vector<std::string> caseNames_;  ///< by contestant
    std::deque<Voice> voices_;            ///< a deque: they never move
};

}  // namespace layerbench
