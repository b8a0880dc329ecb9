// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/picture.h"

#include <cstddef>
#include <span>
#include <string>

namespace layerbench {

/// Random parts of a picture (Augmentation::standard): at least this share of its area, with sides from this to its
/// inverse to one another.
constexpr double smallestPartArea = 0.08;
constexpr double narrowestPart = 3.0 / 4;

/// decodePicture() for a picture of which random parts are resized to `side` x `side` pixels. A large JPEG comes out at
/// a half, a quarter or an eighth of its size, in half the time and a fraction of the memory, as long as the smallest
/// part still has as many pixels as it is resized to: nothing of it would be seen. Every byte is looked at all the
/// same, and the same faults are found. Any thread.
Result<Picture> decodeForParts(std::span<const std::byte> file, const std::string& name, int side);

}  // namespace layerbench
