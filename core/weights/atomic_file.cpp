// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/atomic_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace layerbench {

namespace {

Failure cannotWriteTo(const std::filesystem::path& path, int code) {
    if (code == ENOSPC || code == EDQUOT)
        return failure(
            LB_TEXT("weights", "“%1” was not written: the disk is full. Make room or choose another folder."),
            path.string());
    return failure(LB_TEXT("weights", "“%1” cannot be written: %2. Choose another folder or name."), path.string(),
                   std::strerror(code));
}

}  // namespace

Result<AtomicFile> AtomicFile::create(const std::filesystem::path& path) {
    std::error_code ignored;
    if (!path.has_filename() || std::filesystem::is_directory(path, ignored))
        return cannotWriteTo(path, EISDIR);
    // A link stays a link: the file it leads to is what gets replaced.
    auto target = std::filesystem::is_symlink(path, ignored) ? std::filesystem::weakly_canonical(path, ignored) : path;
    if (target.empty())
        target = path;
    for (int attempt = 0; attempt < 100; ++attempt) {
        auto temporary = target;
        temporary += ".part" + std::to_string(::getpid()) + "-" + std::to_string(attempt);
        const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor >= 0)
            return AtomicFile(std::move(target), std::move(temporary), descriptor);
        if (errno != EEXIST)
            return cannotWriteTo(path, errno);
    }
    return cannotWriteTo(path, EEXIST);
}

AtomicFile::AtomicFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor)
    : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)), position_(other.position_) {}

AtomicFile::~AtomicFile() {
    if (descriptor_ < 0)
        return;
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
}

Result<void> AtomicFile::write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(descriptor_, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return cannotWrite(errno);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        position_ += static_cast<std::uint64_t>(count);
    }
    return {};
}

Result<void> AtomicFile::commit() {
    if (::fsync(descriptor_) != 0)
        return cannotWrite(errno);
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0)
        return cannotWrite(errno);
    ::close(std::exchange(descriptor_, -1));
    // So that the new name survives a power cut too; a file system that cannot do that has still the whole file.
    const auto folder = path_.has_parent_path() ? path_.parent_path() : std::filesystem::path(".");
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        ::fsync(directory);
        ::close(directory);
    }
    return {};
}

Failure AtomicFile::cannotWrite(int code) const {
    return cannotWriteTo(path_, code);
}

Result<void> writeText(const std::filesystem::path& path, std::string_view content) {
    LB_TRY(AtomicFile file, AtomicFile::create(path));
    LB_CHECK(file.write(content));
    return file.commit();
}

}  // namespace layerbench
