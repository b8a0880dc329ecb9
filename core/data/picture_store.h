// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/augmentation.h"
#include "core/data/picture.h"
#include "core/network/input_spec.h"

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace layerbench {

/// How a data set's pictures will be looked at.
struct PictureUse {
    InputSpec input;
    Augmentation augmentation = Augmentation::none;  ///< of the training pictures
};

/// Tells what augmentationBase() makes of a picture: equal texts, equal pixels for equal files.
std::string baseKey(const InputSpec& input, Augmentation augmentation);

/// Under what a picture of that content and use stands in the store.
std::string storeKey(const std::string& contentHash, const InputSpec& input, Augmentation augmentation);

/// A file as augmentationBase() leaves it, decoded no larger than its views need (decode_parts.h).
Result<Picture> decodeBase(std::span<const std::byte> file, const std::string& name, const InputSpec& input,
                           Augmentation augmentation);

/// Decoded pictures as augmentationBase() leaves them, under their content and use: for the next epoch, the next run,
/// the next seed of a comparison. Bounded. Epochs visit all pictures in turn, so throwing out those of the data set
/// that is in use would only lose them earlier: when it is full, what another data set left there goes, the longest
/// unused first, and where nothing is left to go the new one is not kept. Any thread.
class PictureStore {
public:
    explicit PictureStore(std::int64_t mostBytes) : mostBytes_(mostBytes) {}

    std::shared_ptr<const Picture> find(const std::string& key);
    /// `owner` tells data sets apart.
    void keep(const std::string& owner, const std::string& key, std::shared_ptr<const Picture> picture);
    std::int64_t bytes() const;

    /// The program's: 1 GiB, or a quarter of the machine's memory where that is less.
    static PictureStore& shared();

private:
    struct Entry {
        std::string key;
        std::string owner;
        std::shared_ptr<const Picture> picture;
    };

    mutable std::mutex mutex_;
    std::list<Entry> entries_;  ///< the last used first
    std::unordered_map<std::string, std::list<Entry>::iterator> byKey_;
    std::int64_t bytes_ = 0;
    std::unordered_map<std::string, std::int64_t> bytesOf_;  ///< by owner
    std::int64_t mostBytes_;
};

}  // namespace layerbench
