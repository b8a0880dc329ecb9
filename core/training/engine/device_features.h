// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine/feature_store.h"
#include "core/training/engine/uploads.h"

#include <cstdint>
#include <span>
#include <vector>

namespace layerbench {

/// Cached features on a GPU, one run's. A head's step there takes less time than its rows' way to it: so a sheet that
/// takes no more than an eighth of the GPU's memory goes there as a whole, once, and rows are picked there. One sheet
/// at a time: the views of an epoch follow one another.
class DeviceFeatures {
public:
    /// One sheet takes at most the GPU's memory divided by it.
    static constexpr std::int64_t share = 8;

    /// Rows `indices` of every value of the sheet, float32, maps channels-last: the numbers that they have in main
    /// memory. Empty where the sheet stays there: on the CPU, or for want of room.
    std::vector<at::Tensor> rows(const SharedSheet& sheet, std::span<const std::int64_t> indices,
                                 const Uploads& uploads);
    void clear() { *this = {}; }

private:
    void bring(const SharedSheet& sheet, const Uploads& uploads);

    SharedSheet sheet_;               ///< the one that was looked at last
    std::vector<at::Tensor> values_;  ///< on the device; empty where it stays in main memory
};

}  // namespace layerbench
