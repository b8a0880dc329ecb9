// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace layerbench {

/// What a run's accuracies on the pictures that it learnt from and on others tell of it.
enum class Lesson {
    none,       ///< nothing that stands out, or not both measured
    overfits,   ///< nearly all of its own pictures right, far fewer of others: learnt by heart
    underfits,  ///< not even its own pictures: too little moves, or too briefly
};

/// Nearly all.
constexpr double learntByHeart = 0.9;
/// Too few, even for a hard task with as many classes as a lesson has.
constexpr double learntLittle = 0.75;
/// From here on the two are far apart.
constexpr double fitGap = 0.15;

/// Both in [0, 1], NaN: not measured. `training`: of the last epoch, while it trained; `validation`: of the best one.
constexpr Lesson lessonOf(double training, double validation) {
    const double gap = training - validation;
    if (training >= learntByHeart && gap >= fitGap)
        return Lesson::overfits;
    if (training < learntLittle && gap < fitGap)
        return Lesson::underfits;
    return Lesson::none;
}

}  // namespace layerbench
