// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/network/tensor.h"

#include <algorithm>
#include <optional>

namespace layerbench {

/// A tensor as PyTorch describes it: element [i0, i1, …] stands at offset + i0 * strides[0] + i1 * strides[1] + … of a
/// storage; all counted in elements. Comes from a file, so nothing in it may be trusted.
struct TensorView {
    std::int64_t offset = 0;
    Shape shape;
    Shape strides;
};

/// More dimensions than this are refused (PyTorch's own networks use at most five).
inline constexpr std::size_t maximumDimensions = 32;

/// The product of the sizes; nothing where a size is negative, or where that many elements of 8 bytes overflow.
std::optional<std::int64_t> checkedElementCount(const Shape& shape);

/// Whether every element of the view lies within a storage of `storageCount` elements.
bool liesInside(const TensorView& view, std::int64_t storageCount);

/// Whether the elements follow each other in row-major order without gaps.
bool isContiguous(const TensorView& view);

/// The view's elements, row-major. `storage` is one-dimensional and the view must lie inside it.
/// Shares the storage's memory where the view is all of it.
Tensor gather(const Tensor& storage, const TensorView& view);

/// A new tensor that `read` fills: Result<void> read(std::span<std::byte>). Booleans become 0 or 1 whatever the file
/// says (another value in a C++ bool would be undefined behaviour later).
template <class Read>
Result<Tensor> readTensor(ScalarType type, Shape shape, Read&& read) {
    Result<void> outcome;
    Tensor tensor = Tensor::make(type, std::move(shape), [&](std::span<std::byte> bytes) {
        outcome = read(bytes);
        if (type == ScalarType::boolean)
            std::ranges::transform(bytes, bytes.begin(), [](std::byte b) { return std::byte(b != std::byte{0}); });
    });
    LB_CHECK(outcome);
    return tensor;
}

}  // namespace layerbench
