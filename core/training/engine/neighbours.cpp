// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/neighbours.h"

#include "core/training/engine/tensors.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace layerbench {

namespace {

std::mutex mutex;
std::condition_variable fewer;
int computing = 0;

}  // namespace

Neighbours::Neighbours(const Lane& lane) : counted_(lane.count > 1) {
    const std::lock_guard lock(mutex);
    computing += counted_ ? 1 : 0;
}

Neighbours::~Neighbours() {
    {
        const std::lock_guard lock(mutex);
        computing -= counted_ ? 1 : 0;
    }
    fewer.notify_all();
}

bool Neighbours::any() const {
    const std::lock_guard lock(mutex);
    return counted_ && computing > 1;
}

bool Neighbours::waitForThem(const RunControl& control) const {
    constexpr auto glance = std::chrono::milliseconds(50);  // for a stop
    std::unique_lock lock(mutex);
    if (!counted_ || computing == 1)
        return false;
    --computing;
    fewer.notify_all();
    while (computing > 0 && !control.stopRequested())
        fewer.wait_for(lock, glance);
    ++computing;
    if (control.stopRequested())
        throw Cancelled{};
    return true;
}

}  // namespace layerbench
