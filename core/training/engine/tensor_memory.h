// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace layerbench {

/// Main memory that LibTorch's tensors take, in bytes, counted since watch() over all threads. What the compute
/// libraries set aside for themselves is not among it.
struct TensorMemory {
    /// Puts the counter in LibTorch's way; tensors made before are not counted. Idempotent.
    static void watch();
    static std::int64_t held();
    /// The most that was held since the last call of beginPeak().
    static std::int64_t peak();
    static void beginPeak();

    /// Freed blocks stay with the program for the next step, which needs as much again: given to the kernel and taken
    /// back page by page, they cost a tenth of training and more. Idempotent.
    static void keepFreed();
    /// Gives everything free back after all.
    static void giveBack();
    /// At its end.
    struct GivesBack {
        GivesBack() = default;
        GivesBack(const GivesBack&) = delete;
        GivesBack& operator=(const GivesBack&) = delete;
        ~GivesBack() { giveBack(); }
    };
};

}  // namespace layerbench
