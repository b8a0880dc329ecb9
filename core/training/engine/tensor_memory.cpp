// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/tensor_memory.h"

#include <c10/core/CPUAllocator.h>

#include <atomic>
#include <cstring>
#include <exception>
#include <map>
#include <mutex>
#include <vector>

#include <malloc.h>

namespace layerbench {

namespace {

std::atomic<std::int64_t> heldBytes = 0;
std::atomic<std::int64_t> peakBytes = 0;

/// Blocks so large that the C library takes them from the kernel and gives them back each time (from 32 MB on): kept
/// for the next tensor of about that size, because a step needs what the one before has freed, and clearing the pages
/// of a gradient of AlexNet's takes longer than computing it.
class LargeBlocks {
public:
    static constexpr std::size_t smallest = 32u << 20;
    static constexpr std::size_t mostKept = 1u << 30;

    void* take(std::size_t bytes) {
        const std::lock_guard lock(mutex_);
        const auto found = free_.lower_bound(bytes);
        // Not one that is much larger: another tensor may need it.
        if (found == free_.end() || found->first > bytes + bytes / 4)
            return nullptr;
        void* const block = found->second;
        kept_ -= found->first;
        free_.erase(found);
        return block;
    }
    /// False where it is not kept.
    bool keep(void* block, std::size_t size) {
        const std::lock_guard lock(mutex_);
        if (!keeping_ || kept_ + size > mostKept)
            return false;
        kept_ += size;
        free_.emplace(size, block);
        return true;
    }
    std::vector<void*> takeAll() {
        const std::lock_guard lock(mutex_);
        std::vector<void*> blocks;
        for (const auto& [size, block] : free_)
            blocks.push_back(block);
        free_.clear();
        kept_ = 0;
        return blocks;
    }
    void beginKeeping() {
        const std::lock_guard lock(mutex_);
        keeping_ = true;
    }

private:
    std::mutex mutex_;
    std::multimap<std::size_t, void*> free_;
    std::size_t kept_ = 0;
    bool keeping_ = false;
};

LargeBlocks& largeBlocks() {
    static LargeBlocks blocks;
    return blocks;
}

/// Hands everything on to the allocator that was there, and counts what the C library says a block has.
class CountingAllocator final : public c10::Allocator {
public:
    // From LibTorch 2.4 on the functions are not const, and copy_data() is one of them: whichever fits overrides.
    c10::DataPtr allocate(std::size_t bytes) const { return counted(bytes); }
    c10::DataPtr allocate(std::size_t bytes) { return counted(bytes); }
    void copy_data(void* to, const void* from, std::size_t bytes) const { std::memcpy(to, from, bytes); }
    c10::DeleterFnPtr raw_deleter() const { return &release; }

    static void freeKept() {
        for (void* const block : largeBlocks().takeAll())
            base()->raw_deleter()(block);
    }

private:
    static c10::Allocator* base() {
        static c10::Allocator* const allocator = c10::GetDefaultCPUAllocator();
        return allocator;
    }
    static void* block(std::size_t bytes) {
        if (bytes < LargeBlocks::smallest)
            return base()->raw_allocate(bytes);
        if (void* const kept = largeBlocks().take(bytes))
            return kept;
        try {
            return base()->raw_allocate(bytes);
        } catch (const std::exception&) {
            // What is kept may be what is missing.
            freeKept();
            return base()->raw_allocate(bytes);
        }
    }
    static c10::DataPtr counted(std::size_t bytes) {
        void* const block = CountingAllocator::block(bytes);
        const auto size = static_cast<std::int64_t>(malloc_usable_size(block));
        const std::int64_t now = heldBytes.fetch_add(size, std::memory_order_relaxed) + size;
        std::int64_t peak = peakBytes.load(std::memory_order_relaxed);
        while (now > peak && !peakBytes.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
        }
        return {block, block, &release, c10::Device(c10::DeviceType::CPU)};
    }
    static void release(void* block) {
        const std::size_t size = malloc_usable_size(block);
        heldBytes.fetch_sub(static_cast<std::int64_t>(size), std::memory_order_relaxed);
        if (size < LargeBlocks::smallest || !largeBlocks().keep(block, size))
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
    largeBlocks().beginKeeping();
}

void TensorMemory::giveBack() {
    CountingAllocator::freeKept();
    malloc_trim(0);
}

}  // namespace layerbench
