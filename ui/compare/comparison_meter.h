// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace layerbench {

/// How far a comparison is.
struct ComparisonProgress {
    std::int64_t epochsDone = 0;  ///< over all runs
    std::int64_t epochs = 0;
    double secondsLeft = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not known yet

    double fraction() const { return epochs > 0 ? static_cast<double>(epochsDone) / static_cast<double>(epochs) : 0; }
};

/// Tells from the epochs that were trained how long the rest will take. A run's first epoch, which fills the feature
/// cache, and the later ones are timed apart. Times are seconds of a clock that stands still during a pause.
class ComparisonMeter {
public:
    /// `epochs`: planned, of each contestant.
    void begin(std::vector<std::int64_t> epochs, std::size_t seeds);
    /// The runs of a seed begin to train.
    void onSeed(double now) { last_ = now; }
    void onEpoch(std::size_t contestant, std::int64_t epoch, double now);
    /// A run is over, perhaps before its planned end.
    void onEnd(std::size_t contestant);

    ComparisonProgress progress() const;

private:
    struct Runner {
        std::int64_t epochs = 0;
        std::size_t ended = 0;
        std::int64_t epoch = 0;  ///< of the run in progress
        double first = std::numeric_limits<double>::quiet_NaN();
        double laterSum = 0;
        std::int64_t laterCount = 0;
    };

    std::vector<Runner> runners_;
    std::size_t seeds_ = 0;
    double last_ = 0;
};

}  // namespace layerbench
