// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cstddef>
#include <utility>
#include <vector>

namespace layerbench {

/// Dropout's masks, one after another in the order of a step's layers: 1 / keep with probability `keep`, else 0.
/// (Srivastava et al. 2014, scaled as PyTorch does it.)
class DropoutMasks {
public:
    DropoutMasks() = default;
    explicit DropoutMasks(at::Generator generator) : generator_(std::move(generator)) {}

    const at::Generator& generator() const { return generator_; }

    /// A step begins.
    void begin();
    /// Of the shape, type and place of `like`. Drawn, or where the masks are held the one that was drawn here.
    at::Tensor next(const at::Tensor& like, double keep);

    /// The last step's masks, kept in their memory: next() gives them out again.
    DropoutMasks held() const;
    /// Draws held masks anew into that memory, as next() would draw them.
    void redraw(const at::Generator& generator);

private:
    struct Mask {
        at::Tensor values;
        double keep;
    };

    at::Generator generator_;
    std::vector<Mask> masks_;
    std::size_t next_ = 0;
    bool held_ = false;
};

}  // namespace layerbench
