// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sample_textures.h"

#include "core/data/sample_colour.h"

namespace layerbench::samples {

namespace {

enum Part : std::uint64_t { patternPart = 1, colourPart, cameraPart };

/// Two colours' share at a point and the light and shade of the relief there (0: flat).
struct Sample {
    double share = 0;
    double light = 0;
};

struct Texture {
    TextureKind kind = TextureKind::stripes;
    Point axis{1, 0};
    Point origin;
    double pitch = 4;   ///< repeats across the picture's half
    double duty = 0.5;  ///< share, radius or amplitude: what the kind varies
    double detail = 0.5;
    double warp = 0;      ///< how far straight lines bend
    double softness = 0;  ///< width of the edges in repeats
    double pixel = 0;     ///< width of a sample in repeats
    double relief = 0;
    Colour first;
    Colour second;
    double wear = 0;  ///< strength of the stains over everything
    std::uint32_t seed = 0;
};

Texture drawPattern(TextureKind kind, std::uint64_t key) {
    Random random(key, patternPart);
    Texture texture;
    texture.kind = kind;
    texture.axis = direction(random.uniform());
    texture.origin.x = random.uniform(0, 64);
    texture.origin.y = random.uniform(0, 64);
    texture.pitch = random.uniform(1.5, 3.6);
    texture.duty = random.uniform();
    texture.detail = random.uniform();
    texture.warp = random.uniform(0.02, 0.12);
    texture.softness = random.uniform(0.01, 0.12);
    texture.relief = random.uniform(0.04, 0.2);
    texture.wear = random.uniform(0.03, 0.16);
    texture.seed = random.noiseSeed();
    Random colours(key, colourPart);
    texture.first = drawColour(colours);
    texture.second = drawContrasting(colours, texture.first, texture.first);
    if (colours.chance(0.5))
        std::swap(texture.first, texture.second);
    return texture;
}

/// Distance to the nearest whole number, 0 to 0.5.
double toWhole(double value) {
    return 0.5 - std::abs(fraction(value) - 0.5);
}

Sample stripes(const Texture& texture, Point p, double edge) {
    const double half = mix(0.14, 0.36, texture.duty) / 2 + 0.03;
    const double distance = toWhole(p.x) - half;
    // Every second picture or so has a pin stripe between the broad ones.
    const double pin = texture.detail > 0.55 ? coverage(toWhole(p.x + 0.5) - 0.05, edge) * 0.8 : 0;
    return {std::max(coverage(distance, edge), pin), -0.5 * distance};
}

Sample checks(const Texture&, Point p, double edge) {
    const double x = 2 * coverage(std::abs(fraction(p.x * 0.5) - 0.5) * 2 - 0.5, edge) - 1;
    const double y = 2 * coverage(std::abs(fraction(p.y * 0.5) - 0.5) * 2 - 0.5, edge) - 1;
    return {0.5 + 0.5 * x * y, 0};
}

Sample dots(const Texture& texture, Point p, double edge) {
    // Every second row is shifted by half a step in about half of the pictures.
    const int row = floorToInt(p.y);
    const double x = texture.detail > 0.5 && row % 2 != 0 ? p.x + 0.5 : p.x;
    const int column = floorToInt(x);
    const double size = mix(0.22, 0.38, texture.duty) + 0.05 * (cellValue(column, row, texture.seed) - 0.5);
    const Point offset{x - column - 0.5, p.y - row - 0.5};
    const double distance = length(offset) - size;
    const double share = coverage(distance, edge);
    return {share, share * (offset.x + offset.y) * 1.6};
}

Sample bricks(const Texture& texture, Point p, double edge) {
    constexpr double wide = 1.6;
    constexpr double high = 0.8;
    const double up = p.y / high;
    const int course = floorToInt(up);
    const double run = p.x / wide + (course % 2 != 0 ? 0.5 : 0);
    const int brick = floorToInt(run);
    const double toSide = toWhole(run) * wide;
    const double toBed = toWhole(up) * high;
    const double joint = mix(0.045, 0.09, texture.duty);
    const double inset = std::min(toSide, toBed) - joint;
    const double stone = coverage(-inset, edge);
    const double tone = cellValue(brick, course, texture.seed) * mix(0.15, 0.4, texture.detail);
    // The upper and the left rim catch the light, the others lie in shade.
    const double facing = toSide < toBed ? 0.5 - fraction(run) : 0.5 - fraction(up);
    const double rim = stone * smoothStep(0.12, 0, inset) * (facing > 0 ? 1 : -1);
    return {stone * (1 - tone), rim};
}

Sample waves(const Texture& texture, Point p, double edge) {
    const double swing = mix(0.3, 0.55, texture.duty);
    const double wavelength = mix(1.6, 2.6, texture.detail);
    const double phase = p.x / wavelength;
    const double crest = p.y + swing * sineOfTurn(phase);
    const double steep = 1 + swing * 6.283 / wavelength * std::abs(cosineOfTurn(phase));
    return {coverage(toWhole(crest) - 0.25, edge * steep), 0.6 * (0.5 - 2 * toWhole(crest + 0.2))};
}

Sample wood(const Texture& texture, Point p, double edge) {
    // Rings of a trunk cut lengthwise: stretched noise bends them, here and there around a knot.
    const Point long_{p.x * 0.22, p.y * 0.55};
    const double bend = noise(long_, texture.seed) * mix(2.2, 4, texture.duty);
    const double rings = p.y * mix(0.5, 0.8, texture.detail) + bend;
    const double age = fraction(rings);
    const double width = std::max(edge, 0.1);
    // Late wood darkens slowly and ends at once, which no other class does.
    const double late = age < 1 - width ? age * age / ((1 - width) * (1 - width)) : (1 - age) / width;
    // Fibres finer than a sample fade out instead of aliasing.
    const double seen = clamp01(1.6 - 10 * texture.pixel);
    const double fibre = seen > 0 ? seen * (noise({p.x * 1.1, p.y * 12}, texture.seed + 1) - 0.5) : 0;
    return {clamp01(0.1 + 0.75 * late + 0.3 * fibre), 0.5 * fibre};
}

Sample marble(const Texture& texture, Point p) {
    const double dx = cloud(p * 0.6, 2, 0.6 * texture.pixel, texture.seed) - 0.5;
    const double dy = cloud(p * 0.6, 2, 0.6 * texture.pixel, texture.seed + 7) - 0.5;
    const Point moved{p.x * 0.26 + 1.7 * dx, p.y * 0.5 + 1.7 * dy};
    // Where a noise field crosses its middle there is a line: broad veins from a coarse field, hairs from a finer one.
    const double broad = std::abs(2 * noise(moved, texture.seed + 11) - 1);
    const double fine = std::abs(2 * noise(moved * 2.6, texture.seed + 13) - 1);
    const double vein = smoothStep(mix(0.1, 0.2, texture.duty), 0, broad);
    const double hair = smoothStep(0.18 + 2 * texture.pixel, 0, fine) * mix(0.3, 0.7, texture.detail);
    const double mist = 0.42 * smoothStep(0.7, 0, broad) + 0.5 * (dx + dy);
    return {clamp01(std::max(vein, hair) * 0.7 + mist), 0};
}

Sample weave(const Texture& texture, Point p, double edge) {
    // Basket weave: in every cell three or four strands side by side, across in one cell and down in the next.
    const Point cell = p * 0.55;
    const int column = floorToInt(cell.x);
    const int row = floorToInt(cell.y);
    const Point inCell{cell.x - column, cell.y - row};
    const bool acrossCell = (column + row) % 2 != 0;
    const double across = acrossCell ? inCell.y : inCell.x;
    const double along = std::abs((acrossCell ? inCell.x : inCell.y) - 0.5);
    const int strands = texture.detail > 0.6 ? 4 : 3;
    const double offset = fraction(across * strands) - 0.5;
    const double gap = mix(0.07, 0.13, texture.duty);
    // Strands are narrow: what blurs the edges of broader patterns would wipe them out.
    const double blur = std::min(edge * 0.55 * strands, 0.3);
    const double body = coverage(std::abs(offset) - 0.5 + gap, blur) * coverage(along - 0.485, edge * 0.55);
    // A strand is round, bulges where it lies on top and dives under its neighbours at the cell's ends.
    const double round = 1 - 2.4 * offset * offset - 3.2 * along * along;
    return {body * clamp01(0.35 + 0.65 * round), body * (1.6 * round - 0.6) - 0.8 * (1 - body)};
}

Sample sampleAt(const Texture& texture, Point p, double edge) {
    switch (texture.kind) {
    case TextureKind::stripes:
        return stripes(texture, p, edge);
    case TextureKind::checks:
        return checks(texture, p, edge);
    case TextureKind::dots:
        return dots(texture, p, edge);
    case TextureKind::bricks:
        return bricks(texture, p, edge);
    case TextureKind::waves:
        return waves(texture, p, edge);
    case TextureKind::wood:
        return wood(texture, p, edge);
    case TextureKind::marble:
        return marble(texture, p);
    case TextureKind::weave:
        return weave(texture, p, edge);
    }
    return {};
}

/// What changes slowly over the picture: how straight lines bend, and stains.
struct Wear {
    Point bend;
    double stain = 0;
};

Wear wearAt(const Texture& texture, Point point, double pixel) {
    const double bendX = noise(point * 1.3, texture.seed + 21) - 0.5;
    const double bendY = noise(point * 1.3, texture.seed + 22) - 0.5;
    return {Point{bendX, bendY} * texture.warp,
            texture.wear * (cloud(point * 3, 3, 3 * pixel, texture.seed + 31) - 0.5)};
}

Colour textureColour(const Texture& texture, Point point) {
    const Point p = inFrame(point, texture.axis) * texture.pitch + texture.origin;
    const Sample sample = sampleAt(texture, p, std::max(texture.pixel, texture.softness));
    return mix(texture.first, texture.second, sample.share) * (1 + texture.relief * sample.light);
}

}  // namespace

Picture drawTexture(TextureKind kind, std::uint64_t key, int size) {
    Texture texture = drawPattern(kind, key);
    Random cameraRandom(key, cameraPart);
    const Camera camera = drawCamera(cameraRandom);
    const double pixel = 2.0 / size;
    // Corners of checks and crossings of threads are finer than one analytic edge: small pictures take four samples.
    const int samples = size < 96 && kind != TextureKind::marble ? 2 : 1;
    texture.pixel = pixel / samples * texture.pitch;
    Picture picture{size, size, {}};
    picture.rgb.resize(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const Point centre{(x + 0.5) * pixel - 1, (y + 0.5) * pixel - 1};
            const Wear wear = wearAt(texture, centre, pixel);
            Colour sum;
            for (int i = 0; i < samples * samples; ++i) {
                const Point offset{(i % samples + 0.5) / samples - 0.5, (i / samples + 0.5) / samples - 0.5};
                const Colour colour = textureColour(texture, centre + wear.bend + offset * pixel);
                sum = {sum.r + colour.r, sum.g + colour.g, sum.b + colour.b};
            }
            expose(camera, sum * (1.0 / (samples * samples)) + wear.stain, centre, x, y, picture);
        }
    }
    return picture;
}

}  // namespace layerbench::samples
