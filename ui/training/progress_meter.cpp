// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/progress_meter.h"

#include <algorithm>

namespace layerbench {

void ProgressMeter::Cost::add(double sample) {
    constexpr int memory = 20;
    samples = std::min(samples + 1, memory);
    seconds = samples == 1 ? sample : seconds + (sample - seconds) / samples;
}

void ProgressMeter::begin(const TrainingPlan& plan, double now) {
    *this = ProgressMeter();
    plan_ = plan;
    begin_ = last_ = now;
    epochs_ = plan.epochsDone;
    steps_ = plan.epochsDone * plan.stepsPerEpoch;
}

double ProgressMeter::sinceLast(double now) {
    const double passed = std::max(0.0, now - last_);
    last_ = now;
    return passed;
}

void ProgressMeter::onFeatures(std::int64_t done, std::int64_t total, double now) {
    // After a full cache, or one that was given up, another: of the next view or of the validation pictures.
    if (featuresDone_ == featuresTotal_ || done <= featuresDone_) {
        featuresBefore_ += featuresDone_;
        featuresDone_ = 0;
    }
    feature_.add(sinceLast(now) / static_cast<double>(std::max<std::int64_t>(1, done - featuresDone_)));
    featuresDone_ = done;
    featuresTotal_ = total;
}

void ProgressMeter::onStep(std::int64_t step, double now) {
    step_.add(sinceLast(now) / static_cast<double>(std::max<std::int64_t>(1, step - steps_)));
    steps_ = step;
    stepped_ = true;
}

void ProgressMeter::onEpoch(std::int64_t epoch, double now) {
    epochEnd_.add(sinceLast(now));
    epochs_ = epoch;
}

double ProgressMeter::secondsLeft() const {
    if (step_.samples == 0)
        return std::numeric_limits<double>::quiet_NaN();
    // Before an epoch has ended: a forward pass costs a third of a step on the same pictures.
    const auto batches = static_cast<double>(plan_.stepsPerEpoch * plan_.validationPictures) /
                         static_cast<double>(std::max<std::int64_t>(1, plan_.trainingPictures));
    double left = static_cast<double>(plan_.epochs * plan_.stepsPerEpoch - steps_) * step_.seconds +
                  static_cast<double>(plan_.epochs - epochs_) * epochEnd_.orElse(batches * step_.seconds / 3);
    if (featuresTotal_ > 0) {
        const std::int64_t all = plan_.trainingPictures * plan_.views + plan_.validationPictures;
        const std::int64_t now = featuresTotal_ - featuresDone_;
        left += static_cast<double>(std::max(now, all - featuresBefore_ - featuresDone_)) * feature_.seconds;
    }
    return std::clamp(left, 0.0, std::max(0.0, plan_.secondsAllowed - (last_ - begin_)));
}

TrainingProgress ProgressMeter::progress() const {
    TrainingProgress progress;
    progress.epochs = plan_.epochs;
    progress.epoch = std::min(epochs_ + 1, plan_.epochs);
    progress.featuresDone = featuresDone_;
    progress.featuresTotal = featuresTotal_;
    progress.secondsLeft = secondsLeft();
    if (!stepped_ && featuresTotal_ > 0)
        progress.fraction = static_cast<double>(featuresDone_) / static_cast<double>(featuresTotal_);
    else
        progress.fraction = static_cast<double>(steps_) / static_cast<double>(plan_.epochs * plan_.stepsPerEpoch);
    if (step_.samples > 0)
        progress.imagesPerSecond = static_cast<double>(plan_.trainingPictures) /
                                   std::max(1e-9, static_cast<double>(plan_.stepsPerEpoch) * step_.seconds);
    return progress;
}

}  // namespace layerbench
