// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>

namespace layerbench {

/// How far a run is, for a bar and one line of words.
struct TrainingProgress {
    double fraction = 0;      ///< in [0, 1]; before the first step of the pictures through the frozen part
    std::int64_t epoch = 0;   ///< the one that trains now, from 1
    std::int64_t epochs = 0;  ///< in all
    double secondsLeft = std::numeric_limits<double>::quiet_NaN();      ///< NaN: not known yet
    double imagesPerSecond = std::numeric_limits<double>::quiet_NaN();  ///< training pictures; NaN: not known yet
    std::int64_t featuresDone = 0;   ///< pictures through the frozen part; less than the total while the cache fills
    std::int64_t featuresTotal = 0;  ///< 0: no cache is being filled
};

/// What a run has in front of it when it starts or goes on.
struct TrainingPlan {
    std::int64_t stepsPerEpoch = 1;
    std::int64_t epochs = 1;
    std::int64_t epochsDone = 0;
    std::int64_t trainingPictures = 0;
    std::int64_t validationPictures = 0;
    std::int64_t views = 1;  ///< of each training picture that a feature cache would hold
    double secondsAllowed = std::numeric_limits<double>::infinity();
};

/// Tells from what a run has done how long the rest will take. Times are seconds of a clock that stands still while the
/// run is paused. Steps, the end of each epoch (validation, writing) and pictures through the frozen part are timed
/// apart: each has its own cost, and each a number of times still to come.
class ProgressMeter {
public:
    void begin(const TrainingPlan& plan, double now);
    void onFeatures(std::int64_t done, std::int64_t total, double now);
    void onStep(std::int64_t step, double now);  ///< from 1, over the whole run
    void onEpoch(std::int64_t epoch, double now);

    TrainingProgress progress() const;

private:
    /// Follows a cost that changes slowly: the mean at first, then the latest count for more.
    struct Cost {
        double seconds = std::numeric_limits<double>::quiet_NaN();
        int samples = 0;
        void add(double sample);
        double orElse(double guess) const { return samples > 0 ? seconds : guess; }
    };

    double sinceLast(double now);
    double secondsLeft() const;

    TrainingPlan plan_;
    double begin_ = 0;
    double last_ = 0;
    bool stepped_ = false;
    std::int64_t steps_ = 0;
    std::int64_t epochs_ = 0;
    std::int64_t featuresDone_ = 0;
    std::int64_t featuresTotal_ = 0;
    std::int64_t featuresBefore_ = 0;  ///< of the caches that are full
    Cost step_;
    Cost epochEnd_;
    Cost feature_;
};

}  // namespace layerbench
