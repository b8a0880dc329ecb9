// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/feature_store.h"

#include "core/network/sha256.h"
#include "core/training/engine/devices.h"
#include "core/training/engine/feature_cache.h"
#include "core/training/engine/tensors.h"

#include <c10/util/accumulate.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>

namespace layerbench {

namespace {

/// To be raised when the same layers would give other numbers than before.
constexpr const char* executorVersion = "executor 3, packed";

std::atomic<std::int64_t> allMemory = 0;
std::atomic<std::int64_t> draftMemory = 0;  // of sheets that are being computed

std::shared_ptr<void> countedDraft(std::int64_t bytes) {
    draftMemory += bytes;
    return {nullptr, [bytes](void*) { draftMemory -= bytes; }};
}

std::int64_t bytesOf(const std::vector<at::Tensor>& values) {
    std::int64_t bytes = 0;
    for (const auto& value : values)
        bytes += static_cast<std::int64_t>(value.nbytes());
    return bytes;
}

/// To the last bit: toText() rounds for people.
std::string exactText(const AttributeValue& value) {
    const auto* number = std::get_if<double>(&value);
    return number ? std::to_string(std::bit_cast<std::uint64_t>(*number)) : toText(value);
}

/// Maps in the layout that convolutions like.
at::Tensor blank(const std::vector<std::int64_t>& sizes, at::ScalarType type) {
    auto options = at::TensorOptions().dtype(type);
    if (sizes.size() == 4)
        options = options.memory_format(at::MemoryFormat::ChannelsLast);
    return at::empty(sizes, options);
}

}  // namespace

FeatureSheet::FeatureSheet(std::vector<at::Tensor> given, double secondsEach, bool inMemory)
    : values(std::move(given)), secondsPerPicture(secondsEach), bytes(bytesOf(values)), memory(inMemory ? bytes : 0) {
    allMemory += memory;
}

FeatureSheet::~FeatureSheet() {
    allMemory -= memory;
}

std::int64_t FeatureSheet::memoryOfAll() {
    return allMemory;
}

void FeatureStore::setKeeping(const FeatureKeeping& keeping) {
    const std::lock_guard lock(nextMutex_);
    next_ = keeping;
    if (keeping.diskBytes <= 0)
        next_->folder.clear();
}

FeatureKeeping FeatureStore::keeping() {
    const std::lock_guard lock(mutex_);
    return current();
}

const FeatureKeeping& FeatureStore::current() {
    const std::lock_guard lock(nextMutex_);
    if (next_) {
        keeping_ = *std::exchange(next_, std::nullopt);
        folderFailed_ = false;
        tooLargeSaid_ = false;
        saved_.clear();
        shrink(keeping_.memoryBytes);
    }
    return keeping_;
}

FeatureStore::Claim FeatureStore::claim(const std::string& key, const RunControl& control) {
    if (key.empty())
        return {};
    constexpr auto glance = std::chrono::milliseconds(50);  // for a stop
    std::unique_lock lock(claimMutex_);
    while (claimed_.contains(key)) {
        if (control.stopRequested())
            throw Cancelled{};
        released_.wait_for(lock, glance);
    }
    claimed_.insert(key);
    return {*this, key};
}

void FeatureStore::release(const std::string& key) {
    {
        const std::lock_guard lock(claimMutex_);
        claimed_.erase(key);
    }
    released_.notify_all();
}

SharedSheet FeatureStore::find(const std::string& key, const Say& say) {
    const std::lock_guard lock(mutex_);
    if (const auto found = byKey_.find(key); found != byKey_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
        const SharedSheet sheet = entries_.front().second;
        // The folder may have been named since it was computed.
        const FeatureKeeping& now = current();
        if (now.folder.empty() || folderFailed_ || FeatureFile::touch(now, key) || sheet->memory == 0 ||
            sheet->memory > now.diskBytes || !saved_.insert(key).second)
            return sheet;
        if (const auto outcome = save(key, sheet->values, sheet->secondsPerPicture); !outcome) {
            folderFailed_ = true;
            say(outcome.error().text);
        }
        return sheet;
    }
    if (current().folder.empty())
        return nullptr;
    auto content = FeatureFile::find(keeping_, key, say);
    if (!content)
        return nullptr;
    auto sheet = std::make_shared<const FeatureSheet>(std::move(content->values), content->secondsPerPicture, false);
    hold(key, sheet);
    return sheet;
}

Result<FeatureStore::Draft> FeatureStore::begin(const std::string& key,
                                                const std::vector<std::vector<std::int64_t>>& sizes,
                                                at::ScalarType type, const Say& say) {
    const std::lock_guard lock(mutex_);
    const FeatureKeeping& now = current();
    Draft draft;
    draft.key = key;
    std::int64_t bytes = 0;
    for (const auto& each : sizes)
        bytes += c10::multiply_integers(each) * static_cast<std::int64_t>(c10::elementSize(type));
    // One sheet that is too large is no reason to keep none of the others.
    if (!key.empty() && !now.folder.empty() && bytes > now.diskBytes) {
        draft.key.clear();
        if (!std::exchange(tooLargeSaid_, true))
            say(text(LB_TEXT("training", "Features of %1 MB are more than the cache on the disk may take (%2 MB), so "
                                         "they are kept for this run alone. Raise its limit to keep them."),
                     bytes / 1'000'000, now.diskBytes / 1'000'000));
    } else if (!key.empty() && !now.folder.empty() && !fitsMemory(bytes)) {
        if (auto file = FeatureFile::create(now, key, sizes, type)) {
            draft.file = std::move(*file);
            draft.values = draft.file->values();
            return draft;
        } else if (!std::exchange(folderFailed_, true)) {
            say(file.error().text);
        }
    }
    // Where the disk was to take it and could not.
    if (!now.folder.empty() && bytes > now.memoryBytes && bytes > cacheBudget())
        return failure(LB_TEXT("training",
                               "The frozen part's output takes %1 GB, for which neither the cache folder nor "
                               "the memory has room. Make room in “%2”, or switch the feature cache off."),
                       static_cast<double>(bytes) / 1e9, now.folder);
    for (const auto& each : sizes)
        draft.values.push_back(blank(each, type));
    draft.counted = countedDraft(bytes);
    return draft;
}

/// After what nobody uses has made room.
bool FeatureStore::fitsMemory(std::int64_t bytes) {
    shrink(std::max<std::int64_t>(0, keeping_.memoryBytes - bytes));
    return FeatureSheet::memoryOfAll() + draftMemory + bytes <= keeping_.memoryBytes;
}

void FeatureStore::forget(const std::string& key) {
    const std::lock_guard lock(mutex_);
    if (const auto found = byKey_.find(key); found != byKey_.end()) {
        memory_ -= found->second->second->memory;
        entries_.erase(found->second);
        byKey_.erase(found);
    }
    if (!keeping_.folder.empty())
        FeatureFile::remove(keeping_, key);
}

SharedSheet FeatureStore::finish(Draft draft, double secondsPerPicture, const Say& say) {
    const std::lock_guard lock(mutex_);
    const bool inMemory = !draft.file;
    if (!draft.key.empty() && !keeping_.folder.empty() && !folderFailed_) {
        const auto outcome =
            draft.file ? draft.file->commit(secondsPerPicture) : save(draft.key, draft.values, secondsPerPicture);
        if (!outcome) {
            folderFailed_ = true;
            say(outcome.error().text);
        }
    }
    auto sheet = std::make_shared<const FeatureSheet>(std::move(draft.values), secondsPerPicture, inMemory);
    draft.counted.reset();
    if (!draft.key.empty())
        hold(draft.key, sheet);
    return sheet;
}

/// What is in memory goes to the folder as well, for the next start of the program.
Result<void> FeatureStore::save(const std::string& key, const std::vector<at::Tensor>& values,
                                double secondsPerPicture) const {
    std::vector<std::vector<std::int64_t>> sizes;
    for (const auto& value : values)
        sizes.push_back(value.sizes().vec());
    LB_TRY(FeatureFile file, FeatureFile::create(keeping_, key, sizes, values.front().scalar_type()));
    for (std::size_t i = 0; i < values.size(); ++i)
        file.values()[i].copy_(values[i]);
    return file.commit(secondsPerPicture);
}

void FeatureStore::hold(const std::string& key, const SharedSheet& sheet) {
    if (sheet->memory > keeping_.memoryBytes || byKey_.contains(key))
        return;
    shrink(keeping_.memoryBytes - sheet->memory);
    memory_ += sheet->memory;
    entries_.emplace_front(key, sheet);
    byKey_.emplace(key, entries_.begin());
}

void FeatureStore::shrink(std::int64_t mostBytes) {
    while (memory_ > mostBytes) {
        memory_ -= entries_.back().second->memory;
        byKey_.erase(entries_.back().first);
        entries_.pop_back();
    }
}

std::int64_t FeatureStore::memory() const {
    const std::lock_guard lock(mutex_);
    return memory_;
}

void FeatureStore::clear() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
    byKey_.clear();
    memory_ = 0;
}

