// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/attributes.h"
#include "core/network/result.h"
#include "core/network/tensor.h"

#include <span>
#include <string_view>
#include <vector>

namespace layerbench {

/// Every kind of layer that a network can hold. What a kind means stands in its row of the table: kindInfo().
enum class Kind {
    conv2d,
    linear,
    batchNorm2d,
    relu,
    relu6,
    maxPool2d,
    avgPool2d,
    adaptiveAvgPool2d,
    dropout,
    flatten,
    add,
    concat,
    shortcutA,
};

struct AttributeSpec {
    std::string_view name;    ///< PyTorch's argument name
    AttributeValue standard;  ///< what stands where nothing is given; its type is the attribute's type
    double minimum;           ///< of each number in it; flags have 0 and 1
    double maximum;
    /// A size that follows from the input ([C, H, W] or [features]): filled in by completeAttributes() where left out.
    bool fromInput = false;
};

/// A tensor that a layer of the kind owns, under PyTorch's name and with PyTorch's shape.
struct ParameterSpec {
    std::string_view name;
    Shape shape;
    ScalarType type = ScalarType::float32;
    bool buffer = false;  ///< moved by batch statistics, not by the optimiser
    double standard = 0;  ///< what a buffer holds in a new layer
};

struct KindInfo {
    Kind kind;
    std::string_view name;    ///< PyTorch's: "Conv2d"
    const char* title;        ///< marked text: "Convolution"
    const char* explanation;  ///< marked text: one sentence for a student
    std::size_t minimumInputs;
    std::size_t maximumInputs;
    std::vector<AttributeSpec> attributes;

    /// The tensors it owns, in state_dict order.
    std::vector<ParameterSpec> (*parameters)(const Attributes&);
    /// One example's output shape from its inputs' ([C, H, W] or [features]). The error says what clashes and what
    /// would fit; the caller puts the layer's name before it.
    Result<Shape> (*outputShape)(const Attributes&, std::span<const Shape> inputs);
    /// Multiply-adds for one example.
    std::int64_t (*multiplyAdds)(const Attributes&, std::span<const Shape> inputs, const Shape& output);
};

/// The table, in the order of the palette.
std::span<const KindInfo> kindTable();
const KindInfo& kindInfo(Kind kind);
/// By PyTorch's name, as recipes and `inspect` write it.
Result<Kind> kindFromName(std::string_view name);

/// `given` with the kind's remaining attributes filled in: sizes that follow from the input, else the standard value.
/// An attribute that the kind does not have, of another type or out of range is an error that names it and the range.
Result<Attributes> completeAttributes(Kind kind, const Attributes& given, std::span<const Shape> inputs);

}  // namespace layerbench
