// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/dropout_masks.h"

#include <cassert>

namespace layerbench {

namespace {

void draw(at::Tensor values, double keep, const at::Generator& generator) {
    // at::dropout takes no generator, and the global one would tie runs to each other.
    values.bernoulli_(keep, generator).div_(keep);
}

}  // namespace

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
    draw(values, keep, generator_);
    masks_.push_back({values, keep});
    return values;
}

DropoutMasks DropoutMasks::held() const {
    DropoutMasks same = *this;
    same.held_ = true;
    return same;
}

void DropoutMasks::redraw(const at::Generator& generator) {
    for (const Mask& mask : masks_)
        draw(mask.values, mask.keep, generator);
}

}  // namespace layerbench
