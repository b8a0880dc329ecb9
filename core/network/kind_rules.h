// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The rows of the table of kinds, one file a family; private to the room.

#include "core/network/kinds.h"

#include <vector>

namespace layerbench {

/// Conv2d and Linear.
std::vector<KindInfo> weightedKinds();
/// MaxPool2d, AvgPool2d, AdaptiveAvgPool2d.
std::vector<KindInfo> poolingKinds();
/// BatchNorm2d, activations, Dropout, Flatten, Add, Concat, ShortcutA.
std::vector<KindInfo> plainKinds();

/// Whether completeAttributes() would give them back as they are: said without building anything.
bool areComplete(Kind kind, const Attributes& attributes);

/// The one input as a spatial map [C, H, W], or the error that says what would fit.
Result<Shape> spatialInput(std::span<const Shape> inputs);

/// Output size along one axis, as PyTorch's: floor((size + 2 padding - dilation (kernel - 1) - 1) / stride + 1).
/// With `ceilMode` rounded up, and a window that would start beyond the left padding and the input is dropped.
std::int64_t windowCount(std::int64_t size, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                         std::int64_t dilation, bool ceilMode);
/// [channels, windows down, windows across]; the error says that the kernel does not fit in the map.
Result<Shape> windowedShape(const Shape& input, std::int64_t channels, const Attributes& attributes, bool ceilMode);

constexpr double largestSize = 1 << 20;

}  // namespace layerbench
