// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sample_shapes.h"

#include <span>
#include <vector>

namespace layerbench::samples {

namespace {

void setCorners(Shape& shape, std::span<const Point> corners) {
    Point centre;
    for (const Point& corner : corners)
        centre = centre + corner * (1.0 / static_cast<double>(corners.size()));
    // The middle of the corners moves half-way to 0: arrows and Ls stay in the picture without being balanced by force.
    const Point shift = centre * 0.5;
    shape.edgeCount = static_cast<int>(corners.size());
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const Point from = corners[i] - shift;
        const Point along = corners[(i + 1) % corners.size()] - corners[i];
        shape.edges[i] = {from, along, 1 / dot(along, along)};
    }
}

void setRegularPolygon(Shape& shape, int count, double radius) {
    std::vector<Point> corners;
    for (int i = 0; i < count; ++i)
        corners.push_back(direction(-0.25 + static_cast<double>(i) / count) * radius);
    setCorners(shape, corners);
}

void setSquare(Shape& shape, double half) {
    const std::array<Point, 4> corners = {{{-half, -half}, {half, -half}, {half, half}, {-half, half}}};
    setCorners(shape, corners);
}

void setStar(Shape& shape, double innerRadius) {
    std::vector<Point> corners;
    for (int i = 0; i < 10; ++i)
        corners.push_back(direction(-0.25 + i / 10.0) * (i % 2 == 0 ? 1.0 : innerRadius));
    setCorners(shape, corners);
}

void setCross(Shape& shape, double w) {
    const std::array<Point, 12> corners = {{{-w, -0.95},
                                            {w, -0.95},
                                            {w, -w},
                                            {0.95, -w},
                                            {0.95, w},
                                            {w, w},
                                            {w, 0.95},
                                            {-w, 0.95},
                                            {-w, w},
                                            {-0.95, w},
                                            {-0.95, -w},
                                            {-w, -w}}};
    setCorners(shape, corners);
}

void setArrow(Shape& shape, Random& random) {
    const double shaft = random.uniform(0.16, 0.27);
    const double neck = random.uniform(0, 0.25);
    const double wing = random.uniform(0.58, 0.78);
    const std::array<Point, 7> corners = {
        {{1, 0}, {neck, wing}, {neck, shaft}, {-1, shaft}, {-1, -shaft}, {neck, -shaft}, {neck, -wing}}};
    setCorners(shape, corners);
}

void setLightning(Shape& shape, double lean) {
    const std::array<Point, 6> corners = {
        {{0.05 + lean, -1}, {-0.52, 0.16}, {-0.06, 0.16}, {-0.3 - lean, 1}, {0.52, -0.26}, {0.08, -0.26}}};
    setCorners(shape, corners);
}

void setL(Shape& shape, Random& random) {
    const double w = random.uniform(0.42, 0.58);
    const double foot = random.uniform(1.2, 1.45);
    const double left = -foot / 2;
    const std::array<Point, 6> corners = {{{left, -0.95},
                                           {left + w, -0.95},
                                           {left + w, 0.95 - w},
                                           {left + foot, 0.95 - w},
                                           {left + foot, 0.95},
                                           {left, 0.95}}};
    setCorners(shape, corners);
}

void setT(Shape& shape, Random& random) {
    const double w = random.uniform(0.4, 0.56);
    const double arm = random.uniform(0.72, 0.9);
    const double half = w / 2;
    const std::array<Point, 8> corners = {{{-arm, -0.95},
                                           {arm, -0.95},
                                           {arm, -0.95 + w},
                                           {half, -0.95 + w},
                                           {half, 0.95},
                                           {-half, 0.95},
                                           {-half, -0.95 + w},
                                           {-arm, -0.95 + w}}};
    setCorners(shape, corners);
}

double polygonDistance(const Shape& shape, Point point) {
    double nearest = 1e9;
    bool inside = false;
    for (int i = 0; i < shape.edgeCount; ++i) {
        const Shape::Edge& edge = shape.edges[static_cast<std::size_t>(i)];
        const Point offset = point - edge.from;
        const Point gap = offset - edge.along * clamp01(dot(offset, edge.along) * edge.inverseSquare);
        nearest = std::min(nearest, dot(gap, gap));
        // The ray from the point to the right crosses this edge: one more, and inside becomes outside.
        const bool startsAbove = offset.y >= 0;
        const bool endsAbove = offset.y - edge.along.y >= 0;
        if (startsAbove != endsAbove && startsAbove == (edge.along.x * offset.y - edge.along.y * offset.x > 0))
            inside = !inside;
    }
    const double distance = std::sqrt(nearest);
    return (inside ? -distance : distance) - shape.rounding;
}

double boxDistance(Point point, double halfWidth, double halfHeight) {
    const Point beyond{std::abs(point.x) - halfWidth, std::abs(point.y) - halfHeight};
    const Point outside{std::max(beyond.x, 0.0), std::max(beyond.y, 0.0)};
    return length(outside) + std::min(std::max(beyond.x, beyond.y), 0.0);
}

/// A disc of radius r at (0, 0) and the two tangents to it from the tip (0, -height).
double dropDistance(Point point, double r, double height) {
    const Point p{std::abs(point.x), -point.y};
    const double sine = r / height;
    const double cosine = std::sqrt(1 - sine * sine);
    const double along = p.y * cosine - p.x * sine;
    if (along < 0)
        return length(p) - r;
    if (along > height * cosine)
        return length({p.x, p.y - height});
    return p.x * cosine + p.y * sine - r;
}

/// A square on its corner with a half disc on each of its two upper sides.
double heartDistance(Point point, double side) {
    const Point p{std::abs(point.x), point.y - 0.22};
    constexpr double diagonal = 0.7071067811865476;
    const double half = side / 2;
    const double square = boxDistance({(p.x + p.y) * diagonal, (p.y - p.x) * diagonal}, half, half);
    const double disc = length({p.x - half * diagonal, p.y + half * diagonal}) - half;
    return std::min(square, disc);
}

/// Near the outline the quotient of the implicit function and its gradient is the distance (to first order).
double ellipseDistance(Point point, double halfWidth, double halfHeight) {
    const Point scaled{point.x / halfWidth, point.y / halfHeight};
    const double value = length(scaled);
    const double slope = length({scaled.x / halfWidth, scaled.y / halfHeight});
    return slope < 1e-6 ? -halfHeight : value * (value - 1) / slope;
}

/// A disc and eight rays: the plane is folded into the sixteenth that holds half a ray.
double sunDistance(Point point, double disc, double ray) {
    Point p{std::abs(point.x), std::abs(point.y)};
    if (p.y > p.x)
        std::swap(p.x, p.y);
    const double core = length(p) - disc;
    constexpr Point mirror{-0.3826834323650898, 0.9238795325112867};  // normal of the line at 1/16 turn
    const double over = dot(p, mirror);
    if (over > 0)
        p = p - mirror * (2 * over);
    const double rays = strokeDistance(p, {disc + 0.21, 0}, {0.98 - ray, 0}) - ray;
    return std::min(core, rays);
}

}  // namespace

