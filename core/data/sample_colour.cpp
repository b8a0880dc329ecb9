// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sample_colour.h"

#include <array>

namespace layerbench::samples {

namespace {

// Pigments rather than screen colours: they sit well side by side and leave room for light and shade.
constexpr std::array<std::uint32_t, 42> palette = {
    0x1d3557, 0x264653, 0x2b2d42, 0x3a2e39, 0x3d405b, 0x0b3c49, 0x1b4332, 0x4a1942, 0x5f0f40, 0x592e2e,  // deep
    0x2a9d8f, 0x457b9d, 0x3a86b7, 0x5e60ce, 0x6d597a, 0x9b5de5, 0xb5179e, 0xc1121f, 0xe63946, 0xd1495b,  // strong
    0xe76f51, 0xf3722c, 0xf4a261, 0xf9a826, 0xe9c46a, 0xf9c74f, 0x90be6d, 0x4c956c, 0x588157, 0x43aa8b,
    0x7f5539, 0xa98467, 0x8d99ae, 0x6b705c, 0xa3b18a, 0x84a59d,   // muted
    0xf1faee, 0xf4f1de, 0xfde2d2, 0xcfe8ef, 0xd8e2dc, 0xe5d9f2};  // light

constexpr Colour fromHex(std::uint32_t hex) {
    return {((hex >> 16) & 255) / 255.0, ((hex >> 8) & 255) / 255.0, (hex & 255) / 255.0};
}

std::uint8_t toByte(double value) {
    return static_cast<std::uint8_t>(clamp01(value) * 255 + 0.5);
}

}  // namespace

Colour drawColour(Random& random) {
    const Colour pigment = fromHex(palette[static_cast<std::size_t>(random.below(static_cast<int>(palette.size())))]);
    const Colour neighbour = fromHex(palette[static_cast<std::size_t>(random.below(static_cast<int>(palette.size())))]);
    const Colour mixed = mix(pigment, neighbour, random.uniform(0, 0.15));
    return mixed * random.uniform(0.88, 1.08);
}

double contrast(Colour a, Colour b) {
    const double r = a.r - b.r;
    const double g = a.g - b.g;
    const double blue = a.b - b.b;
    return std::sqrt(0.3 * r * r + 0.55 * g * g + 0.15 * blue * blue);
}

Colour drawContrasting(Random& random, Colour a, Colour b) {
    Colour best = drawColour(random);
    double bestContrast = std::min(contrast(best, a), contrast(best, b));
    for (int attempt = 0; attempt < 16 && bestContrast < 0.31; ++attempt) {
        const Colour candidate = drawColour(random);
        const double candidateContrast = std::min(contrast(candidate, a), contrast(candidate, b));
        if (candidateContrast > bestContrast) {
            best = candidate;
            bestContrast = candidateContrast;
        }
    }
    return best;
}

Camera drawCamera(Random& random) {
    Camera camera;
    camera.toLight = direction(random.uniform());
    camera.gradient = random.uniform(0.04, 0.22);
    camera.vignette = random.uniform(0, 0.12);
    camera.exposure = random.uniform(0.9, 1.08);
    camera.grain = random.uniform(0.005, 0.03);
    camera.grainSeed = random.noiseSeed();
    return camera;
}

void expose(const Camera& camera, Colour colour, Point point, int x, int y, Picture& picture) {
    const double light =
        camera.exposure * (1 + camera.gradient * dot(point, camera.toLight) - camera.vignette * dot(point, point));
    // Two of the hash's bytes add up to a triangular distribution, close enough to film grain.
    const std::uint32_t bits = hashCell(x, y, camera.grainSeed);
    const double grain = (static_cast<double>((bits & 255) + ((bits >> 8) & 255)) / 255.0 - 1) * camera.grain;
    const Colour seen = colour * light + grain;
    const std::size_t at =
        3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(x));
    picture.rgb[at] = toByte(seen.r);
    picture.rgb[at + 1] = toByte(seen.g);
    picture.rgb[at + 2] = toByte(seen.b);
}

}  // namespace layerbench::samples
