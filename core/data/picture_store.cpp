// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/picture_store.h"

#include "core/data/decode_parts.h"

#include <algorithm>

#include <unistd.h>

namespace layerbench {

namespace {

std::int64_t sizeOf(const Picture& picture) {
    return static_cast<std::int64_t>(picture.rgb.size());
}

}  // namespace

std::string baseKey(const InputSpec& input, Augmentation augmentation) {
    if (augmentationKeepsWhole(input, augmentation))
        return "whole, for parts of " + std::to_string(std::max(input.height, input.width)) + ", drawn at " +
               std::to_string(input.resizeShorterSide);
    return std::to_string(input.height) + "x" + std::to_string(input.width) + " of " +
           std::to_string(input.resizeShorterSide);
}

std::string storeKey(const std::string& contentHash, const InputSpec& input, Augmentation augmentation) {
    return contentHash + " " + baseKey(input, augmentation);
}

Result<Picture> decodeBase(std::span<const std::byte> file, const std::string& name, const InputSpec& input,
                           Augmentation augmentation) {
    const int side = static_cast<int>(std::max(input.height, input.width));
    LB_TRY(auto picture,
           augmentationKeepsWhole(input, augmentation) ? decodeForParts(file, name, side) : decodePicture(file, name));
    return augmentationBase(std::move(picture), input, augmentation);
}

std::shared_ptr<const Picture> PictureStore::find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = byKey_.find(key);
    if (found == byKey_.end())
        return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.front().picture;
}

void PictureStore::keep(const std::string& owner, const std::string& key, std::shared_ptr<const Picture> picture) {
    const std::int64_t size = sizeOf(*picture);
    const std::lock_guard lock(mutex_);
    if (byKey_.contains(key))
        return;
    while (bytes_ + size > mostBytes_) {
        // Full of the owner's own: nothing to look for among many thousands.
        if (bytesOf_[owner] == bytes_)
            return;
        const auto oldest = std::ranges::find_if(entries_.rbegin(), entries_.rend(),
                                                 [&](const Entry& entry) { return entry.owner != owner; });
        if (oldest == entries_.rend())
            return;
        bytes_ -= sizeOf(*oldest->picture);
        bytesOf_[oldest->owner] -= sizeOf(*oldest->picture);
        byKey_.erase(oldest->key);
        entries_.erase(std::next(oldest).base());
    }
    bytes_ += size;
    bytesOf_[owner] += size;
    entries_.push_front({key, owner, std::move(picture)});
    byKey_.emplace(key, entries_.begin());
}

std::int64_t PictureStore::bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
}

PictureStore& PictureStore::shared() {
    static PictureStore store(std::min<std::int64_t>(
        std::int64_t{1} << 30, static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE) / 4));
    return store;
}

}  // namespace layerbench
