// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/families.h"

namespace layerbench {
namespace {

/// A convolution without bias, as batch-norm's shift follows, and that batch-norm: "layer1.0.conv1", "layer1.0.bn1".
void convolutionAndNorm(NetworkBuilder& builder, const std::string& block, int number, ConvolutionSpec spec) {
    spec.bias = false;
    builder.conv2d(block + ".conv" + std::to_string(number), spec);
    builder.batchNorm2d(block + ".bn" + std::to_string(number));
}

/// `width`: channels inside the block.
void residualBlock(NetworkBuilder& builder, const std::string& name, std::int64_t width, std::int64_t stride,
                   bool bottleneck) {
    const LayerId input = builder.last();
    const std::int64_t outputChannels = bottleneck ? 4 * width : width;
    if (bottleneck) {
        convolutionAndNorm(builder, name, 1, {.channels = width});
        builder.relu(name + ".relu");
        convolutionAndNorm(builder, name, 2, {.channels = width, .kernel = 3, .stride = stride, .padding = 1});
        builder.relu(name + ".relu_1");
        convolutionAndNorm(builder, name, 3, {.channels = outputChannels});
    } else {
        convolutionAndNorm(builder, name, 1, {.channels = width, .kernel = 3, .stride = stride, .padding = 1});
        builder.relu(name + ".relu");
        convolutionAndNorm(builder, name, 2, {.channels = width, .kernel = 3, .padding = 1});
    }
    const LayerId path = builder.last();
    LayerId shortcut = input;
    if (stride != 1 || builder.channels(input) != outputChannels) {
        builder.conv2d(name + ".downsample.0", {.channels = outputChannels, .stride = stride, .bias = false}, {input});
        shortcut = builder.batchNorm2d(name + ".downsample.1");
    }
    builder.add(name + ".add", Kind::add, {}, {path, shortcut});
    builder.relu(name + (bottleneck ? ".relu_2" : ".relu_1"));
}

}  // namespace

void buildResNet(NetworkBuilder& builder, std::int64_t classCount, const std::array<int, 4>& blocks, bool bottleneck) {
    builder.conv2d("conv1", {.channels = 64, .kernel = 7, .stride = 2, .padding = 3, .bias = false});
    builder.batchNorm2d("bn1");
    builder.relu("relu");
    builder.maxPool2d("maxpool", 3, 2, 1);
    std::int64_t width = 64;
    for (std::size_t stage = 0; stage < blocks.size(); ++stage, width *= 2) {
        for (int i = 0; i < blocks[stage]; ++i) {
            const std::string name = "layer" + std::to_string(stage + 1) + "." + std::to_string(i);
            residualBlock(builder, name, width, stage > 0 && i == 0 ? 2 : 1, bottleneck);
        }
    }
    builder.adaptiveAvgPool2d("avgpool", 1);
    builder.flatten();
    builder.linear("fc", classCount);
}

}  // namespace layerbench
