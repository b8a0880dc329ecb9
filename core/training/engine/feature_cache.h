// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/batch_source.h"
#include "core/training/engine/device_features.h"
#include "core/training/engine/executor.h"
#include "core/training/engine/feature_store.h"
#include "core/training/metrics.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace layerbench {

/// What the frozen prefix gives for every picture of one source, computed once per view and kept (on the CPU). One row
/// per picture, one tensor per value that crosses the border.
class FeatureCache {
public:
    /// Features are kept as float32, or as float16 in half the room.
    explicit FeatureCache(at::ScalarType type = at::kFloat) : type_(type) {}

    /// Bytes for one picture and view.
    std::int64_t bytesPerPicture(const Network& network, const Plan& prefix) const;

    /// Computes a view of every picture if it is not there yet, or takes it from the store where another run has left
    /// it there under `keyOf(source, view)` (empty: nothing is shared), or is about to. Throws Cancelled on a stop; a
    /// picture that cannot be read is the error.
    using KeyOf = std::function<std::string(const BatchSource&, std::int64_t view)>;
    Result<void> ensure(std::int64_t view, BatchSource& source, Executor& executor, const Plan& prefix,
                        const KeyOf& keyOf, const RunControl& control, MetricSink& sink);

    /// Rows `indices` of a view, on the executor's device, float32: the values of prefix.wanted for them.
    std::vector<at::Tensor> rows(std::int64_t view, std::span<const std::int64_t> indices, const Uploads& uploads);

    void clear() {
        views_.clear();
        onDevice_.clear();
    }
    std::int64_t computed() const { return computed_; }  ///< pictures times views
    double seconds() const { return seconds_; }          ///< spent on them, reading included
    /// Of what was computed here or taken from the store; 0: nothing yet.
    double secondsPerPicture() const { return views_.empty() ? 0 : views_.begin()->second->secondsPerPicture; }
    std::int64_t memory() const;  ///< bytes; pages of files are not counted
    at::ScalarType type() const { return type_; }

private:
    static constexpr std::int64_t prefixBatch = 32;

    at::ScalarType type_;
    std::map<std::int64_t, SharedSheet> views_;
    DeviceFeatures onDevice_;
    std::int64_t computed_ = 0;
    double seconds_ = 0;
    std::int64_t piece_ = prefixBatch;  ///< pictures per forward pass; halved when memory runs out
};

/// Half of the memory that is free now, within a container's limit: what caches may take before they must not be built.
std::int64_t cacheBudget();

}  // namespace layerbench
