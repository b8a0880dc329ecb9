// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/augmentation.h"
#include "core/data/dataset.h"
#include "core/data/picture_store.h"
#include "core/network/batch_source.h"

#include <memory>

namespace layerbench {

struct BatchLoaderOptions {
    Augmentation augmentation = Augmentation::none;
    std::uint64_t seed = 1;                            ///< of the random views
    int threads = 2;                                   ///< that decode ahead
    PictureStore* pictures = &PictureStore::shared();  ///< keeps decoded ones; outlives the loader
};

/// One part of a data set as batches: decodes ahead on its own threads, in the announced order, at most three batches
/// at a time. What a view's pixels are depends on (seed, index, view) alone, never on the threads.
/// Decoded pictures are kept in a store that other loaders share, at evaluation size where views need no more.
/// A picture that cannot be decoded makes the batch it is in an error that names it; the batches behind it still come.
/// Used by one thread at a time.
class BatchLoader final : public BatchSource {
public:
    BatchLoader(Dataset dataset, Part part, InputSpec input, const BatchLoaderOptions& options = {});
    ~BatchLoader() override;

    std::int64_t size() const override;
    std::int64_t classCount() const override;
    Shape pictureShape() const override;
    std::int64_t label(std::int64_t index) const override;
    bool augments() const override;
    std::string contentKey(const Example& example) const override;
    void start(std::vector<Example> order, std::int64_t batchSize) override;
    Result<Batch> next() override;

    const Dataset& dataset() const;
    /// The pixels that `example` shows, before they are normalised. Any thread.
    Result<Picture> picture(const Example& example) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace layerbench
