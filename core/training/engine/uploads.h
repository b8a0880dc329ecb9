// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/tensor.h"
#include "core/training/engine/tensors.h"

#include <c10/core/Stream.h>

#include <cstdint>
#include <optional>
#include <span>

namespace layerbench {

/// What a step needs, on its way from main memory to the device. On the CPU there is no way to go: the same memory
/// comes back. To a GPU it goes through page-locked memory and on a stream of its own, so that the copy runs while the
/// GPU still computes the step before, and the thread that trains waits for neither. Used on the thread that trains.
/// Whatever comes back may be used at once on that thread's current stream.
class Uploads {
public:
    explicit Uploads(at::Device device);
    at::Device device() const { return device_; }

    /// A picture batch [N, C, H, W] on the device, in the layout that convolutions like best.
    at::Tensor pictures(const Tensor& images) const { return send(wrapped(images)); }
    /// Labels, or the numbers of rows.
    at::Tensor integers(std::span<const std::int64_t> values) const;
    /// Any tensor on the CPU; four-dimensional ones come out channels-last. On the CPU what is laid out so already is
    /// returned as it is.
    at::Tensor send(const at::Tensor& host) const;

private:
    at::Device device_;
    std::optional<c10::Stream> copying_;
};

}  // namespace layerbench
