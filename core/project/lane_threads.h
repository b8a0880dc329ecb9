// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace layerbench {

/// One thread for each lane of runs that train at once, for as long as it lives: libraries keep things for a thread
/// that has computed once, which one thread an epoch would have to make anew each time. Used by one thread, which waits
/// at the latest in the destructor; it gives its priority to those that it starts.
class LaneThreads {
public:
    explicit LaneThreads(std::size_t lanes);
    /// Lets what has begun come to its end.
    ~LaneThreads();
    LaneThreads(const LaneThreads&) = delete;
    LaneThreads& operator=(const LaneThreads&) = delete;

    /// On that lane's thread, when what it was given before is done. `work` must not throw.
    void start(std::size_t lane, std::function<void()> work);
    /// Until no lane has anything to do. What the threads wrote may then be read.
    void wait();

private:
    void work(std::size_t lane);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::function<void()>> given_;  ///< by lane; empty: nothing to do
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace layerbench
