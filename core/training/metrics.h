// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/tensor.h"
#include "core/network/text.h"

#include <cstdint>
#include <span>
#include <vector>

namespace layerbench {

struct StepMetrics {
    std::int64_t epoch;  ///< from 1
    std::int64_t step;   ///< from 1, over the whole run
    double loss;
    double accuracy;  ///< share in [0, 1]
    double learningRate;
};

struct EpochMetrics {
    std::int64_t epoch = 0;  ///< from 1
    double trainLoss = 0;
    double trainAccuracy = 0;       ///< in [0, 1], over the epoch's steps as they were trained
    double validationLoss = 0;      ///< NaN without validation pictures
    double validationAccuracy = 0;  ///< NaN without validation pictures
    double learningRate = 0;        ///< at the epoch's first step
    double seconds = 0;
    double imagesPerSecond = 0;
};

/// Receives what a run says, on the thread that trains. Must be quick: the run waits for it.
class MetricSink {
public:
    virtual ~MetricSink() = default;
    virtual void onStep(const StepMetrics&) {}
    virtual void onEpoch(const EpochMetrics&) {}
    /// Something worth knowing that is no failure: "The batch was halved: …".
    virtual void onMessage(const Text&) {}
    /// Pictures through the frozen part so far, while the feature cache fills.
    virtual void onFeatures(std::int64_t /*done*/, std::int64_t /*total*/) {}
};

struct ClassScore {
    double precision = 0;  ///< correct among the pictures that were given this class; 0 where none was
    double recall = 0;     ///< correct among the pictures of this class; 0 where there are none
    std::int64_t images = 0;
};

struct Score {
    double accuracy = 0;
    double loss = 0;  ///< mean cross-entropy
    std::int64_t images = 0;
    std::vector<ClassScore> classes;
};

/// Scores logits [N, classes] against N labels in [0, classes).
Score score(const Tensor& logits, std::span<const std::int64_t> labels);

/// Softmax of one row of logits.
std::vector<double> softmax(std::span<const float> logits);

}  // namespace layerbench
