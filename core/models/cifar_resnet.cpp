// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/families.h"

namespace layerbench {
namespace {

void residualBlock(NetworkBuilder& builder, const std::string& name, std::int64_t channels, std::int64_t stride) {
    const LayerId input = builder.last();
    builder.conv2d(name + ".conv1", {.channels = channels, .kernel = 3, .stride = stride, .padding = 1, .bias = false});
    builder.batchNorm2d(name + ".bn1");
    builder.relu(name + ".relu");
    builder.conv2d(name + ".conv2", {.channels = channels, .kernel = 3, .padding = 1, .bias = false});
    const LayerId path = builder.batchNorm2d(name + ".bn2");
    LayerId shortcut = input;
    if (stride != 1)
        shortcut =
            builder.add(name + ".shortcut", Kind::shortcutA, {{"out_channels", channels}, {"stride", stride}}, {input});
    builder.add(name + ".add", Kind::add, {}, {path, shortcut});
    builder.relu(name + ".relu_1");
}

}  // namespace

void buildCifarResNet(NetworkBuilder& builder, std::int64_t classCount, int blocksPerStage) {
    builder.conv2d("conv1", {.channels = 16, .kernel = 3, .padding = 1, .bias = false});
    builder.batchNorm2d("bn1");
    builder.relu("relu");
    std::int64_t channels = 16;
    for (int stage = 1; stage <= 3; ++stage, channels *= 2) {
        for (int i = 0; i < blocksPerStage; ++i)
            residualBlock(builder, "layer" + std::to_string(stage) + "." + std::to_string(i), channels,
                          stage > 1 && i == 0 ? 2 : 1);
    }
    builder.adaptiveAvgPool2d("avgpool", 1);
    builder.flatten();
    builder.linear("linear", classCount);
}

}  // namespace layerbench
