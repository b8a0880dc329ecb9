// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/training/engine.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace layerbench {

/// Which run an event belongs to.
struct RunLabel {
    std::int64_t run = 0;
    std::string caseName;  ///< "1" … "4-finetune", or "recipe"
    std::uint64_t seed = 0;
};

/// One JSON object a line on standard output, as the command line's contract has it.
class JsonLines final : public MetricSink {
public:
    explicit JsonLines(RunLabel label) : label_(std::move(label)) {}
    void onEpoch(const EpochMetrics& metrics) override;
    void onMessage(const Text& message) override;
    void finished(const RunResult& result) const;

private:
    RunLabel label_;
};

/// A progress bar with time left on a terminal, a line an epoch elsewhere; warnings on standard error.
class ProgressBar final : public MetricSink {
public:
    /// With a label, for one of many runs: a line at its end alone, which says whose it is.
    ProgressBar(std::int64_t epochs, std::int64_t epochsDone, std::int64_t stepsPerEpoch,
                const std::optional<RunLabel>& label = {});
    void onStep(const StepMetrics& metrics) override;
    void onEpoch(const EpochMetrics& metrics) override;
    void onMessage(const Text& message) override;
    void onFeatures(std::int64_t done, std::int64_t total) override;
    void finished(const RunResult& result) const;

private:
    void draw(double share, const std::string& label);
    void clearLine() const;

    std::string label_;  ///< "case 1, seed 2: ", or empty

    std::int64_t epochs_;
    std::int64_t epochsDone_;
    std::int64_t stepsPerEpoch_;
    bool terminal_;
    std::chrono::steady_clock::time_point begin_;
    std::chrono::steady_clock::time_point drawn_;
};

/// What will be trained on, with the class balance.
void describeData(const Dataset& dataset);

/// "4 s", "3 min 20 s", "2 h 5 min".
std::string duration(double seconds);

}  // namespace layerbench
