// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/families.h"

namespace layerbench {
namespace {

/// "NAME.0" convolution, "NAME.1" batch-norm, "NAME.2" ReLU6.
void convolutionNormActivation(NetworkBuilder& builder, const std::string& name, ConvolutionSpec spec) {
    spec.bias = false;
    builder.conv2d(name + ".0", spec);
    builder.batchNorm2d(name + ".1");
    builder.add(name + ".2", Kind::relu6);
}

/// Widens by `expansion`, filters each channel alone, and projects down without an activation.
void invertedResidual(NetworkBuilder& builder, const std::string& name, std::int64_t expansion, std::int64_t channels,
                      std::int64_t stride) {
    const LayerId input = builder.last();
    const std::int64_t inputChannels = builder.channels(input);
    const std::int64_t hidden = inputChannels * expansion;
    int index = 0;
    const auto nextName = [&] { return name + ".conv." + std::to_string(index++); };
    if (expansion != 1)
        convolutionNormActivation(builder, nextName(), {.channels = hidden});
    convolutionNormActivation(builder, nextName(),
                              {.channels = hidden, .kernel = 3, .stride = stride, .padding = 1, .groups = hidden});
    builder.conv2d(nextName(), {.channels = channels, .bias = false});
    const LayerId path = builder.batchNorm2d(nextName());
    if (stride == 1 && inputChannels == channels)
        builder.add(name + ".add", Kind::add, {}, {input, path});
}

}  // namespace

void buildMobileNetV2(NetworkBuilder& builder, std::int64_t classCount) {
    struct Stage {
        std::int64_t expansion;
        std::int64_t channels;
        int blocks;
        std::int64_t stride;
    };
    constexpr std::array<Stage, 7> stages{
        {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}}};
    int index = 0;
    const auto nextName = [&index] { return "features." + std::to_string(index++); };
    convolutionNormActivation(builder, nextName(), {.channels = 32, .kernel = 3, .stride = 2, .padding = 1});
    for (const Stage& stage : stages) {
        for (int i = 0; i < stage.blocks; ++i)
            invertedResidual(builder, nextName(), stage.expansion, stage.channels, i == 0 ? stage.stride : 1);
    }
    convolutionNormActivation(builder, nextName(), {.channels = 1280});
    builder.adaptiveAvgPool2d("adaptive_avg_pool2d", 1);
    builder.flatten();
    builder.dropout("classifier.0", 0.2);
    builder.linear("classifier.1", classCount);
}

}  // namespace layerbench
