// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/files.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string_view>
#include <system_error>

namespace layerbench {

namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Failure unreadable(const std::filesystem::path& path, const std::error_code& why) {
    return failure(LB_TEXT("data", "“%1” cannot be read: %2."), displayName(path), why.message());
}

/// Only regular files: a pipe or a device would block or never end.
Result<File> openRegular(const std::filesystem::path& path) {
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (status.type() == std::filesystem::file_type::not_found)
        return failure(LB_TEXT("data", "“%1” does not exist."), displayName(path));
    if (code)
        return unreadable(path, code);
    if (status.type() != std::filesystem::file_type::regular)
        return failure(LB_TEXT("data", "“%1” is not a file."), displayName(path));
    File file(std::fopen(path.c_str(), "rb"));
    if (!file)
        return unreadable(path, std::error_code(errno, std::generic_category()));
    return file;
}

/// The length of the well-formed UTF-8 sequence at the start of `text`, 0 where there is none.
std::size_t utf8Length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return 1;
    const std::size_t length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    if (length == 0 || first >= 0xf5 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
    const bool surrogate = first == 0xed && byte(1) >= 0xa0;
    const bool beyond = first == 0xf4 && byte(1) >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

std::string displayName(const std::filesystem::path& path) {
    std::string result;
    for (std::string_view rest = path.native(); !rest.empty();) {
        const auto length = utf8Length(rest);
        result += length ? rest.substr(0, length) : std::string_view("\xef\xbf\xbd");
        rest.remove_prefix(length ? length : 1);
    }
    return result;
}

std::filesystem::path pathFromUtf8(const std::string& text) {
    return std::filesystem::path(std::u8string(text.begin(), text.end()));
}

Result<std::vector<std::byte>> readFile(const std::filesystem::path& path, std::int64_t maximum) {
    LB_TRY(const File file, openRegular(path));
    std::error_code code;
    const auto size = std::filesystem::file_size(path, code);
    if (code)
        return unreadable(path, code);
    if (size > static_cast<std::uintmax_t>(maximum))
        return failure(LB_TEXT("data", "“%1” has %2 bytes; at most %3 are read."), displayName(path), size, maximum);
    std::vector<std::byte> bytes(static_cast<std::size_t>(size));
    const auto count = bytes.empty() ? 0 : std::fread(bytes.data(), 1, bytes.size(), file.get());
    if (std::ferror(file.get()))
        return unreadable(path, std::error_code(errno, std::generic_category()));
    bytes.resize(count);
    return bytes;
}

Result<std::vector<std::byte>> readFileStart(const std::filesystem::path& path, std::size_t count) {
    LB_TRY(const File file, openRegular(path));
    std::vector<std::byte> bytes(count);
    bytes.resize(std::fread(bytes.data(), 1, count, file.get()));
    if (std::ferror(file.get()))
        return unreadable(path, std::error_code(errno, std::generic_category()));
    return bytes;
}

}  // namespace layerbench
