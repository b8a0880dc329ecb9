// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace layerbench {

/// The board's axes. Up: images to train on, logarithmic. The textbook's "small", some 2,000 images, is the middle of
/// the lower row of cells and its "large", a million, the middle of the upper one; the two meet halfway between. To the
/// right: the difference from the original data, the left column below 0.5.

inline constexpr double smallImages = 2'000;
inline constexpr double largeImages = 1'000'000;

/// A place within one of the two rows or columns of cells.
struct AxisPlace {
    bool second = false;  ///< the upper row, the right column
    double share = 0;     ///< [0, 1] along it: from below, from the left

    bool operator==(const AxisPlace&) const = default;
};
/// Of a number of images; what lies outside the board (or is no number) stands at its rim.
AxisPlace sizePlace(double images);
/// Of a difference in [0, 1].
AxisPlace differencePlace(double difference);

/// Powers of ten that stand in a row: 100 … 10,000 in the lower, 100,000 … 10,000,000 in the upper.
std::vector<double> sizeTicks(bool upper);

}  // namespace layerbench
