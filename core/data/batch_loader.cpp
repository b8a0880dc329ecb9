// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/batch_loader.h"

#include "core/data/files.h"
#include "core/data/transform.h"
#include "core/network/sha256.h"

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace layerbench {

namespace {

constexpr std::size_t batchesAhead = 3;

/// A batch while it is filled. Threads write to rows of their own; nobody reads before all rows are done.
struct Slot {
    Batch batch;
    std::span<float> values;
    std::size_t taken = 0;      ///< rows that threads have begun
    std::size_t remaining = 0;  ///< rows that are not done
    std::optional<Error> error;
};

}  // namespace

struct BatchLoader::State {
    Dataset dataset;
    const std::vector<DataItem>& items;
    InputSpec input;
    BatchLoaderOptions options;
    std::string transformKey;

    mutable std::mutex hashMutex;
    mutable std::vector<std::string> hashes;

    std::mutex mutex;
    std::condition_variable workWaits;
    std::condition_variable rowDone;
    std::vector<Example> order;
    std::size_t batchSize = 1;
    std::size_t prepared = 0;                  ///< examples of the order that stand in slots or were delivered
    std::vector<std::shared_ptr<Slot>> slots;  ///< in order; the first is delivered next
    bool ending = false;
    std::vector<std::jthread> threads;

    State(Dataset data, Part part, InputSpec spec, const BatchLoaderOptions& chosen)
        : dataset(std::move(data)), items(dataset.items(part)), input(std::move(spec)), options(chosen),
          hashes(items.size()) {
        // To be raised when decoding, resizing or augmentation come to give other pixels for the same file.
        transformKey = "pixels 1 ";
        const auto append = [&](const auto& value) { transformKey += std::to_string(value) + " "; };
        append(input.channels);
        append(input.height);
        append(input.width);
        append(input.resizeShorterSide);
        // As bits: to_string would round.
        Sha256 numbers;
        numbers.add(std::as_bytes(std::span(input.mean)));
        numbers.add(std::as_bytes(std::span(input.std)));
        transformKey += numbers.hex() + " " + std::string(name(options.augmentation));
    }

    const DataItem& item(std::int64_t index) const {
        assert(index >= 0 && index < static_cast<std::int64_t>(items.size()));
        return items[static_cast<std::size_t>(index)];
    }

    /// Of what decides the picture's pixels; empty where its file cannot be read. Any thread.
    std::string contentHash(std::int64_t index) const {
        const auto at = static_cast<std::size_t>(index);
        {
            const std::lock_guard lock(hashMutex);
            if (!hashes[at].empty())
                return hashes[at];
        }
        auto hash = itemContentHash(dataset, items[at]);
        if (!hash)
            return {};
        const std::lock_guard lock(hashMutex);
        return hashes[at] = *std::move(hash);
    }

    /// Of a file: read now, and still what it was when the data was opened; else its features would stand under a hash
    /// that is another picture's.
    Result<Picture> baseOfFile(const DataItem& file) const {
        LB_TRY(const auto bytes, readFile(file.path, PictureLimits{}.fileBytes));
        if (!file.contentHash.empty() && sha256Hex(bytes) != file.contentHash)
            return failure(LB_TEXT("data", "“%1” was changed while it was in use. Open the data again."),
                           displayName(file.path));
        return decodeBase(bytes, displayName(file.path), input, options.augmentation);
    }

    /// Of a packed or generated picture.
    Result<Picture> baseOfOther(const DataItem& picture) const {
        const auto side = input.resizeShorterSide > 0 ? input.resizeShorterSide : std::max(input.height, input.width);
        LB_TRY(auto decoded, readItem(dataset, picture, static_cast<int>(side)));
        return augmentationBase(std::move(decoded), input, options.augmentation);
    }

    /// What views of the picture share.
    Result<std::shared_ptr<const Picture>> base(std::int64_t index) {
        // Pictures of a packed set that need no resizing are as quick to read again.
        const bool isThere = dataset.packed && dataset.packed->width == static_cast<int>(input.width) &&
                             dataset.packed->height == static_cast<int>(input.height);
        const std::string hash = isThere ? std::string() : contentHash(index);
        const std::string key = hash.empty() ? std::string() : storeKey(hash, input, options.augmentation);
        if (!key.empty())
            if (auto kept = options.pictures->find(key))
                return kept;
        LB_TRY(auto made, item(index).path.empty() ? baseOfOther(item(index)) : baseOfFile(item(index)));
        auto picture = std::make_shared<const Picture>(std::move(made));
        if (!key.empty())
            options.pictures->keep(dataset.description, key, picture);
        return std::shared_ptr<const Picture>(std::move(picture));
    }

    Result<Picture> view(const Example& example) {
        LB_TRY(const auto shared, base(example.index));
        const auto seed = mixSeed(mixSeed(options.seed, static_cast<std::uint64_t>(example.index)),
                                  static_cast<std::uint64_t>(example.view));
        return augmentedPicture(*shared, input, options.augmentation, Random(seed));
    }

    Result<> fillRow(Slot& slot, std::size_t row) {
        try {
            LB_TRY(const auto picture, view(slot.batch.examples[row]));
            const auto size = slot.values.size() / slot.batch.examples.size();
            normalise(picture, input, slot.values.subspan(row * size, size));
            return {};
        } catch (const std::exception& error) {
            return failure(LB_TEXT("data", "“%1” cannot be decoded: %2."),
                           itemName(dataset, item(slot.batch.examples[row].index)), error.what());
        }
    }

    /// Makes slots until enough wait; the caller holds the mutex.
    void refill() {
        while (slots.size() < batchesAhead && prepared < order.size()) {
            const auto count = std::min(batchSize, order.size() - prepared);
            auto slot = std::make_shared<Slot>();
            const auto first = order.begin() + static_cast<std::ptrdiff_t>(prepared);
            slot->batch.examples.assign(first, first + static_cast<std::ptrdiff_t>(count));
            for (const auto& example : slot->batch.examples)
                slot->batch.labels.push_back(item(example.index).label);
            // Filled by the threads before anyone else sees the tensor: next() gives it away when all rows are done.
            slot->batch.images = Tensor::make(
                ScalarType::float32, {static_cast<std::int64_t>(count), input.channels, input.height, input.width},
                [&](std::span<std::byte> bytes) {
                    slot->values = {reinterpret_cast<float*>(bytes.data()), bytes.size() / sizeof(float)};
                });
            slot->remaining = count;
            prepared += count;
            slots.push_back(std::move(slot));
        }
        workWaits.notify_all();
    }

    std::pair<std::shared_ptr<Slot>, std::size_t> takeRow() {
        for (const auto& slot : slots)
            if (slot->taken < slot->batch.examples.size())
                return {slot, slot->taken++};
        return {};
    }

    void work() {
        std::unique_lock lock(mutex);
        while (!ending) {
            const auto [slot, row] = takeRow();
            if (!slot) {
                workWaits.wait(lock);
                continue;
            }
            lock.unlock();
            auto filled = fillRow(*slot, row);
            lock.lock();
            if (!filled && !slot->error)
                slot->error = filled.error();
            if (--slot->remaining == 0)
                rowDone.notify_all();
        }
    }
};

BatchLoader::BatchLoader(Dataset dataset, Part part, InputSpec input, const BatchLoaderOptions& options)
    : state_(std::make_unique<State>(std::move(dataset), part, std::move(input), options)) {
    for (int i = 0; i < std::max(options.threads, 1); ++i)
        state_->threads.emplace_back([state = state_.get()] { state->work(); });
}

BatchLoader::~BatchLoader() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
    }
    state_->workWaits.notify_all();
    state_->threads.clear();  // joins them
}

