// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/feature_store.h"

#include "core/network/sha256.h"

#include <atomic>

namespace layerbench {

namespace {

constexpr std::int64_t sharedBytes = std::int64_t{1} << 30;

std::atomic<std::int64_t> allBytes = 0;

std::int64_t bytesOf(const std::vector<at::Tensor>& values) {
    std::int64_t bytes = 0;
    for (const auto& value : values)
        bytes += static_cast<std::int64_t>(value.nbytes());
    return bytes;
}

}  // namespace

FeatureSheet::FeatureSheet(std::vector<at::Tensor> given, double secondsEach)
    : values(std::move(given)), secondsPerPicture(secondsEach), bytes(bytesOf(values)) {
    allBytes += bytes;
}

FeatureSheet::~FeatureSheet() {
    allBytes -= bytes;
}

std::int64_t FeatureSheet::bytesOfAll() {
    return allBytes;
}

SharedSheet FeatureStore::find(const std::string& key) {
    const auto found = byKey_.find(key);
    if (found == byKey_.end())
        return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.front().second;
}

void FeatureStore::put(const std::string& key, SharedSheet sheet) {
    if (sheet->bytes > mostBytes_ || byKey_.contains(key))
        return;
    while (bytes_ + sheet->bytes > mostBytes_) {
        bytes_ -= entries_.back().second->bytes;
        byKey_.erase(entries_.back().first);
        entries_.pop_back();
    }
    bytes_ += sheet->bytes;
    entries_.emplace_front(key, std::move(sheet));
    byKey_.emplace(key, entries_.begin());
}

void FeatureStore::clear() {
    entries_.clear();
    byKey_.clear();
    bytes_ = 0;
}

FeatureStore& FeatureStore::shared() {
    static FeatureStore store(sharedBytes);
    return store;
}

std::string sheetKey(const Executor& executor, const Plan& prefix, const std::vector<std::string>& layerHashes,
                     const BatchSource& source, std::int64_t view) {
    const Network& network = executor.network();
    Sha256 hash;
    const auto add = [&hash](std::string_view text) {
        hash.add(text);
        hash.add(std::string_view("\n"));
    };
    add(executor.device().str());
    add(std::to_string(static_cast<int>(executor.precision())));
    for (const std::size_t i : prefix.layers) {
        const Layer& layer = network.layers()[i];
        add(kindInfo(layer.kind).name);
        for (const auto& [name, value] : layer.attributes.all())
            add(name + "=" + toText(value));
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
