// SPDX-License-Identifier: GPL-3.0-or-later
// How much features tell of classes, measured without training: each picture in turn is left out and judged by the
// others. What the adviser compares the blocks of a network by.
//
// Shared by all functions: `features` is float32 [N, C], one row per picture (a block's pooled activation); `labels`
// are N numbers from 0. All is computed in double. Numbers that are not finite count as 0. No result is ever NaN. With
// fewer than two pictures nothing can be left out: the accuracy is 0. With one class alone it is 1. The measures say
// nothing then; ask the counts first. Accuracies are shares in [0, 1]. Features that say nothing can fall below chance:
// leaving a picture out makes its class the smaller one.
#pragma once

#include "core/network/tensor.h"

#include <cstdint>
#include <span>
#include <vector>

namespace layerbench {

/// Share of the pictures whose k most similar others name their class. Similar is a small cosine distance (of a row of
/// zeros: 1 to all), equal distances in the order of the rows; the majority decides, equal votes go to the smallest
/// label. scikit-learn's KNeighborsClassifier(k, metric="cosine") under LeaveOneOut. With N <= k all others vote.
/// k is at least 1. Work: N² C / 2 multiplications; memory beside a copy of the features: N k.
double nearestNeighbourAccuracy(const Tensor& features, std::span<const std::int64_t> labels, int k = 5);

struct RidgeProbe {
    double accuracy = 0;
    /// The one of ridgePenalties() that was chosen; 0 where nothing was fitted: fewer than two pictures or classes.
    double penalty = 0;
    /// [N, classCount]: what a picture's class gets from the classifier that was fitted without this picture; about +1
    /// for yes, -1 for no. A class without pictures has -1, and is never the answer.
    std::vector<double> decisions;
};

/// 10^-2, 10^-1.5, …, 10^7: from almost none to more than the largest spread of standardised features.
std::span<const double> ridgePenalties();

/// Leave-one-out accuracy of a linear classifier: ridge regression with an intercept to targets +1 and -1, one class
/// against the others; the largest value answers, equal ones the smallest label. `labels` in [0, classCount).
/// Columns are standardised over all N pictures (mean 0, variance 1 with divisor N); columns without variance are left
/// out. The penalty λ of |y - Xw - b|² + λ|w|² is the one with the smallest mean squared leave-one-out error over
/// pictures and classes; scikit-learn's RidgeCV(ridgePenalties()) on the same columns chooses the same.
/// Leaving out is exact, from one fit: y_i - e_i / (1 - h_i) with the hat matrix's diagonal h (Allen 1974; Hastie,
/// Tibshirani and Friedman, The Elements of Statistical Learning, 7.10).
/// Work: about m² max(N, C) + 3 m³ multiplications with m = min(N - 1, C), and m N (classes + 2) for each penalty.
RidgeProbe ridgeProbe(const Tensor& features, std::span<const std::int64_t> labels, std::int64_t classCount);

struct LearningPoint {
    double share = 0;           ///< of each class's pictures, in (0, 1]
    std::int64_t pictures = 0;  ///< how many those are
    double accuracy = 0;        ///< ridgeProbe()'s, mean over five draws; with share 1 there is one
};

/// Whether more pictures would still help: the probe's accuracy with a part of the pictures, drawn class by class. In
/// one draw the smaller parts lie in the larger ones. Where it still rises towards the right, more data will help;
/// where it is flat, other features or a longer training must. Points come in the order of `shares`, each in (0, 1].
/// Left out are points at which a class that has pictures would keep fewer than two; of no pictures there is no point.
/// The same seed gives the same points. Work: with the usual shares about twice that of ridgeProbe().
std::vector<LearningPoint> learningCurve(const Tensor& features, std::span<const std::int64_t> labels,
                                         std::int64_t classCount, const std::vector<double>& shares = {0.25, 0.5, 1.0},
                                         std::uint64_t seed = 0);

}  // namespace layerbench