std::int64_t BatchLoader::size() const {
    return static_cast<std::int64_t>(state_->items.size());
}

std::int64_t BatchLoader::classCount() const {
    return static_cast<std::int64_t>(state_->dataset.classes.size());
}

Shape BatchLoader::pictureShape() const {
    return state_->input.shape();
}

std::int64_t BatchLoader::label(std::int64_t index) const {
    return state_->item(index).label;
}

bool BatchLoader::augments() const {
    return state_->options.augmentation != Augmentation::none;
}

std::string BatchLoader::contentKey(const Example& example) const {
    const std::string content = state_->contentHash(example.index);
    if (content.empty())
        return {};
    Sha256 key;
    key.add(content + " " + state_->transformKey);
    if (augments())
        key.add(std::to_string(state_->options.seed) + " " + std::to_string(example.index) + " " +
                std::to_string(example.view));
    return key.hex();
}

void BatchLoader::start(std::vector<Example> order, std::int64_t batchSize) {
    assert(batchSize >= 1);
    const std::lock_guard lock(state_->mutex);
    // Threads that still fill rows of an earlier order hold on to its slots, and their work is dropped with them.
    state_->slots.clear();
    state_->order = std::move(order);
    state_->batchSize = static_cast<std::size_t>(batchSize);
    state_->prepared = 0;
    state_->refill();
}

Result<Batch> BatchLoader::next() {
    std::unique_lock lock(state_->mutex);
    if (state_->slots.empty())
        return Batch{};
    const auto slot = state_->slots.front();
    state_->rowDone.wait(lock, [&] { return slot->remaining == 0; });
    state_->slots.erase(state_->slots.begin());
    state_->refill();
    if (slot->error)
        return Failure(*std::move(slot->error));
    return std::move(slot->batch);
}

const Dataset& BatchLoader::dataset() const {
    return state_->dataset;
}

Result<Picture> BatchLoader::picture(const Example& example) const {
    return state_->view(example);
}

}  // namespace layerbench
