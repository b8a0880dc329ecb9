// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"
#include "core/training/engine/executor.h"
#include "core/training/engine/feature_cache.h"
#include "core/training/engine/lane_stream.h"
#include "core/training/engine/neighbours.h"
#include "core/training/engine/optimizer.h"
#include "core/training/engine/step_graph.h"
#include "core/training/engine/step_readings.h"
#include "core/training/engine/tensor_memory.h"

#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace layerbench {

/// The training loop. Reads like the algorithm: epoch() -> trainEpoch() -> step() -> gradients() -> moveParameters().
class Run final : public TrainingRun {
public:
    /// `stream` is the lane's, and current. Throws std::invalid_argument with a sentence where the options' phases do
    /// not fit the network.
    Run(RunJob job, Network initial, at::Device device, const LaneStream& stream);

    Result<bool> epoch(RunControl& control, MetricSink& sink) override;
    Checkpoint checkpoint() const override { return checkpoint_; }
    RunResult result() const override;
    Network best() const override;
    Network last() const override;

private:
    static constexpr std::int64_t evaluationBatch = 32;

    using Clock = std::chrono::steady_clock;
    struct Totals {
        double loss = 0;
        double correct = 0;
        std::int64_t images = 0;
        double accuracy() const { return correct / static_cast<double>(images); }
        double meanLoss() const { return loss / static_cast<double>(images); }
    };

    Result<void> runEpoch(RunControl& control, MetricSink& sink);
    Result<Totals> trainEpoch(RunControl& control, MetricSink& sink);
    Result<Totals> validate(RunControl& control, MetricSink& sink);
    at::Tensor validated(const StepInput& input, const RunControl& control);
    /// Both give [sum of the losses, correct answers] on the device.
    at::Tensor step(const StepInput& input, const RunControl& control, MetricSink& sink);
    at::Tensor gradients(const StepInput& input, DropoutMasks& masks, const RunControl* control);
    bool mayRecord(const StepInput& input) const;
    std::optional<at::Tensor> graphedStep(const StepInput& input);
    /// Adds steps to the epoch's totals and tells the sink; false, and the run is over, where a loss is not finite.
    bool report(const std::vector<StepReadings::Reading>& readings, Totals& totals, MetricSink& sink);
    void moveParameters();
    void beginPhases(MetricSink& sink);
    void applyChanges(RunControl& control, MetricSink& sink);
    void trainAs(Network network, MetricSink& sink);
    std::int64_t epochsWithoutBetter() const;
    Result<StepInput> inputOf(BatchSource& source, FeatureCache& cache, std::span<const std::int64_t> indices,
                              std::int64_t view);
    void prepareCache(MetricSink& sink);
    void chooseViews(MetricSink& sink);
    void keepCheckpoint(const EpochMetrics& metrics);
    void restore(const Checkpoint& checkpoint);
    void finish(FinishReason reason, Text explanation = {});
    void prove() const;
    bool weightsAreFinite();
    bool timeIsUp() const;
    /// By this run, pauses and other runs on the same thread left out.
    double secondsSpent() const;
    /// Main memory; it tells nothing beside other runs, whose tensors cannot be told from this one's.
    std::int64_t peakSoFar() const;
    /// What the caches of this run may take of the main memory: runs at once have equal parts.
    std::int64_t featureBudget() const { return cacheBudget() / lane_.count; }
    /// By all runs, the sheets of features apart, which are counted for every run that uses them.
    static std::int64_t heldByRuns() { return TensorMemory::held() - FeatureSheet::memoryOfAll(); }
    std::string featureKey(const BatchSource& source, std::int64_t view) const;
    FeatureCache::KeyOf keyOf() const {
        return [this](const BatchSource& source, std::int64_t view) { return featureKey(source, view); };
    }
    std::int64_t viewOf(std::int64_t epoch) const;
    const Plan& trainedPlan() const { return caching_ ? split_.rest : whole_; }
    NamedTensors movedParameters() const;

    TensorMemory::GivesBack givesBack_;       ///< goes last
    std::int64_t heldBefore_ = heldByRuns();  ///< first, before anything of the run is made
    TrainingOptions options_;
    Lane lane_;
    LaneStream stream_;  ///< current in every function that touches the device
    BatchSource& training_;
    BatchSource* validation_;
    Network initial_;  ///< drawn, before the first step
    Executor executor_;
    ParameterUpdater updater_;
    std::unordered_set<LayerId> everTrained_;  ///< for the proof
    /// These, and batch-norm whose statistics alone moved: what comes out of them is not what their first hash says.
    std::unordered_set<LayerId> everMoved_;

    Plan whole_;
    SplitPlan split_;
    std::vector<std::string> hashesBefore_;  ///< of each layer, before the first step
    bool caching_ = false;
    std::string cachedUpTo_;  ///< the last layer of the frozen part that is or was cached
    std::int64_t views_ = 1;
    FeatureCache trainFeatures_;
    FeatureCache validationFeatures_;
    bool prepared_ = false;

    std::int64_t epoch_ = 0;            ///< finished ones
    std::int64_t steps_ = 0;            ///< of the whole run
    std::int64_t microBatch_ = 0;       ///< pictures per training pass; halved when memory runs out
    std::int64_t evaluationPiece_ = 0;  ///< the same for validation
    DropoutMasks masks_;
    StepGraph graph_;
    Checkpoint checkpoint_;
    double lastAccuracy_ = std::numeric_limits<double>::quiet_NaN();
    std::int64_t prefixUses_ = 0;             ///< pictures whose frozen part was needed
    double seconds_ = 0;                      ///< spent before the call of epoch() that is under way
    const RunControl* control_ = nullptr;     ///< of that call
    const Neighbours* neighbours_ = nullptr;  ///< likewise
    Clock::time_point epochBegin_;
    double pausedBefore_ = 0;
    std::int64_t ownBytes_ = 0;   ///< between two calls of epoch()
    std::int64_t heldBegin_ = 0;  ///< by all runs, when the call of epoch() began
    std::int64_t peakBytes_ = 0;
    // Hashing a large network takes seconds: a stop must not wait for it, so result() does it when it is first asked.
    mutable std::optional<RunResult> finished_;
    mutable bool proved_ = false;
};

}  // namespace layerbench
