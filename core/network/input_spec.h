// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/tensor.h"

#include <cstdint>
#include <vector>

namespace layerbench {

/// How a picture becomes the network's input [C, H, W]: its evaluation transform.
struct InputSpec {
    std::int64_t channels = 3;
    std::int64_t height = 224;
    std::int64_t width = 224;
    /// Per channel, on values in [0, 1].
    std::vector<float> mean = {0.485f, 0.456f, 0.406f};
    std::vector<float> std = {0.229f, 0.224f, 0.225f};
    /// The shorter side is resized to this, then the centre is cropped; 0 resizes straight to height x width.
    std::int64_t resizeShorterSide = 256;

    Shape shape() const { return {channels, height, width}; }
    bool operator==(const InputSpec&) const = default;
};

}  // namespace layerbench
