// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/kind_rules.h"

#include <algorithm>

namespace layerbench {

namespace {

std::vector<ParameterSpec> none(const Attributes&) {
    return {};
}

std::int64_t nothing(const Attributes&, std::span<const Shape>, const Shape&) {
    return 0;
}

Result<Shape> same(const Attributes&, std::span<const Shape> inputs) {
    return inputs[0];
}

std::vector<ParameterSpec> batchNormParameters(const Attributes& a) {
    const Shape shape{a.integer("num_features")};
    return {{"weight", shape},
            {"bias", shape},
            {"running_mean", shape, ScalarType::float32, true, 0},
            {"running_var", shape, ScalarType::float32, true, 1},
            {"num_batches_tracked", {}, ScalarType::int64, true, 0}};
}

Result<Shape> batchNormShape(const Attributes& a, std::span<const Shape> inputs) {
    LB_TRY(Shape input, spatialInput(inputs));
    if (input[0] != a.integer("num_features"))
        return failure(LB_TEXT("network", "it takes %1 channels (num_features) but is given %2 channels; "
                                          "num_features = %2 would fit."),
                       a.integer("num_features"), input[0]);
    return input;
}

std::int64_t perElement(const Attributes&, std::span<const Shape>, const Shape& output) {
    return elementCount(output);
}

Result<Shape> flattenShape(const Attributes&, std::span<const Shape> inputs) {
    return Shape{elementCount(inputs[0])};
}

Result<Shape> addShape(const Attributes&, std::span<const Shape> inputs) {
    for (const Shape& input : inputs.subspan(1))
        if (input != inputs[0])
            return failure(
                LB_TEXT("network", "it adds equal shapes but is given %1 and %2; branches of equal shape would fit."),
                toText(inputs[0]), toText(input));
    return inputs[0];
}

Result<Shape> concatShape(const Attributes&, std::span<const Shape> inputs) {
    Shape sum = inputs[0];
    for (const Shape& input : inputs.subspan(1)) {
        if (input.size() != sum.size() || !std::equal(input.begin() + 1, input.end(), sum.begin() + 1))
            return failure(LB_TEXT("network",
                                   "it stacks maps of the same height and width but is given %1 and %2; branches that "
                                   "differ in channels alone would fit."),
                           toText(inputs[0]), toText(input));
        sum[0] += input[0];
    }
    return sum;
}

Result<Shape> shortcutShape(const Attributes& a, std::span<const Shape> inputs) {
    LB_TRY(const Shape input, spatialInput(inputs));
    const auto out = a.integer("out_channels");
    if (out < input[0] || (out - input[0]) % 2 != 0)
        return failure(LB_TEXT("network", "it pads %1 channels with zeros on both sides and cannot reach %2 channels; "
                                          "out_channels = %3 would fit."),
                       input[0], out, 2 * input[0]);
    const auto stride = a.integer("stride");
    return Shape{out, (input[1] + stride - 1) / stride, (input[2] + stride - 1) / stride};
}

KindInfo activation(Kind kind, std::string_view name, const char* title, const char* explanation) {
    return {.kind = kind,
            .name = name,
            .title = title,
            .explanation = explanation,
            .minimumInputs = 1,
            .maximumInputs = 1,
            .attributes = {},
            .parameters = none,
            .outputShape = same,
            .multiplyAdds = nothing};
}

KindInfo joining(Kind kind, std::string_view name, const char* title, const char* explanation,
                 Result<Shape> (*outputShape)(const Attributes&, std::span<const Shape>)) {
    return {.kind = kind,
            .name = name,
            .title = title,
            .explanation = explanation,
            .minimumInputs = 2,
            .maximumInputs = 64,
            .attributes = {},
            .parameters = none,
            .outputShape = outputShape,
            .multiplyAdds = nothing};
}

}  // namespace

std::vector<KindInfo> plainKinds() {
    return {
        {.kind = Kind::batchNorm2d,
         .name = "BatchNorm2d",
         .title = LB_TEXT("network", "Batch normalisation"),
         .explanation = LB_TEXT("network", "Brings every channel to mean 0 and variance 1, then scales and shifts it."),
         .minimumInputs = 1,
         .maximumInputs = 1,
         .attributes = {{"num_features", std::int64_t{1}, 1, largestSize, true},
                        {"eps", 1e-5, 0, 1},
                        {"momentum", 0.1, 0, 1}},
         .parameters = batchNormParameters,
         .outputShape = batchNormShape,
         .multiplyAdds = perElement},
        activation(Kind::relu, "ReLU", LB_TEXT("network", "ReLU"), LB_TEXT("network", "Sets negative values to zero.")),
        activation(Kind::relu6, "ReLU6", LB_TEXT("network", "ReLU6"),
                   LB_TEXT("network", "Sets negative values to zero and cuts values off at six.")),
        {.kind = Kind::dropout,
         .name = "Dropout",
         .title = LB_TEXT("network", "Dropout"),
         .explanation = LB_TEXT("network", "While training, sets a share p of the values to zero by chance."),
         .minimumInputs = 1,
         .maximumInputs = 1,
         .attributes = {{"p", 0.5, 0, 0.999}},
         .parameters = none,
         .outputShape = same,
         .multiplyAdds = nothing},
        {.kind = Kind::flatten,
         .name = "Flatten",
         .title = LB_TEXT("network", "Flatten"),
         .explanation = LB_TEXT("network", "Lays the map out as one list of features."),
         .minimumInputs = 1,
         .maximumInputs = 1,
         .attributes = {},
         .parameters = none,
         .outputShape = flattenShape,
         .multiplyAdds = nothing},
        joining(Kind::add, "Add", LB_TEXT("network", "Add"),
                LB_TEXT("network", "Adds branches of equal shape: the shortcut of a residual block."), addShape),
        joining(Kind::concat, "Concat", LB_TEXT("network", "Concatenate"),
                LB_TEXT("network", "Stacks the channels of its branches."), concatShape),
        {.kind = Kind::shortcutA,
         .name = "ShortcutA",
         .title = LB_TEXT("network", "Padded shortcut"),
         .explanation = LB_TEXT("network", "Takes every second row and column and adds channels of zeros "
                                           "(He et al. 2015, option A)."),
         .minimumInputs = 1,
         .maximumInputs = 1,
         .attributes = {{"out_channels", std::int64_t{1}, 1, largestSize, true}, {"stride", std::int64_t{2}, 1, 64}},
         .parameters = none,
         .outputShape = shortcutShape,
         .multiplyAdds = nothing},
    };
}

}  // namespace layerbench
