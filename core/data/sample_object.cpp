// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sample_object.h"

#include "core/data/sample_backdrop.h"

namespace layerbench::samples {

namespace {

// The parts of a scene, each with random numbers of its own.
enum Part : std::uint64_t { backdropPart = 1, shapePart, placePart, materialPart, stickPart, cameraPart };

enum class Finish { flat, striped, speckled, shaded };

/// Where the shape lies: picture point to shape point and back.
struct Place {
    Point centre;
    Point axis{1, 0};
    double scale = 1;   ///< half-width of the shape in the picture
    double aspect = 1;  ///< > 1: wider
    double flip = 1;

    Point toShape(Point point) const {
        const Point turned = inFrame(point - centre, axis);
        return {turned.x / (scale * aspect), flip * turned.y * aspect / scale};
    }
};

struct Material {
    Colour colour;
    Colour second;
    Finish finish = Finish::flat;
    Point axis{1, 0};
    double pitch = 0;
    double bevel = 0;       ///< width of the bevelled edge
    double bevelLight = 0;  ///< how much lighter and darker it is
    double gloss = 0;
    bool outlined = false;
    double shadowReach = 0;
    double shadowBlur = 0;
    double shadowStrength = 0;
    std::uint32_t noiseSeed = 0;
};

struct Stick {
    bool present = false;
    Point from;
    Point to;
    double halfWidth = 0;
    Colour colour;
};

Place drawPlace(ShapeKind kind, Random& random) {
    Place place;
    place.scale = random.uniform(0.46, 0.76);
    const double room = 0.98 - 0.9 * place.scale;
    place.centre.x = random.uniform(-room, room);
    place.centre.y = random.uniform(-room, room);
    place.axis = direction(random.uniform());
    place.aspect = random.uniform(0.9, 1.11);
    // A circle stays a circle to the eye: among the similar set's classes is the ellipse.
    if (kind == ShapeKind::circle || kind == ShapeKind::square)
        place.aspect = mix(1, place.aspect, 0.3);
    place.flip = random.sign();
    return place;
}

Material drawMaterial(const Backdrop& backdrop, Random& random) {
    Material material;
    material.colour = drawContrasting(random, backdrop.light, backdrop.dark);
    // The second tone goes away from the backdrop or only a little towards it, so that the outline stays readable.
    const double turn = random.uniform();
    material.second =
        contrast(material.colour * 1.25, backdrop.light) > contrast(material.colour * 0.75, backdrop.light)
            ? mix(material.colour, {1, 1, 0.96}, 0.1 + 0.25 * turn)
            : material.colour * (0.9 - 0.25 * turn);
    material.finish = static_cast<Finish>(random.below(4));
    material.axis = direction(random.uniform());
    material.pitch = random.uniform(2.2, 4.5);
    material.bevel = random.chance(0.7) ? random.uniform(0.05, 0.13) : 0;
    material.bevelLight = random.uniform(0.08, 0.22);
    material.gloss = random.chance(0.5) ? random.uniform(0.05, 0.2) : 0;
    material.outlined = random.chance(0.2);
    material.shadowReach = random.uniform(0.04, 0.15);
    material.shadowBlur = random.uniform(0.05, 0.16);
    material.shadowStrength = random.uniform(0.25, 0.5);
    material.noiseSeed = random.noiseSeed();
    return material;
}

/// A stick over the shape's rim: it hides a part, never the middle.
Stick drawStick(const Place& place, const Backdrop& backdrop, const Material& material, Random& random) {
    Stick stick;
    stick.present = random.chance(0.16);
    const Point across = direction(random.uniform());
    const Point middle = place.centre + across * (place.scale * random.uniform(0.4, 0.75));
    const Point along{-across.y, across.x};
    stick.from = middle - along * random.uniform(0.3, 1.4);
    stick.to = middle + along * random.uniform(0.3, 1.4);
    stick.halfWidth = random.uniform(0.03, 0.065);
    stick.colour = drawContrasting(random, backdrop.light, material.colour);
    return stick;
}

struct Scene {
    Backdrop backdrop;
    Shape shape;
    Place place;
    Material material;
    Stick stick;
    Camera camera;

