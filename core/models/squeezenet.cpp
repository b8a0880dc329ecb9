// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/families.h"

namespace layerbench {
namespace {

/// Squeezes to `squeeze` channels, then expands to `expand` by 1x1 and as many by 3x3 convolutions side by side.
void fire(NetworkBuilder& builder, const std::string& name, std::int64_t squeeze, std::int64_t expand) {
    builder.conv2d(name + ".squeeze", {.channels = squeeze});
    const LayerId squeezed = builder.relu(name + ".squeeze_activation");
    builder.conv2d(name + ".expand1x1", {.channels = expand}, {squeezed});
    const LayerId ones = builder.relu(name + ".expand1x1_activation");
    builder.conv2d(name + ".expand3x3", {.channels = expand, .kernel = 3, .padding = 1}, {squeezed});
    const LayerId threes = builder.relu(name + ".expand3x3_activation");
    builder.add(name + ".cat", Kind::concat, {}, {ones, threes});
}

/// The eight fire modules, with poolings before those whose number (from 0) is in `pooledBefore`.
void body(NetworkBuilder& builder, const std::array<int, 3>& pooledBefore) {
    struct Fire {
        std::int64_t squeeze;
        std::int64_t expand;
    };
    constexpr std::array<Fire, 8> fires{
        {{16, 64}, {16, 64}, {32, 128}, {32, 128}, {48, 192}, {48, 192}, {64, 256}, {64, 256}}};
    int index = 2;
    std::size_t pool = 0;
    for (int i = 0; i < static_cast<int>(fires.size()); ++i) {
        if (pool < pooledBefore.size() && pooledBefore[pool] == i) {
            builder.maxPool2d("features." + std::to_string(index++), 3, 2, 0, true);
            ++pool;
        }
        const auto& [squeeze, expand] = fires[static_cast<std::size_t>(i)];
        fire(builder, "features." + std::to_string(index++), squeeze, expand);
    }
}

/// The head is a 1x1 convolution to one map a class; the pooling after it averages each map to the class's score.
void classifier(NetworkBuilder& builder, std::int64_t classCount) {
    builder.dropout("classifier.0", 0.5);
    builder.conv2d("classifier.1", {.channels = classCount});
    builder.relu("classifier.2");
    builder.adaptiveAvgPool2d("classifier.3", 1);
    builder.flatten();
}

}  // namespace

void buildSqueezeNet10(NetworkBuilder& builder, std::int64_t classCount) {
    builder.conv2d("features.0", {.channels = 96, .kernel = 7, .stride = 2});
    builder.relu("features.1");
    body(builder, {0, 3, 7});
    classifier(builder, classCount);
}

void buildSqueezeNet11(NetworkBuilder& builder, std::int64_t classCount) {
    builder.conv2d("features.0", {.channels = 64, .kernel = 3, .stride = 2});
    builder.relu("features.1");
    body(builder, {0, 2, 4});
    classifier(builder, classCount);
}

}  // namespace layerbench