FeatureStore& FeatureStore::shared() {
    static FeatureStore store{FeatureKeeping{}};
    return store;
}

std::string sheetKey(const Executor& executor, const Plan& prefix, const std::vector<std::string>& layerHashes,
                     const BatchSource& source, std::int64_t view, at::ScalarType type) {
    const Network& network = executor.network();
    Sha256 hash;
    const auto add = [&hash](std::string_view text) {
        hash.add(text);
        hash.add(std::string_view("\n"));
    };
    add(executorVersion);
    add(torchVersion());
    add(at::toString(type));
    add(executor.device().str());
    add(std::to_string(static_cast<int>(executor.precision())));
    for (const std::size_t i : prefix.layers) {
        const Layer& layer = network.layers()[i];
        add(kindInfo(layer.kind).name);
        for (const auto& [name, value] : layer.attributes.all())
            add(name + "=" + exactText(value));
        for (const LayerId input : layer.inputs)
            add(std::to_string(input == LayerId::input ? 0 : network.indexOf(input) + 1));
        add(layerHashes[i]);
    }
    for (const LayerId wanted : prefix.wanted)
        add(std::to_string(wanted == LayerId::input ? 0 : network.indexOf(wanted) + 1));
    for (std::int64_t i = 0; i < source.size(); ++i) {
        const std::string picture = source.contentKey({i, view});
        if (picture.empty())
            return {};
        add(picture);
    }
    return hash.hex();
}

}  // namespace layerbench
