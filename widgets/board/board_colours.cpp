// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/board_colours.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

}  // namespace

double contrast(const QColor& a, const QColor& b) {
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor readable(const QColor& colour, const QColor& background, double wanted) {
    const bool lighter = luminance(background) < 0.2;
    QColor result = colour;
    for (int step = 0; step < 40 && contrast(result, background) < wanted; ++step)
        result = lighter ? blended(result, Qt::white, 0.06) : blended(result, Qt::black, 0.06);
    return result;
}

QColor blended(const QColor& a, const QColor& b, double share) {
    const auto part = [share](int from, int to) { return static_cast<int>(std::lround(from + (to - from) * share)); };
    return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

}  // namespace layerbench
