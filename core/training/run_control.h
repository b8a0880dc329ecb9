// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace layerbench {

/// Steers a run, or several that train at once, from another thread. Every function may be called from any thread;
/// stop() from a signal handler too.
class RunControl {
public:
    /// The run ends within some tenths of a second, with what it has.
    void stop() { stop_.store(true, std::memory_order_relaxed); }
    bool stopRequested() const { return stop_.load(std::memory_order_relaxed); }

    void pause();
    void resume();
    bool paused() const { return pause_.load(std::memory_order_relaxed); }

    /// Freezes or unfreezes layers of the running network before its next step.
    void setTrainable(std::vector<LayerId> layers, bool trainable);

    /// For the run: blocks while paused; returns at once when stop is requested.
    void waitWhilePaused() const;
    /// How long waitWhilePaused() has blocked any run so far, in seconds: no part of a run's time. Where runs train at
    /// once a second that several wait is one second.
    double secondsPaused() const { return secondsPaused_.load(std::memory_order_relaxed); }
    /// For the run: what setTrainable() asked for since the last call, in order.
    std::vector<std::pair<std::vector<LayerId>, bool>> takeChanges();

private:
    std::atomic<bool> stop_ = false;
    std::atomic<bool> pause_ = false;
    std::atomic<bool> changed_ = false;
    mutable std::atomic<double> secondsPaused_ = 0;
    mutable std::mutex mutex_;
    mutable std::condition_variable wake_;
    mutable int waiting_ = 0;                                ///< threads in waitWhilePaused()
    mutable std::chrono::steady_clock::time_point counted_;  ///< up to here their waiting is in secondsPaused_
    std::vector<std::pair<std::vector<LayerId>, bool>> changes_;
};

}  // namespace layerbench
