// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/augmentation.h"
#include "core/study/transferability_plan.h"
#include "core/training/engine.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace layerbench {

/// What a transferability study is made from. All runs train under the same options; only `seed` is each run's own.
struct TransferabilityRequest {
    Network architecture;                    ///< its weights, if it has any, count for nothing
    ClassHalves tasks;                       ///< B needs validation pictures
    std::optional<Dataset> dissimilar = {};  ///< D: a further source, of another kind than B
    std::vector<std::int64_t> depths;        ///< from studyDepths()
    std::vector<std::uint64_t> seeds;        ///< of the repetitions, at least one
    TrainingOptions options;
    Augmentation augmentation = Augmentation::none;
};

/// What one run came to.
struct TransferabilityMeasurement {
    TransferabilityRun run;
    FinishReason reason = FinishReason::completed;
    double accuracy = 0;      ///< validation, of the best epoch, in [0, 1]; NaN where the run diverged
    double lastAccuracy = 0;  ///< of the last epoch, likewise
    std::int64_t bestEpoch = 0;
    std::int64_t trainableParameters = 0;
    std::int64_t totalParameters = 0;
    bool frozenUnchanged = true;
    double seconds = 0;
};

/// One task as it was learnt.
struct TransferabilityTask {
    Origin origin{};
    std::string data;  ///< as it was asked for
    std::vector<std::string> classes;
    std::int64_t trainingPictures = 0;
    std::int64_t validationPictures = 0;
};

struct TransferabilityResult {
    std::string architecture;
    std::vector<std::string> cuts;  ///< all cut points; depth n copies up to cuts[n - 1]
    std::vector<TransferabilityTask> tasks;
    std::vector<std::int64_t> depths;
    std::vector<std::uint64_t> seeds;
    TrainingOptions options;
    Augmentation augmentation = Augmentation::none;
    std::vector<TransferabilityMeasurement> runs;  ///< as they were carried out
    bool stopped = false;                          ///< before all of them were

    /// Accuracies of one treatment, a seed each; depth 0 for a base. Runs without one are left out.
    std::vector<double> accuracies(Origin origin, std::int64_t depth, bool frozen) const;
};

/// What is known before anything has run: all but `runs`.
TransferabilityResult plannedResult(const TransferabilityRequest& request);

/// What task B lacks to be learnt: pictures to validate with.
Result<void> checkTarget(const Dataset& b);

/// How far a study is.
struct TransferabilityProgress {
    std::size_t run = 0;  ///< place of the current run in all
    std::size_t runs = 0;
    double share = 0;         ///< of the work, in [0, 1]
    double secondsSpent = 0;  ///< paused time left out
    double secondsLeft = 0;   ///< by the multiply-adds that are still to come; NaN while nothing is known
};

/// Hears of a study on the thread that trains.
class TransferabilityListener {
public:
    virtual ~TransferabilityListener() = default;

    /// After every epoch.
    virtual void onEpoch(const TransferabilityRun&, const EpochMetrics&, const TransferabilityProgress&) {}
    virtual void onFinished(const TransferabilityMeasurement&, const TransferabilityProgress&) {}
    virtual void onMessage(const TransferabilityRun&, const Text&) {}
};

/// Carries the study out, one run after the other on the calling thread; nothing is kept of a run but its numbers, and
/// of the bases their weights until their seed is through. A stop ends it with the runs that are complete. A run that
/// diverges has no accuracy and does not end the others; a base that does is an error, for nothing can be copied from
/// it. Other errors: what checkTarget() says, a picture that cannot be read, what the engine refuses.
Result<TransferabilityResult> studyTransferability(Engine& engine, const TransferabilityRequest& request,
                                                   RunControl& control, TransferabilityListener& listener);

}  // namespace layerbench
