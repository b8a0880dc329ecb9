// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// Sizes of a tensor or of one example's activation: [out, in, kh, kw], [C, H, W], [features]; [] is a scalar.
using Shape = std::vector<std::int64_t>;

std::int64_t elementCount(const Shape& shape);
/// "3 × 64 × 64"; "scalar" for [].
std::string toText(const Shape& shape);

enum class ScalarType : std::uint8_t { float32, float64, float16, bfloat16, uint8, int8, int16, int32, int64, boolean };

std::size_t byteSize(ScalarType type);
/// PyTorch's name: "float32", "bfloat16", "bool".
std::string_view name(ScalarType type);

/// Numbers in memory, row-major, 64-byte aligned. The memory is shared between copies and never written once
/// the tensor is made, so a copy costs a pointer, and every thread may read.
class Tensor {
public:
    /// An empty float32 tensor of shape [0].
    Tensor();

    /// A tensor of zero bytes; writable only through the `fill` callback, before anyone else can see it.
    /// `fill` gets the raw bytes, elementCount(shape) * byteSize(type) of them.
    template <class Fill>
    static Tensor make(ScalarType type, Shape shape, Fill&& fill) {
        Tensor tensor(type, std::move(shape));
        fill(tensor.writableBytes());
        return tensor;
    }
    /// A float32 tensor with the given values; values.size() must be elementCount(shape).
    static Tensor fromFloats(Shape shape, std::span<const float> values);
    static Tensor fromInts(Shape shape, std::span<const std::int64_t> values);

    ScalarType type() const { return type_; }
    const Shape& shape() const { return shape_; }
    std::int64_t elementCount() const { return count_; }
    std::span<const std::byte> bytes() const;

    /// The elements in place. T must be the type that type() says (float for float32, std::int64_t for int64, …).
    template <class T>
    std::span<const T> as() const {
        assert(sizeof(T) == byteSize(type_));
        return {reinterpret_cast<const T*>(bytes().data()), static_cast<std::size_t>(count_)};
    }

    /// The same numbers as float32 (itself when it is already; wider types are rounded to nearest).
    Tensor toFloat32() const;
    /// The same bytes under another shape of the same element count.
    Tensor reshaped(Shape shape) const;

    /// Equal type, shape and bytes.
    bool operator==(const Tensor& other) const;

private:
    Tensor(ScalarType type, Shape shape);
    std::span<std::byte> writableBytes();

    ScalarType type_ = ScalarType::float32;
    Shape shape_;
    std::int64_t count_ = 0;
    std::shared_ptr<std::byte> memory_;
};

/// IEEE 754 half and bfloat16 to float32, exact; and back, rounded to nearest even.
float halfToFloat(std::uint16_t bits);
float bfloat16ToFloat(std::uint16_t bits);
std::uint16_t floatToHalf(float value);
std::uint16_t floatToBfloat16(float value);

}  // namespace layerbench
