// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/recipe.h"
#include "core/network/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

enum class Optimizer { sgd, adam, adamw, rmsprop };
enum class Schedule { constant, step, cosine, oneCycle };
enum class Precision { float32, bfloat16 };

/// Where and how the engine computes.
struct ComputeOptions {
    std::string device = "auto";  ///< "auto" (CUDA where there is one), "cpu", "cuda", "cuda:N"
    int threads = 0;              ///< CPU threads; 0: one per core
    Precision precision = Precision::float32;

    bool operator==(const ComputeOptions&) const = default;
};

/// The number of CPU threads that the options mean.
int threadCount(const ComputeOptions& options);

/// A change in the middle of a run: which layers train from an epoch on, and how fast. A head alone and then everything
/// is one phase; unfreezing block by block is one phase a block.
struct Phase {
    std::int64_t epoch =
        2;                  ///< it comes before this epoch's first step; from 2: what holds in epoch 1 is the network's
    Selection layers;       ///< of the network that is trained, so after its recipe
    bool trainable = true;  ///< unfrozen, or frozen
    double rate = 1;        ///< the learning rate of the run times this, from here to the next phase, for every layer

    bool operator==(const Phase&) const = default;
};

/// How a run trains. Names and meanings are PyTorch's; what is not listed has PyTorch's default
/// (Adam's betas 0.9 and 0.999, RMSprop's alpha 0.99, one-cycle's pct_start 0.3 and div_factor 25).
struct TrainingOptions {
    std::int64_t epochs = 25;
    std::int64_t batchSize = 16;
    Optimizer optimizer = Optimizer::sgd;
    double learningRate = 0.001;  ///< one-cycle: the highest
    double momentum = 0.9;        ///< SGD and RMSprop
    double weightDecay = 0;
    Schedule schedule = Schedule::constant;
    std::int64_t stepSize = 7;       ///< epochs, for `step`
    double gamma = 0.1;              ///< for `step`
    std::uint64_t seed = 1;          ///< draws new weights, the order of pictures and dropout
    bool featureCache = true;        ///< run the frozen part once per picture and view
    bool halfFeatures = false;       ///< keep what comes out of it as float16, in half the room
    std::int64_t cachedViews = 5;    ///< views per picture with augmentation and feature cache
    std::int64_t earlyStopping = 0;  ///< stop after so many epochs without a better one; 0: never, nor before a phase
    double timeLimit = 0;            ///< seconds; 0: none
    std::vector<Phase> phases;  ///< in the order of their epochs; of several for one epoch the last one's rate holds
    ComputeOptions compute;

    bool operator==(const TrainingOptions&) const = default;
};

/// "sgd", "one-cycle", "bfloat16": as the command line writes them.
std::string_view name(Optimizer optimizer);
std::string_view name(Schedule schedule);
std::string_view name(Precision precision);
Result<Optimizer> optimizerFromName(std::string_view name);
Result<Schedule> scheduleFromName(std::string_view name);
Result<Precision> precisionFromName(std::string_view name);

/// Every value in its range, or the first that is not, with the range. Whether the phases' layers exist shows when the
/// network is known (phases.h).
Result<void> check(const TrainingOptions& options);

/// Steps in an epoch over so many pictures; the last one has fewer where the batch does not divide them.
std::int64_t stepsFor(const TrainingOptions& options, std::int64_t pictures);

/// The learning rate as a multiple of the run's, and what momentum becomes, before step `step` of
/// `stepsPerEpoch` a epoch; steps count from 0 over the whole run. The schedule's factor times the phase's. PyTorch's
/// StepLR, CosineAnnealingLR (T_max = epochs) and OneCycleLR (cosine, with its cycled momentum between 0.85 and 0.95;
/// none where it is 0). For Adam and AdamW `momentum` is beta1: 0.9, which one-cycle cycles as well.
struct Rate {
    double factor;
    double momentum;
};
Rate rateAt(const TrainingOptions& options, std::int64_t step, std::int64_t stepsPerEpoch);

}  // namespace layerbench
