// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/lane_threads.h"

#include <algorithm>

namespace layerbench {

LaneThreads::LaneThreads(std::size_t lanes) : given_(lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane)
        threads_.emplace_back([this, lane] { work(lane); });
}

LaneThreads::~LaneThreads() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_)
        thread.join();
}

void LaneThreads::start(std::size_t lane, std::function<void()> work) {
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !given_[lane]; });
        given_[lane] = std::move(work);
    }
    changed_.notify_all();
}

void LaneThreads::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return std::ranges::none_of(given_, [](const auto& work) { return bool(work); }); });
}

void LaneThreads::work(std::size_t lane) {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return ending_ || given_[lane]; });
        if (!given_[lane])
            return;
        lock.unlock();
        // It stays there until it is done: so the lane is seen to be busy.
        given_[lane]();
        lock.lock();
        given_[lane] = nullptr;
        changed_.notify_all();
    }
}

}  // namespace layerbench
