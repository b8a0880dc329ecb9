// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/tensors.h"

#include <cstring>
#include <new>

namespace layerbench {

namespace {

at::ScalarType torchType(ScalarType type) {
    switch (type) {
    case ScalarType::float32:
        return at::kFloat;
    case ScalarType::float64:
        return at::kDouble;
    case ScalarType::float16:
        return at::kHalf;
    case ScalarType::bfloat16:
        return at::kBFloat16;
    case ScalarType::uint8:
        return at::kByte;
    case ScalarType::int8:
        return at::kChar;
    case ScalarType::int16:
        return at::kShort;
    case ScalarType::int32:
        return at::kInt;
    case ScalarType::int64:
        return at::kLong;
    case ScalarType::boolean:
        return at::kBool;
    }
    assert(false);
    return at::kFloat;
}

ScalarType ourType(at::ScalarType type) {
    for (const auto candidate :
         {ScalarType::float32, ScalarType::float64, ScalarType::float16, ScalarType::bfloat16, ScalarType::uint8,
          ScalarType::int8, ScalarType::int16, ScalarType::int32, ScalarType::int64, ScalarType::boolean})
        if (torchType(candidate) == type)
            return candidate;
    assert(false);
    return ScalarType::float32;
}

}  // namespace

at::Tensor wrapped(const Tensor& tensor) {
    auto* memory = const_cast<std::byte*>(tensor.bytes().data());
    return at::from_blob(
        memory, tensor.shape(), [keep = tensor](void*) {}, at::TensorOptions().dtype(torchType(tensor.type())));
}

Tensor copied(const at::Tensor& tensor) {
    const at::Tensor plain = tensor.detach().to(at::kCPU).contiguous();
    return Tensor::make(ourType(plain.scalar_type()), plain.sizes().vec(),
                        [&](std::span<std::byte> bytes) { std::memcpy(bytes.data(), plain.data_ptr(), bytes.size()); });
}

bool isOutOfMemory(const std::exception& exception) {
    if (dynamic_cast<const std::bad_alloc*>(&exception))
        return true;
    const std::string message = exception.what();
    for (const char* sign : {"out of memory", "not enough memory", "can't allocate memory"})
        if (message.find(sign) != std::string::npos)
            return true;
    return false;
}

std::string firstLine(const std::exception& exception) {
    const std::string message = exception.what();
    return message.substr(0, message.find('\n'));
}

}  // namespace layerbench
