// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/feature_cache.h"

#include "core/training/engine/pieces.h"

#include <ATen/Parallel.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <string>

namespace layerbench {

namespace {

std::vector<Example> everyPicture(const BatchSource& source, std::int64_t view) {
    std::vector<Example> examples;
    for (std::int64_t i = 0; i < source.size(); ++i)
        examples.push_back({i, view});
    return examples;
}

/// Beyond it float16 knows infinity alone, which no head could learn from.
constexpr double largestHalf = 65504;

/// Whether a sheet has what the prefix gives: a file's name and checksum say nothing of who wrote it.
bool isOf(const FeatureSheet& sheet, const Network& network, const Plan& prefix, std::int64_t pictures,
          at::ScalarType type) {
    bool is = sheet.values.size() == prefix.wanted.size();
    for (std::size_t i = 0; is && i < sheet.values.size(); ++i) {
        const at::Tensor& value = sheet.values[i];
        const auto sizes = value.sizes();
        is = value.scalar_type() == type && sizes[0] == pictures &&
             std::ranges::equal(sizes.slice(1), network.shapeOf(prefix.wanted[i]));
    }
    return is;
}

/// Some rows of a value. LibTorch's index_select() takes ten times as long for channels-last maps, and one thread.
at::Tensor rowsOf(const at::Tensor& value, std::span<const std::int64_t> indices) {
    const std::int64_t count = std::ssize(indices);
    if (indices.back() - indices.front() == count - 1 && std::ranges::is_sorted(indices))
        return value.narrow(0, indices.front(), count);
    auto sizes = value.sizes().vec();
    sizes[0] = count;
    // Rows are contiguous in either layout.
    const auto layout = value.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    const at::Tensor rows = at::empty(sizes, value.options().memory_format(layout));
    const auto bytes = static_cast<std::size_t>(value.nbytes()) / static_cast<std::size_t>(value.size(0));
    const auto* from = static_cast<const std::byte*>(value.data_ptr());
    auto* to = static_cast<std::byte*>(rows.data_ptr());
    // Less is not worth waking a thread.
    constexpr std::size_t enough = 128 << 10;
    const auto grain = static_cast<std::int64_t>(std::max<std::size_t>(1, enough / std::max<std::size_t>(1, bytes)));
    at::parallel_for(0, count, grain, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
            std::memcpy(to + i * bytes, from + static_cast<std::size_t>(indices[i]) * bytes, bytes);
    });
    return rows;
}

}  // namespace

std::int64_t FeatureCache::bytesPerPicture(const Network& network, const Plan& prefix) const {
    std::int64_t bytes = 0;
    for (const LayerId id : prefix.wanted)
        bytes += elementCount(network.shapeOf(id)) * static_cast<std::int64_t>(c10::elementSize(type_));
    return bytes;
}

Result<void> FeatureCache::ensure(std::int64_t view, BatchSource& source, Executor& executor, const Plan& prefix,
                                  const KeyOf& keyOf, const RunControl& control, MetricSink& sink) {
    if (views_.contains(view))
        return {};
    const std::string key = keyOf(source, view);
    FeatureStore& store = FeatureStore::shared();
    const FeatureStore::Claim claim = store.claim(key, control);
    const Say say = [&sink](const Text& message) { sink.onMessage(message); };
    if (!key.empty())
        if (auto sheet = store.find(key, say)) {
            if (isOf(*sheet, executor.network(), prefix, source.size(), type_)) {
                views_.emplace(view, std::move(sheet));
                return {};
            }
            store.forget(key);
        }
    const auto begin = std::chrono::steady_clock::now();
    const double pausedBefore = control.secondsPaused();
    const at::NoGradGuard noGradient;
    FeatureStore::Draft draft;
    std::int64_t done = 0;
    piece_ = std::min(piece_, piecesFor(executor.network(), prefix, executor.device(), prefixBatch));
    source.start(everyPicture(source, view), prefixBatch);
    while (done < source.size()) {
        control.waitWhilePaused();
        const auto count = std::min(prefixBatch, source.size() - done);
        LB_TRY(const Batch batch, nextBatch(source, count));
        const auto features = evaluateInPieces(executor, prefix, {executor.pictures(batch.images)}, &control, piece_);
        if (done == 0) {
            std::vector<std::vector<std::int64_t>> sizes;
            for (const auto& value : features) {
                sizes.push_back(value.sizes().vec());
                sizes.back()[0] = source.size();
            }
            LB_TRY(draft, store.begin(key, sizes, type_, say));
        }
        for (std::size_t v = 0; v < features.size(); ++v)
            draft.values[v]
                .narrow(0, done, count)
                .copy_(type_ == at::kHalf ? features[v].clamp(-largestHalf, largestHalf) : features[v]);
        done += count;
        sink.onFeatures(done, source.size());
    }
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() -
                         (control.secondsPaused() - pausedBefore);
    computed_ += done;
    seconds_ += spent;
    views_.emplace(view, store.finish(std::move(draft), spent / static_cast<double>(done), say));
    return {};
}

std::int64_t FeatureCache::memory() const {
    std::int64_t bytes = 0;
    for (const auto& [view, sheet] : views_)
        bytes += sheet->memory;
    return bytes;
}

std::vector<at::Tensor> FeatureCache::rows(std::int64_t view, std::span<const std::int64_t> indices,
                                           const Uploads& uploads) {
    const SharedSheet& sheet = views_.at(view);
    if (auto there = onDevice_.rows(sheet, indices, uploads); !there.empty())
        return there;
    std::vector<at::Tensor> selected;
    for (const auto& value : sheet->values)
        selected.push_back(uploads.send(rowsOf(value, indices)).to(at::kFloat));
    return selected;
}

std::int64_t cacheBudget() {
    std::int64_t available = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
    std::ifstream memory("/proc/meminfo");
    for (std::string word; memory >> word;)
        if (std::int64_t kilobytes = 0; word == "MemAvailable:" && memory >> kilobytes)
            available = std::min(available, kilobytes * 1024);
    // A container's own limit; "max" where it has none.
    std::ifstream container("/sys/fs/cgroup/memory.max");
    if (std::int64_t limit = 0; container >> limit)
        available = std::min(available, limit);
    return available / 2;
}

}  // namespace layerbench
