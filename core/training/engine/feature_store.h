// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/batch_source.h"
#include "core/training/engine/executor.h"

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace layerbench {

/// What a frozen prefix gave for every picture of a source; never written again. Its bytes are counted while anyone
/// holds it, the store or a run, so that a run's own memory can be told from what it shares.
class FeatureSheet {
public:
    FeatureSheet(std::vector<at::Tensor> given, double secondsEach);
    ~FeatureSheet();
    FeatureSheet(const FeatureSheet&) = delete;
    FeatureSheet& operator=(const FeatureSheet&) = delete;

    const std::vector<at::Tensor> values;  ///< of plan.wanted: [N, …] each, on the CPU
    const double secondsPerPicture;        ///< that it took to compute
    const std::int64_t bytes;

    static std::int64_t bytesOfAll();
};
using SharedSheet = std::shared_ptr<const FeatureSheet>;

/// Sheets for other runs that need the same: the cases of a comparison, its seeds on the same validation pictures, the
/// same run once more. Whole or not at all, so that a run's numbers do not depend on what ran before. In memory, the
/// longest unused first to go.
class FeatureStore {
public:
    explicit FeatureStore(std::int64_t mostBytes) : mostBytes_(mostBytes) {}

    SharedSheet find(const std::string& key);  ///< null where there is none
    /// A sheet that is larger than the store is not kept.
    void put(const std::string& key, SharedSheet sheet);
    void clear();  ///< what runs hold, they keep
    std::int64_t bytes() const { return bytes_; }

    /// The engine's; used on the thread that trains, one at a time.
    static FeatureStore& shared();

private:
    using Entry = std::pair<std::string, SharedSheet>;
    std::list<Entry> entries_;  ///< the last used first
    std::unordered_map<std::string, std::list<Entry>::iterator> byKey_;
    std::int64_t bytes_ = 0;
    std::int64_t mostBytes_;
};

/// Equal for equal features: of the prefix's layers (kinds, attributes, connections and `layerHashes`, the SHA-256 of
/// each layer's tensors), the precision and device, and the pictures in their order as that view shows them. Empty
/// where the source cannot say what its pictures are.
std::string sheetKey(const Executor& executor, const Plan& prefix, const std::vector<std::string>& layerHashes,
                     const BatchSource& source, std::int64_t view);

}  // namespace layerbench
