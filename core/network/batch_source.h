// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/network/tensor.h"

#include <cstdint>
#include <string>
#include <vector>

namespace layerbench {

/// One picture to be seen by the network: which of the source's, and which of its random views.
/// View 0 is the evaluation transform where the source does not augment; with augmentation every view is another
/// draw, the same for the same (seed, index, view), whatever the number of threads.
struct Example {
    std::int64_t index = 0;
    std::int64_t view = 0;

    bool operator==(const Example&) const = default;
};

/// Pictures and their labels as the network takes them.
struct Batch {
    Tensor images;                     ///< float32 [N, C, H, W], normalised
    std::vector<std::int64_t> labels;  ///< N values in [0, classCount)
    std::vector<Example> examples;     ///< N: where each row comes from
};

/// Where batches come from: the one thing that data and training share. Used by one thread at a time.
class BatchSource {
public:
    virtual ~BatchSource() = default;

    virtual std::int64_t size() const = 0;
    virtual std::int64_t classCount() const = 0;
    /// [C, H, W] of every picture.
    virtual Shape pictureShape() const = 0;
    virtual std::int64_t label(std::int64_t index) const = 0;
    /// Whether views differ: false means that every view equals view 0.
    virtual bool augments() const = 0;
    /// Identifies the pixels that `example` yields (file content, transform, seed and view): equal keys, equal pixels.
    /// Empty where the source cannot say; then features of it are cached for the run alone.
    virtual std::string contentKey(const Example& example) const = 0;

    /// Announces what next() shall deliver, in this order, so that the source can decode ahead. Drops an earlier order.
    virtual void start(std::vector<Example> order, std::int64_t batchSize) = 0;
    /// The next batch of the announced order, the last one smaller where it does not divide; an empty batch at the end.
    virtual Result<Batch> next() = 0;
};

}  // namespace layerbench
