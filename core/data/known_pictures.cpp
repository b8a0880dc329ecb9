// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/known_pictures.h"

#include <fstream>
#include <iterator>

namespace layerbench {

namespace {

constexpr std::size_t digestBytes = 32;
/// A million pictures. A file that has grown beyond it starts anew.
constexpr std::uintmax_t largestFile = std::uintmax_t{32} << 20;

/// Changes when the decoders come to refuse what they took before: then nothing is known any more.
constexpr std::string_view decoderVersion = "decoders-1";

int valueOf(char digit) {
    return digit >= 'a' ? digit - 'a' + 10 : digit - '0';
}

std::string digestOf(const std::string& hash) {
    std::string digest;
    for (std::size_t i = 0; i + 1 < hash.size(); i += 2)
        digest += static_cast<char>(valueOf(hash[i]) * 16 + valueOf(hash[i + 1]));
    return digest;
}

}  // namespace

void KnownPictures::remember(std::filesystem::path file) {
    const std::lock_guard lock(mutex_);
    file_ = std::move(file);
    if (file_.empty())
        return;
    file_ += "." + std::string(decoderVersion);
    read_ = false;
}

void KnownPictures::read() const {
    read_ = true;
    std::error_code error;
    const auto size = std::filesystem::file_size(file_, error);
    if (error)
        return;
    // A write that a crash cut short would shift all that is added behind it.
    if (size > largestFile || size % digestBytes != 0) {
        std::filesystem::remove(file_, error);
        return;
    }
    std::ifstream in(file_, std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(in)), {});
    for (std::size_t at = 0; at + digestBytes <= all.size(); at += digestBytes)
        known_.insert(all.substr(at, digestBytes));
}

bool KnownPictures::contains(const std::string& hash) const {
    const std::lock_guard lock(mutex_);
    if (!read_)
        read();
    return known_.contains(digestOf(hash));
}

void KnownPictures::add(const std::string& hash) {
    const std::lock_guard lock(mutex_);
    if (!read_)
        read();
    const std::string digest = digestOf(hash);
    if (known_.insert(digest).second && !file_.empty())
        unwritten_ += digest;
}

void KnownPictures::write() {
    const std::lock_guard lock(mutex_);
    if (unwritten_.empty())
        return;
    std::error_code error;
    std::filesystem::create_directories(file_.parent_path(), error);
    // Opened for each: several programs may add to it.
    std::ofstream out(file_, std::ios::binary | std::ios::app);
    out.write(unwritten_.data(), static_cast<std::streamsize>(unwritten_.size()));
    unwritten_.clear();
}

KnownPictures& KnownPictures::shared() {
    static KnownPictures known;
    return known;
}

}  // namespace layerbench
