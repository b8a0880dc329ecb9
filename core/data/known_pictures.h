// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <unordered_set>

namespace layerbench {

/// Contents (SHA-256) that have been decoded without a fault: files of the same bytes need no trial again, in this
/// program or, where there is a file to remember them in, after its next start. The file is one digest of 32 bytes
/// after the other; whatever damages it makes digests that are nobody's, so the worst that can
/// happen is a picture that is decoded once more. Any thread.
class KnownPictures {
public:
    /// From here on what `file` remembers is known, and it is added to; empty: nothing is remembered. Read when a
    /// picture is first asked about: most starts of a program look at none. A file that cannot be read or written is
    /// done without.
    void remember(std::filesystem::path file);

    bool contains(const std::string& hash) const;
    void add(const std::string& hash);
    /// What was added since goes to the file, at once.
    void write();

    static KnownPictures& shared();

private:
    void read() const;

    mutable std::mutex mutex_;
    mutable std::unordered_set<std::string> known_;  ///< 32 bytes each
    mutable bool read_ = true;
    std::string unwritten_;
    std::filesystem::path file_;
};

}  // namespace layerbench
