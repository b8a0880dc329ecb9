// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/edits.h"
#include "tests/gpu/support.h"

#include <array>

namespace layerbench::gpu {

Builder::Builder(std::int64_t channels, std::int64_t size) {
    parts_.architecture = "check";
    parts_.input.channels = channels;
    parts_.input.height = parts_.input.width = size;
    parts_.input.mean.assign(static_cast<std::size_t>(channels), 0.5f);
    parts_.input.std.assign(static_cast<std::size_t>(channels), 0.25f);
    shapes_[LayerId::input] = parts_.input.shape();
}

LayerId Builder::add(const std::string& name, Kind kind, const Attributes& attributes, std::vector<LayerId> inputs) {
    if (inputs.empty())
        inputs = {last()};
    std::vector<Shape> shapes;
    for (const LayerId id : inputs)
        shapes.push_back(shapes_.at(id));
    Layer layer = required(makeLayer(kind, attributes, shapes, {}));
    layer.id = static_cast<LayerId>(parts_.layers.size() + 1);
    layer.name = name;
    layer.inputs = std::move(inputs);
    shapes_[layer.id] = required(kindInfo(kind).outputShape(layer.attributes, shapes));
    parts_.layers.push_back(layer);
    return layer.id;
}

Network Builder::network() {
    parts_.head = parts_.layers.back().id;
    return initialised(required(Network::create(parts_)), 1);
}

Attributes convolution(std::int64_t channels, std::int64_t kernel, std::int64_t stride, bool bias) {
    return {{"out_channels", channels},
            {"kernel_size", Pair{kernel, kernel}},
            {"stride", Pair{stride, stride}},
            {"padding", Pair{kernel / 2, kernel / 2}},
            {"bias", bias}};
}

namespace {

void classifier(Builder& b) {
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
}

Network convolutions() {
    Builder b(3, 16);
    b.add("plain", Kind::conv2d, convolution(8, 3));
    b.add("relu", Kind::relu);
    b.add("strided", Kind::conv2d, convolution(8, 5, 2, false));
    Attributes grouped = convolution(12, 3);
    grouped.set("groups", std::int64_t{4});
    b.add("grouped", Kind::conv2d, grouped);
    b.add("relu6", Kind::relu6);
    Attributes depthwise = convolution(12, 3);
    depthwise.set("groups", std::int64_t{12});
    b.add("depthwise", Kind::conv2d, depthwise);
    Attributes dilated = convolution(6, 3);
    dilated.set("dilation", Pair{2, 2});
    b.add("dilated", Kind::conv2d, dilated);
    classifier(b);
    return b.network();
}

Network pools() {
    Builder b(3, 15);
    b.add("conv", Kind::conv2d, convolution(8, 3));
    b.add("max", Kind::maxPool2d, {{"kernel_size", Pair{3, 3}}, {"stride", Pair{2, 2}}, {"ceil_mode", true}});
    b.add("conv2", Kind::conv2d, convolution(8, 3));
    b.add("average", Kind::avgPool2d, {{"kernel_size", Pair{3, 3}}, {"stride", Pair{1, 1}}, {"padding", Pair{1, 1}}});
    b.add("relu", Kind::relu);
    b.add("adaptive", Kind::adaptiveAvgPool2d, {{"output_size", Pair{3, 2}}});
    classifier(b);
    return b.network();
}

/// Batch-norm, additions with and without a convolution in the shortcut, the CIFAR networks' padded shortcut, concat.
Network branches() {
    Builder b(3, 16);
    b.add("conv", Kind::conv2d, convolution(8, 3, 1, false));
    b.add("bn", Kind::batchNorm2d);
    const LayerId trunk = b.add("relu", Kind::relu);
    b.add("a.conv", Kind::conv2d, convolution(8, 3, 1, false));
    const LayerId norm = b.add("a.bn", Kind::batchNorm2d);
    const LayerId first = b.add("a.add", Kind::add, {}, {norm, trunk});
    const LayerId second = b.add("b.conv", Kind::conv2d, convolution(16, 3, 2));
    const LayerId padded = b.add("b.shortcut", Kind::shortcutA,
                                 {{"out_channels", std::int64_t{16}}, {"stride", std::int64_t{2}}}, {first});
    const LayerId sum = b.add("b.add", Kind::add, {}, {second, padded});
    const LayerId one = b.add("c.one", Kind::conv2d, convolution(4, 1), {sum});
    const LayerId three = b.add("c.three", Kind::conv2d, convolution(4, 3), {sum});
    b.add("c.cat", Kind::concat, {}, {one, three});
    b.add("relu2", Kind::relu);
    b.add("pool", Kind::adaptiveAvgPool2d, {{"output_size", Pair{1, 1}}});
    classifier(b);
    return b.network();
}

}  // namespace

std::vector<NamedNetwork> everyKind() {
    return {{"convolutions", convolutions()},
            {"pools", pools()},
            {"branches", branches()},
            {"residuals", residuals()},
            {"chain with batch-norm and dropout of 0", chain()}};
}

Network residuals() {
    Builder b(3, 16);
    const auto path = [&b](const std::string& name, std::int64_t channels, std::int64_t stride, LayerId from) {
        b.add(name + ".conv", Kind::conv2d, convolution(channels, 3, stride, false), {from});
        return b.add(name + ".bn", Kind::batchNorm2d);
    };
    path("stem", 16, 1, LayerId::input);
    const LayerId stem = b.add("stem.relu", Kind::relu);
    path("a.one", 16, 1, stem);
    b.add("a.one.relu", Kind::relu6);
    b.add("a.add", Kind::add, {}, {path("a.two", 16, 1, b.last()), stem});
    const LayerId a = b.add("a.relu", Kind::relu);
    const LayerId main = path("b.main", 40, 2, a);
    const LayerId side = path("b.side", 40, 2, a);
    b.add("b.add", Kind::add, {}, {main, side});
    const LayerId second = b.add("b.relu", Kind::relu6);
    const LayerId plain = path("c.path", 40, 1, second);
    const LayerId linear = b.add("c.add", Kind::add, {}, {second, plain});
    path("odd", 5, 1, linear);
    b.add("odd.relu", Kind::relu);
    classifier(b);
    return b.network();
}

Network chain(double dropout) {
    Builder b(3, 16);
    // A bias before batch-norm has a gradient of rounding errors alone, which Adam would blow up to full steps.
    b.add("features.0", Kind::conv2d, convolution(8, 3, 1, false));
    b.add("features.1", Kind::batchNorm2d);
    b.add("features.2", Kind::relu);
    b.add("features.3", Kind::conv2d, convolution(16, 3, 2, false));
    b.add("features.4", Kind::batchNorm2d);
    b.add("features.5", Kind::relu);
    b.add("features.6", Kind::maxPool2d, {{"kernel_size", Pair{2, 2}}, {"stride", Pair{2, 2}}});
    b.add("flatten", Kind::flatten);
    b.add("drop", Kind::dropout, {{"p", dropout}});
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    return b.network();
}

Network resNet50(std::int64_t classes) {
    Builder b(3, 224);
    const auto norm = [&](const std::string& name) { return b.add(name, Kind::batchNorm2d); };
    b.add("conv1", Kind::conv2d, convolution(64, 7, 2, false));
    norm("bn1");
    b.add("relu", Kind::relu);
    b.add("maxpool", Kind::maxPool2d, {{"kernel_size", Pair{3, 3}}, {"stride", Pair{2, 2}}, {"padding", Pair{1, 1}}});
    constexpr std::array blocks{3, 4, 6, 3};
    std::int64_t width = 64;
    for (std::size_t stage = 0; stage < blocks.size(); ++stage, width *= 2)
        for (int i = 0; i < blocks[stage]; ++i) {
            const std::string name = "layer" + std::to_string(stage + 1) + "." + std::to_string(i);
            const std::int64_t stride = stage > 0 && i == 0 ? 2 : 1;
            const LayerId input = b.last();
            b.add(name + ".conv1", Kind::conv2d, convolution(width, 1, 1, false));
            norm(name + ".bn1");
            b.add(name + ".relu", Kind::relu);
            b.add(name + ".conv2", Kind::conv2d, convolution(width, 3, stride, false));
            norm(name + ".bn2");
            b.add(name + ".relu_1", Kind::relu);
            b.add(name + ".conv3", Kind::conv2d, convolution(4 * width, 1, 1, false));
            const LayerId path = norm(name + ".bn3");
            LayerId shortcut = input;
            if (stride != 1 || b.channels(input) != 4 * width) {
                b.add(name + ".downsample.0", Kind::conv2d, convolution(4 * width, 1, stride, false), {input});
                shortcut = norm(name + ".downsample.1");
            }
            b.add(name + ".add", Kind::add, {}, {path, shortcut});
            b.add(name + ".relu_2", Kind::relu);
        }
    b.add("avgpool", Kind::adaptiveAvgPool2d, {{"output_size", Pair{1, 1}}});
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", classes}});
    return b.network();
}

Network frozenTrunk(const Network& network) {
    std::vector<LayerId> trunk;
    for (const Layer& layer : network.layers())
        if (layer.id != network.output())
            trunk.push_back(layer.id);
    return required(setTrainable(network, trunk, false));
}

}  // namespace layerbench::gpu
