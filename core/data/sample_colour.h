// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/picture.h"
#include "core/data/sample_math.h"

namespace layerbench::samples {

/// Red, green, blue as the file stores them (gamma-coded), 0 to 1.
struct Colour {
    double r = 0;
    double g = 0;
    double b = 0;
};

constexpr Colour mix(Colour a, Colour b, double share) {
    return {mix(a.r, b.r, share), mix(a.g, b.g, share), mix(a.b, b.b, share)};
}
constexpr Colour operator*(Colour colour, double factor) {
    return {colour.r * factor, colour.g * factor, colour.b * factor};
}
constexpr Colour operator+(Colour colour, double light) {
    return {colour.r + light, colour.g + light, colour.b + light};
}

/// A colour of the house's palette, slightly varied. All classes of all sets draw from here.
Colour drawColour(Random& random);

/// How far apart two colours look: 0 (same) to about 1 (black and white).
double contrast(Colour a, Colour b);

/// A colour that stands out from both others (they may be the same).
Colour drawContrasting(Random& random, Colour a, Colour b);

/// The light on the whole picture and the camera: a gradient towards the lamp, darker corners, exposure, film grain.
struct Camera {
    Point toLight;        ///< unit vector
    double gradient = 0;  ///< change of brightness from the middle to the edge
    double vignette = 0;
    double exposure = 1;
    double grain = 0;  ///< largest change of a channel by grain, 0 to 1
    std::uint32_t grainSeed = 0;
};

Camera drawCamera(Random& random);

/// Lights the colour at `point` and writes it to pixel (x, y), rounded to 8 bits.
void expose(const Camera& camera, Colour colour, Point point, int x, int y, Picture& picture);

}  // namespace layerbench::samples
