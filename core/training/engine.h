// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/batch_source.h"
#include "core/network/network.h"
#include "core/network/result.h"
#include "core/training/metrics.h"
#include "core/training/options.h"
#include "core/training/run_control.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace layerbench {

struct DeviceInfo {
    std::string name;         ///< "cpu", "cuda:0"
    std::string description;  ///< "2 threads", "NVIDIA GPU"
    bool available = false;
    Text reason;  ///< where it is not available: why not, and what would help
};

enum class FinishReason { completed, stopped, earlyStopping, timeLimit, diverged, failed };
/// "early-stopping", as --json-lines writes it.
std::string_view name(FinishReason reason);

using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

/// All that a run needs to go on after an epoch, bit for bit as if it had never stopped.
struct Checkpoint {
    std::int64_t epoch = 0;       ///< epochs done
    NamedTensors parameters;      ///< by state_dict name: what can have changed since the source network
    NamedTensors optimizerState;  ///< "momentum_buffer/NAME", "exp_avg/NAME", …
    std::int64_t bestEpoch = 0;   ///< 0: none yet
    double bestAccuracy = 0;
    double bestLoss = 0;
    NamedTensors bestParameters;
    double seconds = 0;  ///< trained so far
    /// Layers that were frozen (false) or unfrozen in the middle of the run, by name.
    std::vector<std::pair<std::string, bool>> trainable;
};

/// The proof that freezing froze, for one layer that has parameters.
struct LayerProof {
    LayerId layer{};
    std::string name;
    bool frozen = false;     ///< from the first step to the last
    bool unchanged = false;  ///< every parameter and buffer bit-identical
    double change = 0;       ///< L2 norm of the difference, parameters and buffers together
    std::string before;      ///< SHA-256 of the layer's tensors
    std::string after;
};

/// What the frozen part saved by running once per picture.
struct FeatureCacheReport {
    std::string prefix;       ///< name of the last layer of the frozen part; empty: no cache was used
    std::int64_t images = 0;  ///< pictures (times views) that went through it; fewer where another run had left them
    std::int64_t views = 1;   ///< views per training picture
    double secondsSpent = 0;
    double secondsSaved = 0;  ///< forward passes not made, at the measured cost of one picture
};

struct RunResult {
    FinishReason reason = FinishReason::completed;
    Text explanation;  ///< for diverged and failed: what happened; else empty
    std::int64_t epochs = 0;
    std::int64_t bestEpoch = 0;         ///< 0: no epoch was finished
    double validationAccuracy = 0;      ///< of the best epoch; NaN where none was validated
    double lastValidationAccuracy = 0;  ///< of the last epoch, likewise
    std::int64_t trainableParameters = 0;
    std::int64_t totalParameters = 0;
    bool frozenUnchanged = true;
    std::vector<LayerProof> proof;
    double seconds = 0;
    /// Main memory that the run's tensors took at most, in bytes: weights, gradients, activations, cached features.
    std::int64_t peakBytes = 0;  ///< 0: not measured (on a GPU, or while other runs trained beside it)
    FeatureCacheReport cache;
};

/// Where the features of frozen layers are kept for runs to come.
struct FeatureKeeping {
    /// Created when it is first needed; empty: nothing goes to the disk. Other programs may use it at the same time.
    std::string folder;
    std::int64_t memoryBytes = std::int64_t{1} << 30;  ///< of all that is kept in memory; what is larger is on the disk
    std::int64_t diskBytes = std::int64_t{4} << 30;    ///< of all files together; the longest unused go first

    bool operator==(const FeatureKeeping&) const = default;
};

/// The place of a run among those that train at once. Runs of one lane train in turn, on a thread that is the lane's
/// own; different lanes may be in epoch() at the same time and share no source of pictures. The first epochs come one
/// after the other on their lanes' threads, before any second one: in them LibTorch sets up what it keeps for each
/// thread and stream (its table of cuBLAS workspaces has no lock of its own in the versions that are in use).
struct Lane {
    int number = 0;  ///< from 0
    int count = 1;   ///< of all lanes; 1: nothing trains beside the run
};