Shape drawShape(ShapeKind kind, Random& random) {
    Shape shape;
    shape.kind = kind;
    shape.rounding = random.chance(0.5) ? random.uniform(0.02, 0.07) : 0;
    switch (kind) {
    case ShapeKind::circle:
        shape.a = 0.86;
        break;
    case ShapeKind::square:
        setSquare(shape, 0.77);
        break;
    case ShapeKind::triangle:
        setRegularPolygon(shape, 3, 1.08);
        break;
    case ShapeKind::pentagon:
        setRegularPolygon(shape, 5, 0.98);
        break;
    case ShapeKind::cross:
        setCross(shape, random.uniform(0.24, 0.36));
        break;
    case ShapeKind::ring:
        shape.a = 0.72;
        shape.b = random.uniform(0.14, 0.24);
        break;
    case ShapeKind::crescent:
        shape.a = random.uniform(0.4, 0.62);
        shape.b = random.uniform(0.78, 0.88);
        break;
    case ShapeKind::arrow:
        setArrow(shape, random);
        break;
    case ShapeKind::drop:
        shape.a = random.uniform(0.5, 0.6);
        shape.b = random.uniform(1.32, 1.48);
        break;
    case ShapeKind::lightning:
        setLightning(shape, random.uniform(0.12, 0.34));
        break;
    case ShapeKind::star:
        setStar(shape, random.uniform(0.4, 0.5));
        break;
    case ShapeKind::heart:
        shape.a = random.uniform(1.04, 1.14);
        break;
    case ShapeKind::letterL:
        setL(shape, random);
        break;
    case ShapeKind::letterT:
        setT(shape, random);
        break;
    case ShapeKind::halfDisc:
        shape.a = 0.98;
        break;
    case ShapeKind::ellipse:
        shape.a = 0.98;
        shape.b = random.uniform(0.48, 0.6);
        break;
    case ShapeKind::frame:
        shape.a = random.uniform(0.68, 0.78);
        shape.b = random.uniform(0.12, 0.19);
        break;
    case ShapeKind::sun:
        shape.a = random.uniform(0.44, 0.52);
        shape.b = random.uniform(0.07, 0.11);
        break;
    }
    return shape;
}

double signedDistance(const Shape& shape, Point point) {
    switch (shape.kind) {
    case ShapeKind::circle:
        return length(point) - shape.a;
    case ShapeKind::ring:
        return std::abs(length(point) - shape.a) - shape.b;
    case ShapeKind::crescent: {
        const Point moved{point.x + 0.2, point.y};
        return std::max(length(moved) - 0.98, shape.b - length({moved.x - shape.a, moved.y}));
    }
    case ShapeKind::drop:
        return dropDistance({point.x, point.y - 0.36}, shape.a, shape.b);
    case ShapeKind::heart:
        return heartDistance(point, shape.a);
    case ShapeKind::halfDisc:
        return std::max(length({point.x, point.y - 0.4}) - shape.a, point.y - 0.4);
    case ShapeKind::ellipse:
        return ellipseDistance(point, shape.a, shape.b);
    case ShapeKind::frame:
        return std::abs(boxDistance(point, shape.a, shape.a)) - shape.b;
    case ShapeKind::sun:
        return sunDistance(point, shape.a, shape.b);
    default:
        return polygonDistance(shape, point);
    }
}

double strokeDistance(Point point, Point from, Point to) {
    const Point along = to - from;
    const Point offset = point - from;
    const double share = clamp01(dot(offset, along) / (dot(along, along) + 1e-12));
    return length(offset - along * share);
}

}  // namespace layerbench::samples
