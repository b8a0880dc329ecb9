// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample_math.h"

#include <array>

namespace layerbench::samples {

enum class ShapeKind {
    circle,
    square,
    triangle,
    pentagon,
    cross,
    ring,
    crescent,
    arrow,
    drop,
    lightning,  // base set
    star,
    heart,
    letterL,
    letterT,
    halfDisc,
    ellipse,
    frame,
    sun  // similar set
};

/// One shape with its own proportions, centred at 0, reaching to about 1. It is asked only for its signed distance:
/// that gives its antialiased edge, its shadow and its bevel.
struct Shape {
    struct Edge {
        Point from;
        Point along;  ///< to the next corner
        double inverseSquare = 0;
    };

    ShapeKind kind = ShapeKind::circle;
    std::array<Edge, 12> edges{};  ///< of the polygons; the others use a and b
    int edgeCount = 0;
    double a = 0;
    double b = 0;
    double rounding = 0;  ///< radius of a polygon's corners
};

/// A shape of this kind with its proportions drawn at random.
Shape drawShape(ShapeKind kind, Random& random);

/// Distance from `point` to the outline, negative inside.
double signedDistance(const Shape& shape, Point point);

/// Distance from `point` to the straight stroke between two points.
double strokeDistance(Point point, Point from, Point to);

}  // namespace layerbench::samples