/// What a run is made from. The sources must outlive the run; they are used on the thread that calls epoch().
struct RunJob {
    Network network;  ///< parameters may still be Initialisations: the seed draws them
    BatchSource* training = nullptr;
    BatchSource* validation = nullptr;  ///< may be null: then the last epoch counts as the best
    TrainingOptions options;
    const Checkpoint* resumeFrom = nullptr;
    Lane lane = {};
};

/// What decides how much room a run takes.
struct RunSize {
    Network network;  ///< parameters may still be to draw
    TrainingOptions options;
    std::int64_t pictures = 0;  ///< training and validation together
};

/// A run in progress: one thread at a time.
class TrainingRun {
public:
    virtual ~TrainingRun() = default;

    /// Trains and validates one epoch. Returns false when the run is over and result() says why. An error is a
    /// fault of the world (a picture that cannot be read, no memory): the run is over with reason `failed`.
    virtual Result<bool> epoch(RunControl& control, MetricSink& sink) = 0;

    /// The state after the last finished epoch.
    virtual Checkpoint checkpoint() const = 0;
    virtual RunResult result() const = 0;
    /// The network with the best epoch's weights; with the last epoch's.
    virtual Network best() const = 0;
    virtual Network last() const = 0;
};

/// The part of Layerbench that computes. Loaded at run time (loadEngine), because LibTorch takes half a second.
class Engine {
public:
    virtual ~Engine() = default;

    /// "LibTorch 1.13.1".
    virtual std::string version() const = 0;
    /// What can be trained on, and why not on more.
    virtual std::vector<DeviceInfo> devices() const = 0;
    virtual Result<std::unique_ptr<TrainingRun>> start(RunJob job) = 0;
    /// How many of these runs had best train at once, from 1 to all of them: 1 on a CPU, which one run keeps busy; on a
    /// GPU as many as half of its memory has room for, by a cautious estimate.
    virtual int lanesFor(std::span<const RunSize> /*runs*/) const { return 1; }
    /// From the next features on. Any thread.
    virtual void keepFeatures(const FeatureKeeping& keeping) = 0;
    /// The network's output for view 0 of every picture of the source, in its order: [N, outputs…]. Evaluation mode.
    virtual Result<Tensor> forward(const Network& network, BatchSource& source, const ComputeOptions& options,
                                   const RunControl& control, std::int64_t batchSize = 32) = 0;
    /// What the network sees in view 0 of every picture at several places, in one forward pass: for each of `layers`
    /// its output in evaluation mode as [N, C], maps as their average over height and width. Nothing behind the last
    /// of them is computed. `progress` is told (pictures done, all).
    virtual Result<std::vector<Tensor>>
    pooledFeatures(const Network& network, std::span<const LayerId> layers, BatchSource& source,
                   const ComputeOptions& options, const RunControl& control,
                   const std::function<void(std::int64_t, std::int64_t)>& progress = {},
                   std::int64_t batchSize = 32) = 0;
};

/// Sets in the environment, where it says nothing of it yet, how the engine's team of threads waits: for a moment with
/// its eyes open, because the next piece of work is mostly a few microseconds away, then asleep, because a window and
/// the threads that decode pictures need the cores. The OpenMP run time reads it when it is loaded, so this comes
/// before, and before any other thread reads the environment; loadEngine() does it for programs that have not.
void useYieldingTeam();

/// The engine, loaded on the first call (from any thread); the error says what is missing. It stays loaded.
Result<Engine*> loadEngine();

/// Where the engine keeps features, be it loaded already or later. Any thread.
void keepFeatures(const FeatureKeeping& keeping);

/// Epoch after epoch until the run is over; returns its result.
Result<RunResult> train(TrainingRun& run, RunControl& control, MetricSink& sink);

}  // namespace layerbench
