// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/dropout_masks.h"

#include "core/training/engine/dropout_kernels.h"
#include "core/training/engine/vectorised.h"

#include <ATen/Parallel.h>

#include <cassert>
#include <cmath>

namespace layerbench {

void DropoutMasks::draw(const at::Tensor& values, double keep) {
    if (!values.is_cpu() || values.scalar_type() != at::kFloat || !values.is_non_overlapping_and_dense()) {
        // at::dropout takes no generator, and the global one would tie runs to each other.
        at::Tensor(values).bernoulli_(keep, generator_).div_(keep);
        return;
    }
    const auto threshold = static_cast<std::uint64_t>(std::llround(std::ldexp(keep, 32)));
    at::parallel_for(0, values.numel(), kernels::grainFor(1), [&](std::int64_t begin, std::int64_t end) {
        kernels::drawMask(values.data_ptr<float>() + begin, end - begin, generator_.current_seed(),
                          drawn_ + static_cast<std::uint64_t>(begin), threshold, static_cast<float>(1 / keep));
    });
    drawn_ += static_cast<std::uint64_t>(values.numel());
}

void DropoutMasks::begin() {
    next_ = 0;
    if (!held_)
        masks_.clear();
}

at::Tensor DropoutMasks::next(const at::Tensor& like, double keep) {
    if (held_) {
        assert(masks_.at(next_).values.sizes() == like.sizes() && masks_[next_].keep == keep);
        return masks_.at(next_++).values;
    }
    const at::Tensor values = at::empty_like(like);
    draw(values, keep);
    masks_.push_back({values, keep});
    return values;
}

DropoutMasks DropoutMasks::held() const {
    DropoutMasks same = *this;
    same.held_ = true;
    return same;
}

void DropoutMasks::redraw(DropoutMasks& source) const {
    for (const Mask& mask : masks_)
        source.draw(mask.values, mask.keep);
}

DropoutMasks::Position DropoutMasks::position() const {
    return {generator_.get_state(), drawn_};  // not clone(): LibTorch 1.13 never frees it
}

void DropoutMasks::returnTo(const Position& position) {
    generator_.set_state(position.generator);
    drawn_ = position.drawn;
}

}  // namespace layerbench
