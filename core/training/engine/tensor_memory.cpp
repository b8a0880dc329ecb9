// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/tensor_memory.h"

#include <c10/core/CPUAllocator.h>

#include <atomic>
#include <cstring>

#include <malloc.h>

namespace layerbench {

namespace {

std::atomic<std::int64_t> heldBytes = 0;
std::atomic<std::int64_t> peakBytes = 0;

/// Hands everything on to the allocator that was there, and counts what the C library says a block has.
class CountingAllocator final : public c10::Allocator {
public:
    // From LibTorch 2.4 on the functions are not const, and copy_data() is one of them: whichever fits overrides.
    c10::DataPtr allocate(std::size_t bytes) const { return counted(bytes); }
    c10::DataPtr allocate(std::size_t bytes) { return counted(bytes); }
    void copy_data(void* to, const void* from, std::size_t bytes) const { std::memcpy(to, from, bytes); }
    c10::DeleterFnPtr raw_deleter() const { return &release; }

private:
    static c10::Allocator* base() {
        static c10::Allocator* const allocator = c10::GetDefaultCPUAllocator();
        return allocator;
    }
    static c10::DataPtr counted(std::size_t bytes) {
        void* const block = base()->raw_allocate(bytes);
        const auto size = static_cast<std::int64_t>(malloc_usable_size(block));
        const std::int64_t now = heldBytes.fetch_add(size, std::memory_order_relaxed) + size;
        std::int64_t peak = peakBytes.load(std::memory_order_relaxed);
        while (now > peak && !peakBytes.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
        }
        return {block, block, &release, c10::Device(c10::DeviceType::CPU)};
    }
    static void release(void* block) {
        heldBytes.fetch_sub(static_cast<std::int64_t>(malloc_usable_size(block)), std::memory_order_relaxed);
        base()->raw_deleter()(block);
    }
};

}  // namespace

void TensorMemory::watch() {
    static CountingAllocator allocator;
    static const bool once = [] {
        c10::SetCPUAllocator(&allocator);
        return true;
    }();
    static_cast<void>(once);
}

std::int64_t TensorMemory::held() {
    return heldBytes.load(std::memory_order_relaxed);
}

std::int64_t TensorMemory::peak() {
    return peakBytes.load(std::memory_order_relaxed);
}

void TensorMemory::beginPeak() {
    peakBytes.store(held(), std::memory_order_relaxed);
}

void TensorMemory::keepFreed() {
    constexpr int largestKept = 32 << 20;  // the most that the C library allows
    constexpr int mostKept = 1 << 30;
    constexpr int growth = 64 << 20;
    mallopt(M_MMAP_THRESHOLD, largestKept);
    mallopt(M_TRIM_THRESHOLD, mostKept);
    mallopt(M_TOP_PAD, growth);
}

void TensorMemory::giveBack() {
    malloc_trim(0);
}

}  // namespace layerbench
