// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/feature_cache.h"

#include "core/training/engine/pieces.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
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

/// Four-dimensional features keep the layout that convolutions like.
at::Tensor rowsFor(const at::Tensor& first, std::int64_t count) {
    auto sizes = first.sizes().vec();
    sizes[0] = count;
    auto options = first.options().device(at::kCPU);
    if (first.dim() == 4)
        options = options.memory_format(at::MemoryFormat::ChannelsLast);
    return at::empty(sizes, options);
}

}  // namespace

std::int64_t FeatureCache::bytesPerPicture(const Network& network, const Plan& prefix) {
    std::int64_t bytes = 0;
    for (const LayerId id : prefix.wanted)
        bytes += elementCount(network.shapeOf(id)) * static_cast<std::int64_t>(sizeof(float));
    return bytes;
}

Result<void> FeatureCache::ensure(std::int64_t view, BatchSource& source, Executor& executor, const Plan& prefix,
                                  const KeyOf& keyOf, const RunControl& control, MetricSink& sink) {
    if (views_.contains(view))
        return {};
    const std::string key = keyOf(source, view);
    if (!key.empty())
        if (auto sheet = FeatureStore::shared().find(key)) {
            views_.emplace(view, std::move(sheet));
            return {};
        }
    const auto begin = std::chrono::steady_clock::now();
    const double pausedBefore = control.secondsPaused();
    const at::NoGradGuard noGradient;
    std::vector<at::Tensor> values;
    std::int64_t done = 0;
    source.start(everyPicture(source, view), prefixBatch);
    while (done < source.size()) {
        control.waitWhilePaused();
        const auto count = std::min(prefixBatch, source.size() - done);
        LB_TRY(const Batch batch, nextBatch(source, count));
        const auto features = evaluateInPieces(executor, prefix, {executor.pictures(batch.images)}, &control, piece_);
        for (std::size_t v = 0; v < features.size(); ++v) {
            if (done == 0)
                values.push_back(rowsFor(features[v], source.size()));
            values[v].narrow(0, done, count).copy_(features[v]);
        }
        done += count;
        sink.onFeatures(done, source.size());
    }
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() -
                         (control.secondsPaused() - pausedBefore);
    computed_ += done;
    seconds_ += spent;
    auto sheet = std::make_shared<const FeatureSheet>(std::move(values), spent / static_cast<double>(done));
    if (!key.empty())
        FeatureStore::shared().put(key, sheet);
    views_.emplace(view, std::move(sheet));
    return {};
}

std::int64_t FeatureCache::bytes() const {
    std::int64_t bytes = 0;
    for (const auto& [view, sheet] : views_)
        bytes += sheet->bytes;
    return bytes;
}

std::vector<at::Tensor> FeatureCache::rows(std::int64_t view, std::span<const std::int64_t> indices,
                                           at::Device device) const {
    const auto index = at::from_blob(const_cast<std::int64_t*>(indices.data()), {std::ssize(indices)},
                                     at::TensorOptions().dtype(at::kLong));
    std::vector<at::Tensor> selected;
    for (const auto& value : views_.at(view)->values) {
        at::Tensor rows = value.index_select(0, index).to(device);
        if (rows.dim() == 4)
            rows = rows.contiguous(at::MemoryFormat::ChannelsLast);
        selected.push_back(std::move(rows));
    }
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
