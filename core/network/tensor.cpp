// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/tensor.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <new>

namespace layerbench {

namespace {

constexpr std::align_val_t alignment{64};

/// Converts each element of `source` with `convert` to float.
template <class T, class Convert>
Tensor converted(const Tensor& source, Convert convert) {
    return Tensor::make(ScalarType::float32, source.shape(), [&](std::span<std::byte> bytes) {
        auto* out = reinterpret_cast<float*>(bytes.data());
        for (const T value : source.as<T>())
            *out++ = convert(value);
    });
}

template <class T>
Tensor castToFloat(const Tensor& source) {
    return converted<T>(source, [](T value) { return static_cast<float>(value); });
}

}  // namespace

std::int64_t elementCount(const Shape& shape) {
    std::int64_t count = 1;
    for (const auto size : shape)
        count *= size;
    return count;
}

std::string toText(const Shape& shape) {
    if (shape.empty())
        return "scalar";
    std::string out;
    for (const auto size : shape)
        out += (out.empty() ? "" : " × ") + std::to_string(size);
    return out;
}

std::size_t byteSize(ScalarType type) {
    switch (type) {
    case ScalarType::float64:
    case ScalarType::int64:
        return 8;
    case ScalarType::float32:
    case ScalarType::int32:
        return 4;
    case ScalarType::float16:
    case ScalarType::bfloat16:
    case ScalarType::int16:
        return 2;
    case ScalarType::uint8:
    case ScalarType::int8:
    case ScalarType::boolean:
        return 1;
    }
    assert(false);
    return 0;
}

std::string_view name(ScalarType type) {
    switch (type) {
    case ScalarType::float32:
        return "float32";
    case ScalarType::float64:
        return "float64";
    case ScalarType::float16:
        return "float16";
    case ScalarType::bfloat16:
        return "bfloat16";
    case ScalarType::uint8:
        return "uint8";
    case ScalarType::int8:
        return "int8";
    case ScalarType::int16:
        return "int16";
    case ScalarType::int32:
        return "int32";
    case ScalarType::int64:
        return "int64";
    case ScalarType::boolean:
        return "bool";
    }
    assert(false);
    return "";
}

Tensor::Tensor() : Tensor(ScalarType::float32, {0}) {}

Tensor::Tensor(ScalarType type, Shape shape)
    : type_(type), shape_(std::move(shape)), count_(layerbench::elementCount(shape_)) {
    assert(count_ >= 0);
    // Never a null pointer, not even for no elements: views of it are handed to other libraries.
    const std::size_t size = std::max<std::size_t>(static_cast<std::size_t>(count_) * byteSize(type_), 1);
    auto* memory = static_cast<std::byte*>(::operator new(size, alignment));
    std::memset(memory, 0, size);
    memory_ = {memory, [](std::byte* pointer) { ::operator delete(pointer, alignment); }};
}

Tensor Tensor::fromFloats(Shape shape, std::span<const float> values) {
    assert(layerbench::elementCount(shape) == static_cast<std::int64_t>(values.size()));
    return make(ScalarType::float32, std::move(shape),
                [&](std::span<std::byte> bytes) { std::ranges::copy(std::as_bytes(values), bytes.begin()); });
}

Tensor Tensor::fromInts(Shape shape, std::span<const std::int64_t> values) {
    assert(layerbench::elementCount(shape) == static_cast<std::int64_t>(values.size()));
    return make(ScalarType::int64, std::move(shape),
                [&](std::span<std::byte> bytes) { std::ranges::copy(std::as_bytes(values), bytes.begin()); });
}

std::span<const std::byte> Tensor::bytes() const {
    return {memory_.get(), static_cast<std::size_t>(count_) * byteSize(type_)};
}

std::span<std::byte> Tensor::writableBytes() {
    return {memory_.get(), static_cast<std::size_t>(count_) * byteSize(type_)};
}

Tensor Tensor::toFloat32() const {
    switch (type_) {
    case ScalarType::float32:
        return *this;
    case ScalarType::float64:
        return castToFloat<double>(*this);
    case ScalarType::float16:
        return converted<std::uint16_t>(*this, halfToFloat);
    case ScalarType::bfloat16:
        return converted<std::uint16_t>(*this, bfloat16ToFloat);
    case ScalarType::uint8:
    case ScalarType::boolean:
        return castToFloat<std::uint8_t>(*this);
    case ScalarType::int8:
        return castToFloat<std::int8_t>(*this);
    case ScalarType::int16:
        return castToFloat<std::int16_t>(*this);
    case ScalarType::int32:
        return castToFloat<std::int32_t>(*this);
    case ScalarType::int64:
        return castToFloat<std::int64_t>(*this);
    }
    assert(false);
    return *this;
}

Tensor Tensor::reshaped(Shape shape) const {
    assert(layerbench::elementCount(shape) == count_);
    Tensor copy = *this;
    copy.shape_ = std::move(shape);
    return copy;
}

bool Tensor::operator==(const Tensor& other) const {
    return type_ == other.type_ && shape_ == other.shape_ &&
           (memory_ == other.memory_ || std::ranges::equal(bytes(), other.bytes()));
}

float halfToFloat(std::uint16_t bits) {
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000u) << 16;
    const std::uint32_t exponent = (bits >> 10) & 0x1fu;
    const std::uint32_t mantissa = bits & 0x3ffu;
    if (exponent == 0x1f)
        return std::bit_cast<float>(sign | 0x7f800000u | (mantissa << 13));
    if (exponent == 0) {
        const float magnitude = std::ldexp(static_cast<float>(mantissa), -24);
        return sign ? -magnitude : magnitude;
    }
    return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (mantissa << 13));
}

float bfloat16ToFloat(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

std::uint16_t floatToHalf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000u);
    const std::uint32_t magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u)
        return static_cast<std::uint16_t>(sign | 0x7e00u);
    if (magnitude >= 0x477ff000u)  // rounds to 2^16 or beyond
        return static_cast<std::uint16_t>(sign | 0x7c00u);
    if (magnitude < 0x38800000u) {  // subnormal: a multiple of 2^-24
        const float steps = std::ldexp(std::bit_cast<float>(magnitude), 24);
        return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::nearbyint(steps)));
    }
    const std::uint32_t odd = (magnitude >> 13) & 1u;
    return static_cast<std::uint16_t>(sign | ((magnitude - 0x38000000u + 0xfffu + odd) >> 13));
}

std::uint16_t floatToBfloat16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u)
        return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
    return static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

}  // namespace layerbench
