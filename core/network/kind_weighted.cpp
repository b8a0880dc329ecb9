// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/kind_rules.h"

namespace layerbench {

namespace {

std::vector<ParameterSpec> conv2dParameters(const Attributes& a) {
    const auto kernel = a.pair("kernel_size");
    const auto out = a.integer("out_channels");
    std::vector<ParameterSpec> specs{
        {"weight", {out, a.integer("in_channels") / a.integer("groups"), kernel[0], kernel[1]}}};
    if (a.flag("bias"))
        specs.push_back({"bias", {out}});
    return specs;
}

Result<Shape> conv2dShape(const Attributes& a, std::span<const Shape> inputs) {
    LB_TRY(const Shape input, spatialInput(inputs));
    const auto in = a.integer("in_channels");
    if (input[0] != in)
        return failure(LB_TEXT("network", "it takes %1 channels (in_channels) but is given %2 channels; "
                                          "in_channels = %2 would fit."),
                       in, input[0]);
    const auto groups = a.integer("groups");
    if (in % groups != 0 || a.integer("out_channels") % groups != 0)
        return failure(LB_TEXT("network",
                               "in_channels (%1) and out_channels (%2) must both be multiples of groups (%3); "
                               "groups = 1 would fit."),
                       in, a.integer("out_channels"), groups);
    return windowedShape(input, a.integer("out_channels"), a, false);
}

std::int64_t conv2dMultiplyAdds(const Attributes& a, std::span<const Shape>, const Shape& output) {
    const auto kernel = a.pair("kernel_size");
    return elementCount(output) * (a.integer("in_channels") / a.integer("groups")) * kernel[0] * kernel[1];
}

std::vector<ParameterSpec> linearParameters(const Attributes& a) {
    std::vector<ParameterSpec> specs{{"weight", {a.integer("out_features"), a.integer("in_features")}}};
    if (a.flag("bias"))
        specs.push_back({"bias", {a.integer("out_features")}});
    return specs;
}

Result<Shape> linearShape(const Attributes& a, std::span<const Shape> inputs) {
    if (inputs[0].size() != 1)
        return failure(LB_TEXT("network",
                               "it takes a list of features but is given a map of %1; a Flatten layer before it "
                               "would fit."),
                       toText(inputs[0]));
    if (inputs[0][0] != a.integer("in_features"))
        return failure(LB_TEXT("network", "it takes %1 features (in_features) but is given %2 features; "
                                          "in_features = %2 would fit."),
                       a.integer("in_features"), inputs[0][0]);
    return Shape{a.integer("out_features")};
}

std::int64_t linearMultiplyAdds(const Attributes& a, std::span<const Shape>, const Shape&) {
    return a.integer("in_features") * a.integer("out_features");
}

}  // namespace

std::vector<KindInfo> weightedKinds() {
    return {
        {.kind = Kind::conv2d,
         .name = "Conv2d",
         .title = LB_TEXT("network", "Convolution"),
         .explanation = LB_TEXT("network", "Slides small filters over the map; each filter makes one output channel."),
         .minimumInputs = 1,
         .maximumInputs = 1,
         .attributes = {{"in_channels", std::int64_t{1}, 1, largestSize, true},
                        {"out_channels", std::int64_t{1}, 1, largestSize, true},
                        {"kernel_size", Pair{3, 3}, 1, 1024},
                        {"stride", Pair{1, 1}, 1, 1024},
                        {"padding", Pair{1, 1}, 0, 1024},
                        {"dilation", Pair{1, 1}, 1, 1024},
                        {"groups", std::int64_t{1}, 1, largestSize},
                        {"bias", true, 0, 1}},
         .parameters = conv2dParameters,
         .outputShape = conv2dShape,
         .multiplyAdds = conv2dMultiplyAdds},
        {.kind = Kind::linear,
         .name = "Linear",
         .title = LB_TEXT("network", "Fully connected"),
         .explanation = LB_TEXT("network", "Every output is a weighted sum of all inputs."),
         .minimumInputs = 1,
         .maximumInputs = 1,
         .attributes = {{"in_features", std::int64_t{1}, 1, 1 << 28, true},
                        {"out_features", std::int64_t{1}, 1, 1 << 28, true},
                        {"bias", true, 0, 1}},
         .parameters = linearParameters,
         .outputShape = linearShape,
         .multiplyAdds = linearMultiplyAdds},
    };
}

}  // namespace layerbench
