// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/picture.h"
#include "core/data/sample_shapes.h"

namespace layerbench::samples {

/// Draws one shape lying on a backdrop: its place, size, turn, proportions, material and light come from `key`;
/// now and then a stick lies over a part of it.
Picture drawObject(ShapeKind kind, std::uint64_t key, int size);

}  // namespace layerbench::samples
