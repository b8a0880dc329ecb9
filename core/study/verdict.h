// SPDX-License-Identifier: GPL-3.0-or-later
// Whether one way of training is better than another, or the seeds only happened to fall so. All functions take a run's
// accuracy per seed, shares in [0, 1]; runs without one (NaN or infinite) are left out.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace layerbench {

struct Spread {
    double mean = std::numeric_limits<double>::quiet_NaN();  ///< NaN without runs
    double deviation =
        std::numeric_limits<double>::quiet_NaN();  ///< of the sample, divisor count - 1; NaN below two runs
    std::int64_t count = 0;
};

/// Equal runs have exactly their value as mean and exactly 0 as deviation.
Spread spreadOf(std::span<const double> runs);

/// Half the width of the 95 % confidence interval of the mean, t(0.975, count - 1) · deviation / √count, for bands on
/// plots; NaN below two runs. With three runs it is 2.5 deviations, with ten 0.7.
double confidenceHalfWidth(const Spread& spread);

/// Two-sided p value of Welch's t-test (Welch 1947; the degrees of freedom by Satterthwaite 1946): how probable means
/// this far apart would be if both groups had the same. scipy.stats.ttest_ind(a, b, equal_var=False). NaN with fewer
/// than two runs in a group. Where neither group has a spread, 1 for equal means and 0 for others.
double welchProbability(std::span<const double> a, std::span<const double> b);

enum class Verdict {
    better,        ///< a's mean is above b's, by more than seeds explain
    worse,         ///< a's mean is below b's, by more than seeds explain
    noDifference,  ///< none that these runs show: it may be there and need more seeds
    tooFew,        ///< fewer than fewestRuns in a group
};

constexpr double significanceLevel = 0.05;
constexpr std::int64_t fewestRuns = 3;
/// Half a point: what two groups without any spread must at least be apart.
constexpr double smallestDifference = 0.005;

/// Compares a with b: Welch's two-sided t-test at significanceLevel.
/// - Why Welch's: there are few seeds, so the spread is itself uncertain and the normal distribution would promise too
///   much; and the groups differ in spread (a new head on frozen features hardly varies, training from scratch does),
///   which Student's test with its common variance does not forgive. A rank test can't reach 5 % with three against
///   three: its smallest p value is 0.1. Two-sided, since nobody knows beforehand which way is the better one.
/// - Below three runs in a group the spread is hardly known: tooFew.
/// - Without any spread in both groups (each accuracy at most a rounding off the others) the test has no measure: runs
///   that all end alike repeat each other, or the validation pictures are too few to tell them apart; they are not
///   infinitely certain. Then the means must be smallestDifference apart. A spread in one group is enough for the test.
/// - It judges seeds, not pictures: all runs see the same validation pictures, and others would shift all of them.
/// - It judges one pair: among ten pairs that are all alike, one may well seem to differ.
Verdict compareRuns(std::span<const double> a, std::span<const double> b);

}  // namespace layerbench
