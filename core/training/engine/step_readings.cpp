// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/step_readings.h"

#include <c10/core/impl/VirtualGuardImpl.h>

#include <chrono>
#include <thread>

namespace layerbench {

at::Tensor sumsOf(const at::Tensor& logits, const at::Tensor& labels, const at::Tensor& loss) {
    const at::NoGradGuard noGradient;
    return at::stack({loss.detach().to(at::kDouble), logits.detach().argmax(1).eq(labels).sum().to(at::kDouble)});
}

void StepReadings::put(std::int64_t step, std::int64_t images, const at::Tensor& sums) {
    Pending pending{{step, images}, sums, {}};
    if (const at::Device device = sums.device(); !device.is_cpu()) {
        pending.sums = at::empty(sums.sizes(), sums.options().device(at::kCPU).pinned_memory(true));
        pending.sums.copy_(sums, /*non_blocking=*/true);
        pending.arrived.emplace(device.type());
        pending.arrived->record(c10::impl::VirtualGuardImpl(device.type()).getStream(device));
    }
    pending_.push_back(std::move(pending));
}

std::vector<StepReadings::Reading> StepReadings::upTo(std::size_t underWay) {
    // Waiting for the stream would wait for the steps behind it too, and LibTorch's general event knows no waiting: so
    // it is asked now and then. There is work queued behind what is waited for, so the GPU loses nothing.
    constexpr auto glance = std::chrono::microseconds(50);
    std::vector<Reading> readings;
    while (!pending_.empty()) {
        Pending& oldest = pending_.front();
        if (oldest.arrived && !oldest.arrived->query()) {
            if (pending_.size() <= underWay)
                break;
            std::this_thread::sleep_for(glance);
            continue;
        }
        Reading reading = oldest.reading;
        const auto* sums = oldest.sums.data_ptr<double>();
        reading.loss = sums[0];
        reading.correct = sums[1];
        readings.push_back(reading);
        pending_.pop_front();
    }
    return readings;
}

}  // namespace layerbench
