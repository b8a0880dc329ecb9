// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include "core/data/dataset_readers.h"
#include "core/data/files.h"
#include "core/data/known_pictures.h"
#include "core/data/picture_store.h"
#include "core/network/sha256.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <tuple>

namespace layerbench {

namespace {

/// Hashes one item's file, and decodes it unless that has been done before. What it is decoded for is kept.
Result<std::string> hashOfDecodable(const Dataset& dataset, const DataItem& item, const PictureUse* use, Part part) {
    LB_TRY(const auto file, readFile(item.path, PictureLimits{}.fileBytes));
    std::string hash = sha256Hex(file);
    if (KnownPictures::shared().contains(hash))
        return hash;
    if (use) {
        const auto augmentation = part == Part::training ? use->augmentation : Augmentation::none;
        LB_TRY(auto picture, decodeBase(file, displayName(item.path), use->input, augmentation));
        PictureStore::shared().keep(dataset.description, storeKey(hash, use->input, augmentation),
                                    std::make_shared<const Picture>(std::move(picture)));
    } else {
        LB_CHECK(decodePicture(file, displayName(item.path)));
    }
    KnownPictures::shared().add(hash);
    return hash;
}

/// Nothing thrown leaves the thread that checks.
Result<std::string> checkedHash(const Dataset& dataset, const DataItem& item, const PictureUse* use, Part part) {
    try {
        return hashOfDecodable(dataset, item, use, part);
    } catch (const std::exception& error) {
        return failure(LB_TEXT("data", "“%1” cannot be decoded: %2."), displayName(item.path), error.what());
    }
}

/// Calls work(0 … count - 1) on `threads` threads until one call returns false.
void inParallel(std::size_t count, int threads, const std::function<bool(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> stopped = false;
    const auto run = [&] {
        for (std::size_t i; !stopped && (i = next++) < count;)
            if (!work(i))
                stopped = true;
    };
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i)
        others.emplace_back(run);
    run();
}

Failure stopped() {
    return failure(LB_TEXT("data", "Checking the pictures was stopped."));
}

}  // namespace

Result<Dataset> removeUnreadable(Dataset dataset, int threads,
                                 const std::function<bool(std::int64_t, std::int64_t)>& progress,
                                 const PictureUse* use) {
    if (dataset.packed || dataset.generated)
        return dataset;  // their sizes were checked when they were read, or they are drawn here

    struct Place {
        DataItem* item;
        Part part;
    };
    std::vector<Place> items;
    for (const auto part : allParts)
        for (auto& item : dataset.items(part))
            items.push_back({&item, part});
    std::vector<std::optional<Text>> faults(items.size());
    std::mutex mutex;
    std::int64_t done = 0;
    bool goOn = true;
    inParallel(items.size(), threads, [&](std::size_t i) {
        auto hash = checkedHash(dataset, *items[i].item, use, items[i].part);
        if (hash)
            items[i].item->contentHash = *std::move(hash);
        else
            faults[i] = hash.error().text;
        const std::lock_guard lock(mutex);
        if (progress && goOn)
            goOn = progress(++done, static_cast<std::int64_t>(items.size()));
        return goOn;
    });
    KnownPictures::shared().write();
    if (!goOn)
        return stopped();

    // A file that does not decode leaves its part; in training the next one left out by perClass takes its place.
    std::vector<std::size_t> lost(dataset.classes.size());
    std::size_t at = 0;
    for (const auto part : allParts) {
        std::vector<DataItem> kept;
        for (auto& item : dataset.items(part)) {
            if (auto& fault = faults[at++]) {
                dataset.skipped.push_back({displayName(item.path), *std::move(fault)});
                if (part == Part::training)
                    ++lost[static_cast<std::size_t>(item.label)];
            } else {
                kept.push_back(std::move(item));
            }
        }
        dataset.items(part) = std::move(kept);
    }
    std::vector<DataItem> unused;
    for (auto& item : dataset.unused) {
        auto& missing = lost[static_cast<std::size_t>(item.label)];
        if (missing == 0) {
            unused.push_back(std::move(item));
            continue;
        }
        auto hash = checkedHash(dataset, item, use, Part::training);
        if (!hash) {
            dataset.skipped.push_back({displayName(item.path), hash.error().text});
            continue;
        }
        item.contentHash = *std::move(hash);
        dataset.items(Part::training).push_back(std::move(item));
        --missing;
    }
    dataset.unused = std::move(unused);
    std::ranges::sort(dataset.items(Part::training), {},
                      [](const DataItem& item) { return std::tie(item.label, item.path); });
    return dataset;
}

Result<Dataset> checkDataset(Dataset dataset, int threads,
                             const std::function<bool(std::int64_t, std::int64_t)>& progress, const PictureUse* use) {
    LB_TRY(dataset, removeUnreadable(std::move(dataset), threads, progress, use));
    LB_CHECK(readers::checkClasses(dataset));
    return dataset;
}

}  // namespace layerbench
