// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"
#include "core/training/engine/tensors.h"

#include <c10/core/Stream.h>
#include <c10/core/StreamGuard.h>

#include <optional>

namespace layerbench {

/// Where a run's work queues on its device. On the CPU that is nowhere in particular. On a GPU the runs of different
/// lanes would stand in one queue on the default stream, and what is queued there cannot be recorded (cuda/graph.h): so
/// each lane has a stream of its own, the same for every run of that lane.
///
/// Why nothing is read before it is there, and no memory is given out again too early:
/// - Whatever a run does with its device it does while current() lives: all of its tensors are made, written and read
///   on the lane's stream. LibTorch runs a backward pass on the stream of its forward pass.
/// - What a run gives away (weights, checkpoints, metrics, sheets of features) are values in main memory, and copying
///   there waits for the stream.
/// - What a run takes are values in main memory too. They come on the stream of its Uploads, which knows both sides.
/// - Freed memory returns to the stream that it was taken on.
class LaneStream {
public:
    LaneStream(at::Device device, const Lane& lane);

    class Current {
    public:
        explicit Current(const std::optional<c10::Stream>& stream) {
            if (stream)
                guard_.emplace(*stream);
        }

    private:
        std::optional<c10::StreamGuard> guard_;
    };
    /// While it lives, this thread's work on the device goes to the lane's stream.
    Current current() const { return Current(stream_); }

private:
    std::optional<c10::Stream> stream_;
};

}  // namespace layerbench
