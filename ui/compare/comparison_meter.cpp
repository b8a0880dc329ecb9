// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparison_meter.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

void ComparisonMeter::begin(std::vector<std::int64_t> epochs, std::size_t seeds) {
    runners_.clear();
    for (const auto planned : epochs)
        runners_.push_back({.epochs = planned});
    seeds_ = seeds;
}

void ComparisonMeter::onEpoch(std::size_t contestant, std::int64_t epoch, double now) {
    Runner& runner = runners_[contestant];
    const double seconds = std::max(0.0, now - last_);
    last_ = now;
    runner.epoch = epoch;
    if (epoch == 1) {
        runner.first = seconds;
    } else {
        runner.laterSum += seconds;
        ++runner.laterCount;
    }
}

void ComparisonMeter::onEnd(std::size_t contestant) {
    ++runners_[contestant].ended;
    runners_[contestant].epoch = 0;
}

ComparisonProgress ComparisonMeter::progress() const {
    ComparisonProgress progress;
    double left = 0;
    for (const Runner& runner : runners_) {
        const auto ended = static_cast<std::int64_t>(runner.ended);
        const auto seeds = static_cast<std::int64_t>(seeds_);
        progress.epochs += runner.epochs * seeds;
        progress.epochsDone += std::min(runner.epochs * ended + runner.epoch, runner.epochs * seeds);
        const double later =
            runner.laterCount > 0 ? runner.laterSum / static_cast<double>(runner.laterCount) : runner.first;
        const bool begun = runner.epoch > 0;
        const auto toBegin = static_cast<double>(std::max<std::int64_t>(0, seeds - ended - (begun ? 1 : 0)));
        left += toBegin * (runner.first + static_cast<double>(runner.epochs - 1) * later);
        if (begun)
            left += static_cast<double>(runner.epochs - runner.epoch) * later;
    }
    progress.secondsLeft = left;
    return progress;
}

}  // namespace layerbench
