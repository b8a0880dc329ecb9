// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/kind_rules.h"

namespace layerbench {

namespace {

std::vector<ParameterSpec> none(const Attributes&) {
    return {};
}

Result<Shape> poolShape(const Attributes& a, std::span<const Shape> inputs) {
    LB_TRY(const Shape input, spatialInput(inputs));
    const auto kernel = a.pair("kernel_size");
    const auto padding = a.pair("padding");
    // PyTorch's own rule: otherwise a window could lie in the padding alone.
    if (2 * padding[0] > kernel[0] || 2 * padding[1] > kernel[1])
        return failure(
            LB_TEXT("network", "its padding (%1) is more than half its kernel_size (%2); padding = 0 would fit."),
            toText(AttributeValue(padding)), toText(AttributeValue(kernel)));
    return windowedShape(input, input[0], a, a.flag("ceil_mode"));
}

std::int64_t poolMultiplyAdds(const Attributes& a, std::span<const Shape>, const Shape& output) {
    const auto kernel = a.pair("kernel_size");
    return elementCount(output) * kernel[0] * kernel[1];
}

std::int64_t nothing(const Attributes&, std::span<const Shape>, const Shape&) {
    return 0;
}

Result<Shape> adaptiveShape(const Attributes& a, std::span<const Shape> inputs) {
    LB_TRY(const Shape input, spatialInput(inputs));
    const auto size = a.pair("output_size");
    return Shape{input[0], size[0], size[1]};
}

std::int64_t adaptiveMultiplyAdds(const Attributes&, std::span<const Shape> inputs, const Shape&) {
    return elementCount(inputs[0]);
}

std::vector<AttributeSpec> windowAttributes() {
    return {{"kernel_size", Pair{2, 2}, 1, 1024},
            {"stride", Pair{2, 2}, 1, 1024},
            {"padding", Pair{0, 0}, 0, 512},
            {"ceil_mode", false, 0, 1}};
}

}  // namespace

std::vector<KindInfo> poolingKinds() {
    std::vector<AttributeSpec> maxAttributes = windowAttributes();
    maxAttributes.push_back({"dilation", Pair{1, 1}, 1, 1024});
    return {
        {.kind = Kind::maxPool2d,
         .name = "MaxPool2d",
         .title = LB_TEXT("network", "Max pooling"),
         .explanation = LB_TEXT("network", "Keeps the largest value of each window: the map gets smaller."),
         .minimumInputs = 1,
         .maximumInputs = 1,
         .attributes = std::move(maxAttributes),
         .parameters = none,
         .outputShape = poolShape,
         .multiplyAdds = nothing},
        {.kind = Kind::avgPool2d,
         .name = "AvgPool2d",
         .title = LB_TEXT("network", "Average pooling"),
         .explanation = LB_TEXT("network", "Averages each window: the map gets smaller."),
         .minimumInputs = 1,
         .maximumInputs = 1,
         .attributes = windowAttributes(),
         .parameters = none,
         .outputShape = poolShape,
         .multiplyAdds = poolMultiplyAdds},
        {.kind = Kind::adaptiveAvgPool2d,
         .name = "AdaptiveAvgPool2d",
         .title = LB_TEXT("network", "Global average pooling"),
         .explanation = LB_TEXT("network", "Averages the map down to a fixed size, whatever its size was."),
         .minimumInputs = 1,
         .maximumInputs = 1,
         .attributes = {{"output_size", Pair{1, 1}, 1, 4096}},
         .parameters = none,
         .outputShape = adaptiveShape,
         .multiplyAdds = adaptiveMultiplyAdds},
    };
}

}  // namespace layerbench
