// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/lane_stream.h"

#include <c10/core/impl/VirtualGuardImpl.h>

#include <map>
#include <mutex>
#include <utility>

namespace layerbench {

namespace {

/// Taken from LibTorch's pool once: LibTorch keeps memory for each stream that was ever used, and has 32 of them.
c10::Stream streamOf(at::Device device, int lane) {
    static std::mutex mutex;
    static std::map<std::pair<int, int>, c10::Stream> streams;
    const std::lock_guard lock(mutex);
    const std::pair key{static_cast<int>(device.index()), lane};
    if (const auto found = streams.find(key); found != streams.end())
        return found->second;
    const c10::impl::VirtualGuardImpl implementation(device.type());
    return streams.emplace(key, implementation.getStreamFromGlobalPool(device)).first->second;
}

}  // namespace

LaneStream::LaneStream(at::Device device, const Lane& lane) {
    if (!device.is_cpu())
        stream_ = streamOf(device, lane.number);
}

}  // namespace layerbench
