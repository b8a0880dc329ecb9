// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/run_control.h"

namespace layerbench {

void RunControl::pause() {
    pause_.store(true, std::memory_order_relaxed);
}

void RunControl::resume() {
    {
        const std::lock_guard lock(mutex_);
        pause_.store(false, std::memory_order_relaxed);
    }
    wake_.notify_all();
}

void RunControl::setTrainable(std::vector<LayerId> layers, bool trainable) {
    const std::lock_guard lock(mutex_);
    changes_.emplace_back(std::move(layers), trainable);
    changed_.store(true, std::memory_order_relaxed);
}

void RunControl::waitWhilePaused() const {
    if (!paused())
        return;
    // stop() may come from a signal handler, which must not notify: so it is looked for now and then.
    constexpr auto glance = std::chrono::milliseconds(50);
    std::unique_lock lock(mutex_);
    if (waiting_++ == 0)
        counted_ = std::chrono::steady_clock::now();
    while (paused() && !stopRequested())
        wake_.wait_for(lock, glance);
    // Whoever leaves brings the count up to now: the others add what comes after.
    const auto now = std::chrono::steady_clock::now();
    secondsPaused_.fetch_add(std::chrono::duration<double>(now - counted_).count(), std::memory_order_relaxed);
    counted_ = now;
    --waiting_;
}

std::vector<std::pair<std::vector<LayerId>, bool>> RunControl::takeChanges() {
    if (!changed_.load(std::memory_order_relaxed))
        return {};
    const std::lock_guard lock(mutex_);
    changed_.store(false, std::memory_order_relaxed);
    return std::exchange(changes_, {});
}

}  // namespace layerbench
