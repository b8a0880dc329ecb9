// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/batch_source.h"
#include "core/training/engine/executor.h"
#include "core/training/metrics.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace layerbench {

/// What the frozen prefix gives for every picture of one source, computed once per view and kept in memory (on the
/// CPU, float32). One row per picture, one tensor per value that crosses the border.
class FeatureCache {
public:
    /// Bytes for one picture and view.
    static std::int64_t bytesPerPicture(const Network& network, const Plan& prefix);

    /// Computes a view of every picture if it is not there yet. Throws Cancelled on a stop; a picture that cannot be
    /// read is the error.
    Result<void> ensure(std::int64_t view, BatchSource& source, Executor& executor, const Plan& prefix,
                        const RunControl& control, MetricSink& sink);

    /// Rows `indices` of a view, on the executor's device: the values of prefix.wanted for them.
    std::vector<at::Tensor> rows(std::int64_t view, std::span<const std::int64_t> indices, at::Device device) const;

    void clear() { views_.clear(); }
    std::int64_t computed() const { return computed_; }  ///< pictures times views
    double seconds() const { return seconds_; }          ///< spent on them, reading included

private:
    static constexpr std::int64_t prefixBatch = 32;

    std::map<std::int64_t, std::vector<at::Tensor>> views_;
    std::int64_t computed_ = 0;
    double seconds_ = 0;
    std::int64_t piece_ = prefixBatch;  ///< pictures per forward pass; halved when memory runs out
};

/// Half of the memory that is free now, within a container's limit: what caches may take before they must not be built.
std::int64_t cacheBudget();

}  // namespace layerbench
