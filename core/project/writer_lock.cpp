// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/writer_lock.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace layerbench {

// A lock of the open file description (Linux 3.15) on one byte that SQLite never locks. Closing any descriptor of a
// file drops all of SQLite's own locks on it in this process (POSIX), also those of another connection in the middle
// of a transaction. So each file is opened once in the life of the process and never closed.
struct WriterLock::File {
    int descriptor = -1;
    bool writable = false;
    bool held = false;  // by this process: the kernel does not show a description its own lock
};

namespace {

constexpr std::int64_t sqliteLockBytes = 0x40000000;
constexpr std::int64_t ourByte = sqliteLockBytes + 1024;

std::mutex mutex;

struct flock oneByte() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = ourByte;
    lock.l_len = 1;
    return lock;
}

/// The one entry of the file, opened for writing where that is allowed; nullptr (errno set) where it cannot be opened.
template <class File>
File* fileOf(const std::string& path, bool writable) {
    static std::map<std::pair<dev_t, ino_t>, File> files;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return nullptr;
    File& file = files[{status.st_dev, status.st_ino}];
    if (file.descriptor < 0 || (writable && !file.writable)) {
        int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
        file.writable = descriptor >= 0;
        if (descriptor < 0 && !writable && file.descriptor < 0)
            descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor >= 0)
            file.descriptor = descriptor;
        else
            return nullptr;
    }
    return &file;
}

}  // namespace

WriterLock::WriterLock(WriterLock&& other) noexcept : file_(std::exchange(other.file_, nullptr)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
}

WriterLock::~WriterLock() {
    if (!file_)
        return;
    const std::lock_guard guard(mutex);
    struct flock lock = oneByte();
    lock.l_type = F_UNLCK;
    (void)::fcntl(file_->descriptor, F_OFD_SETLK, &lock);
    file_->held = false;
}

Result<WriterLock> WriterLock::acquire(const std::string& path, std::chrono::milliseconds wait) {
    const auto deadline = std::chrono::steady_clock::now() + wait;
    for (;;) {
        {
            const std::lock_guard guard(mutex);
            File* file = fileOf<File>(path, true);
            if (!file)
                return failure(LB_TEXT("project", "“%1” cannot be written: %2. Choose another folder."), path,
                               std::strerror(errno));
            struct flock lock = oneByte();
            if (!file->held && ::fcntl(file->descriptor, F_OFD_SETLK, &lock) == 0) {
                file->held = true;
                return WriterLock(file);
            }
            if (!file->held && errno != EAGAIN && errno != EACCES)
                return failure(LB_TEXT("project", "“%1” cannot be locked: %2. Keep the project on a local disk."), path,
                               std::strerror(errno));
        }
        if (std::chrono::steady_clock::now() >= deadline)
            return failure(LB_TEXT("project", "“%1” is open for writing in another program. Close it there, or wait "
                                              "until its training is done."),
                           path);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

bool WriterLock::isHeld(const std::string& path) {
    const std::lock_guard guard(mutex);
    const File* file = fileOf<File>(path, false);
    if (!file)
        return false;
    struct flock lock = oneByte();
    return file->held || (::fcntl(file->descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK);
}

}  // namespace layerbench
