// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/input_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace layerbench {

namespace {

/// The length of the UTF-8 character at `position`, 0 where there is none. Overlong forms and surrogates do not matter
/// for a sentence on the screen and pass.
std::size_t utf8Length(std::string_view text, std::size_t position) {
    const auto first = static_cast<unsigned char>(text[position]);
    const std::size_t length = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
    if (length == 0 || position + length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((static_cast<unsigned char>(text[position + i]) & 0xc0u) != 0x80u)
            return 0;
    }
    return length;
}

}  // namespace

Result<InputFile> InputFile::open(const std::filesystem::path& path, std::uint64_t maximumBytes) {
    const std::string name = path.string();
    // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return failure(LB_TEXT("weights", "There is no file “%1”. Check the path."), name);
        return failure(LB_TEXT("weights", "“%1” cannot be opened: %2."), name, std::strerror(errno));
    }
    InputFile file(path, descriptor, 0);
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        return failure(LB_TEXT("weights", "“%1” cannot be opened: %2."), name, std::strerror(errno));
    if (S_ISDIR(status.st_mode))
        return failure(LB_TEXT("weights", "“%1” is a folder. Name the weight file inside it."), name);
    if (!S_ISREG(status.st_mode))
        return failure(LB_TEXT("weights", "“%1” is not an ordinary file. Name a weight file."), name);
    file.size_ = static_cast<std::uint64_t>(status.st_size);
    if (file.size_ == 0)
        return failure(LB_TEXT("weights", "“%1” is empty. Download it again."), name);
    if (file.size_ > maximumBytes)
        return failure(LB_TEXT("weights", "“%1” has %2 bytes, more than the %3 that Layerbench reads."), name,
                       file.size_, maximumBytes);
    return file;
}

InputFile::InputFile(std::filesystem::path path, int descriptor, std::uint64_t size)
    : path_(std::move(path)), name_(path_.string()), descriptor_(descriptor), size_(size) {}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)), name_(std::move(other.name_)), descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_) {}

InputFile::~InputFile() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

Result<void> InputFile::readAt(std::uint64_t offset, std::span<std::byte> bytes) const {
    if (offset > size_ || bytes.size() > size_ - offset)
        return endsTooEarly(name_);
    while (!bytes.empty()) {
        const auto count = ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(LB_TEXT("weights", "“%1” cannot be read: %2."), name_, std::strerror(errno));
        if (count == 0)
            return endsTooEarly(name_);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
    return {};
}

Failure endsTooEarly(const std::string& fileName) {
    return failure(LB_TEXT("weights", "“%1” ends too early: a part of it is missing. Download it again."), fileName);
}

std::string printable(std::string_view foreign) {
    constexpr std::size_t longest = 100;
    std::string out;
    for (std::size_t i = 0; i < foreign.size();) {
        if (out.size() >= longest)
            return out + "…";
        const auto length = utf8Length(foreign, i);
        const auto byte = static_cast<unsigned char>(foreign[i]);
        if (length == 0 || byte < 0x20 || byte == 0x7f)
            out += '?';
        else
            out += foreign.substr(i, length);
        i += std::max<std::size_t>(length, 1);
    }
    return out;
}

}  // namespace layerbench
