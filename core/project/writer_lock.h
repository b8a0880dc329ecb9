// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"

#include <chrono>
#include <string>

namespace layerbench {

/// The right to be the one program that writes a project, for as long as it has it open: a run that is marked running
/// then belongs to a living program, or to one that died. The kernel gives it back when the program dies, and it needs
/// no second file. Readers need no right. Private to the room; any thread.
class WriterLock {
public:
    /// Holds nothing.
    WriterLock() = default;
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&& other) noexcept;
    ~WriterLock();

    /// Tries for `wait`; then the error says that another program has the project open.
    static Result<WriterLock> acquire(const std::string& path, std::chrono::milliseconds wait);
    /// Whether someone, in this process or another, holds the right now.
    static bool isHeld(const std::string& path);

private:
    struct File;
    explicit WriterLock(File* file) : file_(file) {}
    File* file_ = nullptr;
};

}  // namespace layerbench
