// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sample_backdrop.h"

#include "core/data/sample_shapes.h"

namespace layerbench::samples {

namespace {

Point anywhere(Random& random) {
    const double x = random.uniform(-1, 1);
    return {x, random.uniform(-1, 1)};
}

void drawPatches(Backdrop& backdrop, Random& random) {
    backdrop.patchCount = backdrop.kind == BackdropKind::panels ? 1 + random.below(3) : 4 + random.below(3);
    for (int i = 0; i < backdrop.patchCount; ++i) {
        Backdrop::Patch& patch = backdrop.patches[static_cast<std::size_t>(i)];
        patch.centre = anywhere(random);
        patch.axis = direction(random.uniform());
        patch.radius = random.uniform(0.15, 0.5);
        patch.strength = random.uniform(0.05, 0.16);
        patch.strength *= random.sign();
    }
}

void drawLitter(Backdrop& backdrop, Random& random) {
    backdrop.litterCount = random.chance(0.45) ? 0 : 1 + random.below(6);
    const Colour base = drawContrasting(random, backdrop.light, backdrop.dark);
    for (int i = 0; i < backdrop.litterCount; ++i) {
        Backdrop::Litter& thing = backdrop.litter[static_cast<std::size_t>(i)];
        thing.from = anywhere(random);
        const double reach = random.chance(0.5) ? random.uniform(0.1, 0.45) : 0.02;
        thing.to = thing.from + direction(random.uniform()) * reach;
        thing.halfWidth = random.uniform(0.018, 0.045);
        thing.colour = mix(base, backdrop.light, random.uniform(0.15, 0.6));
    }
}

double patchesAt(const Backdrop& backdrop, Point point, double pixel) {
    double light = 0;
    for (int i = 0; i < backdrop.patchCount; ++i) {
        const Backdrop::Patch& patch = backdrop.patches[static_cast<std::size_t>(i)];
        const Point offset = point - patch.centre;
        if (backdrop.kind == BackdropKind::panels)
            light += patch.strength * coverage(dot(offset, patch.axis), pixel);
        else
            light += patch.strength * smoothStep(patch.radius + 0.12, patch.radius - 0.12, length(offset));
    }
    return light;
}

}  // namespace

Backdrop drawBackdrop(Random& random) {
    Backdrop backdrop;
    backdrop.kind = static_cast<BackdropKind>(random.below(5));
    backdrop.light = drawColour(random);
    // The second tone stays near the first: a surface is one material, and the shape has to stand out from both.
    const Colour shaded = backdrop.light * random.uniform(0.72, 0.9);
    const Colour other = drawColour(random);
    backdrop.dark = mix(shaded, other, random.uniform(0.05, 0.3));
    backdrop.axis = direction(random.uniform());
    backdrop.pitch = random.uniform(1.2, 2.4);
    backdrop.mottle = random.uniform(0.3, 1);
    backdrop.noiseSeed = random.noiseSeed();
    if (backdrop.kind == BackdropKind::panels || backdrop.kind == BackdropKind::lights)
        drawPatches(backdrop, random);
    drawLitter(backdrop, random);
    return backdrop;
}

Colour colourAt(const Backdrop& backdrop, Point point, double pixel) {
    const Point p = inFrame(point, backdrop.axis);
    double share = 0;
    double light = 0;
    switch (backdrop.kind) {
    case BackdropKind::plain:
        share = cloud(p * 2.2, 4, 2.2 * pixel, backdrop.noiseSeed);
        break;
    case BackdropKind::cloth: {
        share = cloud(p * 1.5, 2, 1.5 * pixel, backdrop.noiseSeed);
        // Threads finer than a pixel fade out instead of aliasing.
        const double seen = clamp01(1.5 - 30 * pixel);
        if (seen > 0)
            light = 0.05 * seen *
                    (noise({p.x * 42, p.y * 6}, backdrop.noiseSeed + 1) +
                     noise({p.x * 6, p.y * 42}, backdrop.noiseSeed + 2) - 1);
        break;
    }
    case BackdropKind::planks: {
        const double across = p.y * backdrop.pitch + 0.5;
        const int plank = floorToInt(across);
        const double toSeam = std::min(across - plank, plank + 1 - across) / backdrop.pitch;
        share = mix(cellValue(plank, 0, backdrop.noiseSeed),
                    cloud({p.x * 1.5, p.y * 14}, 3, 14 * pixel, backdrop.noiseSeed), 0.6);
        light = -0.1 * coverage(toSeam - 0.012, std::max(pixel, 0.012));
        break;
    }
    case BackdropKind::panels:
    case BackdropKind::lights:
        share = cloud(p * 1.6, 3, 1.6 * pixel, backdrop.noiseSeed);
        light = patchesAt(backdrop, point, pixel);
        break;
    }
    Colour colour = mix(backdrop.light, backdrop.dark, share * backdrop.mottle) + light;
    for (int i = 0; i < backdrop.litterCount; ++i) {
        const Backdrop::Litter& thing = backdrop.litter[static_cast<std::size_t>(i)];
        const double distance = strokeDistance(point, thing.from, thing.to) - thing.halfWidth;
        if (distance < 0.06) {
            colour = colour * (1 - 0.25 * smoothStep(0.06, -0.02, distance));
            colour = mix(colour, thing.colour, coverage(distance, pixel));
        }
    }
    return colour;
}

}  // namespace layerbench::samples
