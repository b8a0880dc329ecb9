// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/picture.h"

#include <cstdint>

namespace layerbench::samples {

enum class TextureKind { stripes, checks, dots, bricks, waves, wood, marble, weave };

/// Draws a texture that fills the picture. Scale, direction, proportions, colours and light come from `key`; which of
/// the two colours is the ground is chance, so that neither colour nor brightness gives the class away.
Picture drawTexture(TextureKind kind, std::uint64_t key, int size);

}  // namespace layerbench::samples