    /// Distance to the shape's outline in the picture. Far from the shape a lower bound is enough and cheap.
    double distance(Point point) const {
        const Point offset = point - place.centre;
        const double far = length(offset) - 1.35 * place.scale;
        if (far > 0.2)
            return far;
        return signedDistance(shape, place.toShape(point)) * place.scale;
    }
};

Scene drawScene(ShapeKind kind, std::uint64_t key) {
    Random backdropRandom(key, backdropPart);
    Random shapeRandom(key, shapePart);
    Random placeRandom(key, placePart);
    Random materialRandom(key, materialPart);
    Random stickRandom(key, stickPart);
    Random cameraRandom(key, cameraPart);
    Scene scene;
    scene.backdrop = drawBackdrop(backdropRandom);
    scene.shape = drawShape(kind, shapeRandom);
    scene.place = drawPlace(kind, placeRandom);
    scene.material = drawMaterial(scene.backdrop, materialRandom);
    scene.stick = drawStick(scene.place, scene.backdrop, scene.material, stickRandom);
    scene.camera = drawCamera(cameraRandom);
    return scene;
}

double finishAt(const Material& material, Point inShape, double pixel) {
    const Point p = inFrame(inShape, material.axis);
    switch (material.finish) {
    case Finish::flat:
        return 0.15;
    case Finish::shaded:
        return clamp01(0.5 + 0.5 * p.x);
    case Finish::speckled:
        return smoothStep(0.35, 0.65, cloud(p * 4, 3, 4 * pixel, material.noiseSeed));
    case Finish::striped: {
        const double wave = std::abs(fraction(p.x * material.pitch) - 0.5) - 0.25;
        return coverage(wave, std::max(material.pitch * pixel, 0.05));
    }
    }
    return 0;
}

Colour shapeColour(const Scene& scene, Point point, double distance, double pixel) {
    const Material& material = scene.material;
    const Point inShape = scene.place.toShape(point);
    const double share = finishAt(material, inShape, pixel / scene.place.scale);
    Colour colour = mix(material.colour, material.second, share);
    if (material.bevel > 0 && distance > -material.bevel) {
        // How fast the outline comes nearer towards the lamp: +1 on the lit rim, -1 on the far one.
        constexpr double step = 0.02;
        const double slope = (scene.distance(point + scene.camera.toLight * step) - distance) / step;
        const double lit = std::clamp(slope, -1.0, 1.0) * smoothStep(-material.bevel, -0.35 * material.bevel, distance);
        colour = lit > 0 ? mix(colour, {1, 1, 0.97}, lit * material.bevelLight * 1.3)
                         : colour * (1 + lit * material.bevelLight * 1.5);
    }
    if (material.gloss > 0) {
        const Point fromHighlight = point - scene.place.centre - scene.camera.toLight * (0.4 * scene.place.scale);
        const double fall = 1 + dot(fromHighlight, fromHighlight) * 14;
        colour = colour + material.gloss / (fall * fall);
    }
    if (material.outlined)
        colour = colour * (1 - 0.45 * coverage(-distance - 0.05, pixel));
    return colour;
}

Colour sceneColour(const Scene& scene, Point point, double pixel) {
    Colour colour = colourAt(scene.backdrop, point, pixel);
    const double distance = scene.distance(point);
    if (distance < 0.5 * pixel) {
        const Colour solid = shapeColour(scene, point, distance, pixel);
        if (distance < -0.5 * pixel) {
            colour = solid;
        } else {
            colour = mix(colour * (1 - 0.5 * scene.material.shadowStrength), solid, coverage(distance, pixel));
        }
    } else if (distance < 0.4) {
        const double blur = scene.material.shadowBlur;
        const double caster = scene.distance(point + scene.camera.toLight * scene.material.shadowReach);
        colour = colour * (1 - scene.material.shadowStrength * smoothStep(blur, -blur, caster));
    }
    if (scene.stick.present) {
        const double gap = strokeDistance(point, scene.stick.from, scene.stick.to) - scene.stick.halfWidth;
        if (gap < 0.1) {
            colour = colour * (1 - 0.35 * smoothStep(0.08, -0.02, gap));
            const double round = 1 + 0.25 * clamp01(-gap / scene.stick.halfWidth);
            colour = mix(colour, scene.stick.colour * (0.85 * round), coverage(gap, pixel));
        }
    }
    return colour;
}

}  // namespace

Picture drawObject(ShapeKind kind, std::uint64_t key, int size) {
    const Scene scene = drawScene(kind, key);
    const double pixel = 2.0 / size;
    Picture picture{size, size, {}};
    picture.rgb.resize(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const Point point{(x + 0.5) * pixel - 1, (y + 0.5) * pixel - 1};
            expose(scene.camera, sceneColour(scene, point, pixel), point, x, y, picture);
        }
    }
    return picture;
}

}  // namespace layerbench::samples
