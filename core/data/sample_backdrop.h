// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample_colour.h"

#include <array>

namespace layerbench::samples {

enum class BackdropKind { plain, cloth, planks, panels, lights };

/// What a shape lies on: a mottled surface, cloth, planks, coloured panels or blurred lights, with some litter on it.
struct Backdrop {
    /// A small thing that is none of the classes: a short stroke or a pebble.
    struct Litter {
        Point from;
        Point to;
        double halfWidth = 0;
        Colour colour;
    };
    /// Panels: everything beyond a line. Lights: a soft disc.
    struct Patch {
        Point centre;
        Point axis;
        double radius = 0;
        double strength = 0;
    };

    BackdropKind kind = BackdropKind::plain;
    Colour light;
    Colour dark;
    Point axis{1, 0};  ///< direction of cloth threads and planks
    double pitch = 1;  ///< planks per unit
    double mottle = 0;
    std::uint32_t noiseSeed = 0;
    std::array<Patch, 6> patches{};
    int patchCount = 0;
    std::array<Litter, 6> litter{};
    int litterCount = 0;
};

Backdrop drawBackdrop(Random& random);

/// The surface at a point; `pixel` is the width of a pixel.
Colour colourAt(const Backdrop& backdrop, Point point, double pixel);

}  // namespace layerbench::samples
