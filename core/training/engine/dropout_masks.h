// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace layerbench {

/// Dropout's masks, one after another in the order of a step's layers: 1 / keep with probability `keep`, else 0.
/// (Srivastava et al. 2014, scaled as PyTorch does it.) On a GPU LibTorch draws them. On the CPU it draws one number
/// after the other on one thread, which takes a twelfth of a SqueezeNet's step: there they are drawn from the
/// generator's seed at once.
class DropoutMasks {
public:
    DropoutMasks() = default;
    explicit DropoutMasks(at::Generator generator) : generator_(std::move(generator)) {}

    /// A step begins.
    void begin();
    /// Of the shape, type and place of `like`. Drawn, or where the masks are held the one that was drawn here.
    at::Tensor next(const at::Tensor& like, double keep);

    /// The last step's masks, kept in their memory: next() gives them out again.
    DropoutMasks held() const;
    /// Draws held masks anew into that memory, as `source` would draw them next.
    void redraw(DropoutMasks& source) const;

    /// Where the drawing stands, to return there.
    struct Position {
        at::Tensor generator;
        std::uint64_t drawn = 0;
    };
    Position position() const;
    void returnTo(const Position& position);

private:
    struct Mask {
        at::Tensor values;
        double keep;
    };
    void draw(const at::Tensor& values, double keep);

    at::Generator generator_;
    std::uint64_t drawn_ = 0;  ///< values, on the CPU
    std::vector<Mask> masks_;
    std::size_t next_ = 0;
    bool held_ = false;
};

}  // namespace layerbench
