// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sample_math.h"

namespace layerbench::samples {

double sineOfTurn(double turns) {
    // Fold to the quarter turns around zero, then the Taylor polynomial: its remainder there is below 1e-9.
    double t = turns - floorToInt(turns + 0.5);
    if (t > 0.25)
        t = 0.5 - t;
    else if (t < -0.25)
        t = -0.5 - t;
    const double x = t * 6.283185307179586;
    const double s = x * x;
    return x * (1 - s / 6 * (1 - s / 20 * (1 - s / 42 * (1 - s / 72 * (1 - s / 110 * (1 - s / 156))))));
}

double noise(Point point, std::uint32_t seed) {
    const int x = floorToInt(point.x);
    const int y = floorToInt(point.y);
    const double u = point.x - x;
    const double v = point.y - y;
    const double shareX = u * u * (3 - 2 * u);
    const double shareY = v * v * (3 - 2 * v);
    const double above = mix(cellValue(x, y, seed), cellValue(x + 1, y, seed), shareX);
    const double below = mix(cellValue(x, y + 1, seed), cellValue(x + 1, y + 1, seed), shareX);
    return mix(above, below, shareY);
}

double cloud(Point point, int octaves, double pixel, std::uint32_t seed) {
    double sum = 0;
    double weight = 0.5;
    for (int octave = 0; octave < octaves; ++octave) {
        if (octave > 0 && pixel > 0.5)
            return sum + weight;  // what is left out has the mean 1/2 of twice this weight
        sum += weight * noise(point, seed + static_cast<std::uint32_t>(octave) * 0x68bc21ebU);
        weight *= 0.5;
        pixel *= 2;
        point = {point.x * 2 + 17.3, point.y * 2 - 9.7};
    }
    return sum + weight;
}

}  // namespace layerbench::samples
