// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine/tensors.h"

#include <c10/core/Event.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace layerbench {

/// [sum of the losses, correct answers] of some pictures, float64, on their device. Sums of sums may be added up.
/// `loss`: the sum of their cross-entropies, a scalar.
at::Tensor sumsOf(const at::Tensor& logits, const at::Tensor& labels, const at::Tensor& loss);

/// What the steps of an epoch gave, read without stopping the device. On the CPU a step's sums are there when the step
/// is done. On a GPU its kernels are only queued by then: asking for a number would wait until the queue is empty, and
/// the GPU would stand idle while the next step is queued. So the sums travel to page-locked memory behind the step,
/// and are read once they have arrived, at most `behind` steps later; by this too the queue is bounded. What follows
/// for a run on a GPU: a loss that is not finite is noticed up to `behind` steps after the weights have moved by it.
/// Nothing is lost by that: a run that diverges gives the state after the last finished epoch, and no epoch finishes
/// before all of its steps are read.
class StepReadings {
public:
    static constexpr std::size_t behind = 2;

    struct Reading {
        std::int64_t step = 0;
        std::int64_t images = 0;
        double loss = 0;  ///< sum
        double correct = 0;
    };

    void put(std::int64_t step, std::int64_t images, const at::Tensor& sums);
    /// The steps that the device has done since the last call, in order. Waits where more than `behind` are under way.
    std::vector<Reading> take() { return upTo(behind); }
    /// All that are left.
    std::vector<Reading> takeAll() { return upTo(0); }

private:
    struct Pending {
        Reading reading;
        at::Tensor sums;  ///< in main memory
        std::optional<c10::Event> arrived;
    };
    std::vector<Reading> upTo(std::size_t underWay);

    std::deque<Pending> pending_;
};

}  // namespace layerbench
