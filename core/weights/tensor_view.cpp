// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/tensor_view.h"

#include <bit>
#include <cstring>
#include <limits>

namespace layerbench {

static_assert(std::endian::native == std::endian::little, "weight files are little-endian and read as they are");

namespace {

template <std::size_t size>
void copyElements(std::span<const std::byte> storage, const TensorView& view, std::span<std::byte> out) {
    Shape index(view.shape.size(), 0);
    std::int64_t position = view.offset;
    for (std::size_t written = 0; written < out.size(); written += size) {
        std::memcpy(out.data() + written, storage.data() + static_cast<std::size_t>(position) * size, size);
        for (std::size_t axis = index.size(); axis-- > 0;) {
            position += view.strides[axis];
            if (++index[axis] < view.shape[axis])
                break;
            position -= view.strides[axis] * view.shape[axis];
            index[axis] = 0;
        }
    }
}

}  // namespace

std::optional<std::int64_t> checkedElementCount(const Shape& shape) {
    std::int64_t count = 1;
    bool empty = false;
    for (const auto size : shape) {
        if (size < 0)
            return std::nullopt;
        // The sizes beside a zero must not overflow either: others multiply them without looking.
        if (size == 0)
            empty = true;
        else if (__builtin_mul_overflow(count, size, &count))
            return std::nullopt;
    }
    if (count > std::numeric_limits<std::int64_t>::max() / 8)
        return std::nullopt;
    return empty ? 0 : count;
}

bool liesInside(const TensorView& view, std::int64_t storageCount) {
    const auto count = checkedElementCount(view.shape);
    if (!count || view.strides.size() != view.shape.size() || view.shape.size() > maximumDimensions)
        return false;
    if (view.offset < 0 || view.offset > storageCount)
        return false;
    std::int64_t last = view.offset;
    for (std::size_t axis = 0; axis < view.shape.size(); ++axis) {
        const auto stride = view.strides[axis];
        std::int64_t span = 0;
        if (stride < 0 || __builtin_mul_overflow(stride, std::max<std::int64_t>(view.shape[axis], 1), &span))
            return false;
        if (view.shape[axis] > 0 && __builtin_add_overflow(last, span - stride, &last))
            return false;
    }
    return *count == 0 || last < storageCount;
}

bool isContiguous(const TensorView& view) {
    std::int64_t expected = 1;
    for (std::size_t axis = view.shape.size(); axis-- > 0;) {
        if (view.shape[axis] == 1)
            continue;
        if (view.strides[axis] != expected)
            return false;
        expected *= view.shape[axis];
    }
    return true;
}

Tensor gather(const Tensor& storage, const TensorView& view) {
    assert(liesInside(view, storage.elementCount()));
    const auto count = elementCount(view.shape);
    if (count == storage.elementCount() && view.offset == 0 && isContiguous(view))
        return storage.reshaped(view.shape);
    return Tensor::make(storage.type(), view.shape, [&](std::span<std::byte> out) {
        const auto bytes = storage.bytes();
        if (out.empty())
            return;
        if (isContiguous(view)) {
            std::memcpy(out.data(), bytes.data() + static_cast<std::size_t>(view.offset) * byteSize(storage.type()),
                        out.size());
            return;
        }
        switch (byteSize(storage.type())) {
        case 1:
            return copyElements<1>(bytes, view, out);
        case 2:
            return copyElements<2>(bytes, view, out);
        case 4:
            return copyElements<4>(bytes, view, out);
        default:
            return copyElements<8>(bytes, view, out);
        }
    });
}

}  // namespace layerbench
