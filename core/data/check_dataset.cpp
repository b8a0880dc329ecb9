// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include "core/data/dataset_readers.h"
#include "core/data/files.h"
#include "core/network/sha256.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <tuple>

namespace layerbench {

namespace {

/// Decodes one item's file and hashes it.
Result<std::string> checkedHash(const DataItem& item) {
    LB_TRY(const auto file, readFile(item.path, PictureLimits{}.fileBytes));
    LB_CHECK(decodePicture(file, displayName(item.path)));
    return sha256Hex(file);
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
                                 const std::function<bool(std::int64_t, std::int64_t)>& progress) {
    if (dataset.packed || dataset.generated)
        return dataset;  // their sizes were checked when they were read, or they are drawn here

    std::vector<DataItem*> items;
    for (auto& part : dataset.parts)
        for (auto& item : part)
            items.push_back(&item);
    std::vector<std::optional<Text>> faults(items.size());
    std::mutex mutex;
    std::int64_t done = 0;
    bool goOn = true;
    inParallel(items.size(), threads, [&](std::size_t i) {
        auto hash = checkedHash(*items[i]);
        if (hash)
            items[i]->contentHash = *std::move(hash);
        else
            faults[i] = hash.error().text;
        const std::lock_guard lock(mutex);
        if (progress && goOn)
            goOn = progress(++done, static_cast<std::int64_t>(items.size()));
        return goOn;
    });
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
        auto hash = checkedHash(item);
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
                             const std::function<bool(std::int64_t, std::int64_t)>& progress) {
    LB_TRY(dataset, removeUnreadable(std::move(dataset), threads, progress));
    LB_CHECK(readers::checkClasses(dataset));
    return dataset;
}

}  // namespace layerbench
