// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/picture.h"

namespace layerbench {

/// A rectangle of pixels; x to the right, y down.
struct Window {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;

    bool operator==(const Window&) const = default;
};

/// Resizes to width x height with PIL's antialiased bilinear filter, to the same bits as
/// Image.resize((width, height), BILINEAR): a triangle as wide as the shrink factor, first along rows, then along
/// columns, in 8 bit fixed point with 22 fractional bits (Pillow, Resample.c). OpenCV's INTER_LINEAR and plain
/// bilinear sampling skip pixels when they shrink, and networks notice.
/// The picture has at least one pixel, width and height are at least 1.
Picture resize(const Picture& picture, int width, int height);

/// The part `window` of the resized picture, computed alone: a crop of resize(picture, width, height), however large
/// that would be. The window lies inside it.
Picture resize(const Picture& picture, int width, int height, const Window& window);

/// A part of the picture; what of the window lies outside is black.
Picture crop(const Picture& picture, const Window& window);

}  // namespace layerbench
