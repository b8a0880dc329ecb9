// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/board_place.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

/// Rows from the middle of the lower one: 0 at 2,000 images, 1 at a million.
double rowsUp(double images) {
    return std::log(images / smallImages) / std::log(largeImages / smallImages);
}

}  // namespace

AxisPlace sizePlace(double images) {
    if (!(images > 0))
        return {};
    const double rows = std::clamp(rowsUp(images) + 0.5, 0.0, 2.0);
    return rows < 1 ? AxisPlace{false, rows} : AxisPlace{true, rows - 1};
}

AxisPlace differencePlace(double difference) {
    const double columns = difference > 0 ? std::min(2 * difference, 2.0) : 0;
    return columns < 1 ? AxisPlace{false, columns} : AxisPlace{true, columns - 1};
}

std::vector<double> sizeTicks(bool upper) {
    std::vector<double> ticks;
    for (double images = 1; images < 1e12; images *= 10) {
        const AxisPlace place = sizePlace(images);
        if (place.second == upper && place.share > 0 && place.share < 1)
            ticks.push_back(images);
    }
    return ticks;
}

}  // namespace layerbench
