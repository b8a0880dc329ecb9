// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Small networks of every shape that edits meet: a chain, a residual network, one with fire modules.

#include "core/network/network.h"

#include <QTest>

#include <map>
#include <string>
#include <vector>

namespace layerbench::fixture {

/// The value, or the end of the test program with the error's sentence.
template <class T>
T required(Result<T> result) {
    if (!result)
        qFatal("%s", result.error().message().c_str());
    return std::move(*result);
}

/// The sentence of an error; empty where there is none.
template <class T>
std::string messageOf(const Result<T>& result) {
    return result ? std::string() : result.error().message();
}

/// Writes a network down layer by layer; a layer without inputs follows the one before it.
class Builder {
public:
    explicit Builder(std::int64_t channels, std::int64_t size) {
        parts.architecture = "test";
        parts.input.channels = channels;
        parts.input.height = parts.input.width = size;
        parts.input.mean.assign(static_cast<std::size_t>(channels), 0.5f);
        parts.input.std.assign(static_cast<std::size_t>(channels), 0.25f);
        shapes_[LayerId::input] = parts.input.shape();
    }

    LayerId add(const std::string& name, Kind kind, const Attributes& attributes = {},
                std::vector<LayerId> inputs = {}) {
        if (inputs.empty())
            inputs = {parts.layers.empty() ? LayerId::input : parts.layers.back().id};
        std::vector<Shape> shapes;
        for (const auto id : inputs)
            shapes.push_back(shapes_.at(id));
        Layer layer = required(makeLayer(kind, attributes, shapes, {}));
        layer.id = static_cast<LayerId>(parts.layers.size() + 1);
        layer.name = name;
        layer.inputs = std::move(inputs);
        shapes_[layer.id] = required(kindInfo(kind).outputShape(layer.attributes, shapes));
        parts.layers.push_back(layer);
        return layer.id;
    }

    /// With drawn weights; the last layer is the head unless another is named.
    Network network(LayerId head = LayerId::input) {
        parts.head = head == LayerId::input ? parts.layers.back().id : head;
        return initialised(required(Network::create(parts)), 1);
    }

    NetworkParts parts;

private:
    std::map<LayerId, Shape> shapes_;
};

inline Attributes convolution(std::int64_t channels, std::int64_t kernel = 3) {
    return {{"out_channels", channels}, {"kernel_size", kernel}, {"padding", kernel / 2}};
}

/// features.0 conv, 1 batch-norm, 2 relu, 3 pool, 4 conv, 5 relu; flatten; drop; fc: 3 x 8 x 8 to 5 classes.
inline Network chain() {
    Builder b(3, 8);
    b.add("features.0", Kind::conv2d, convolution(4));
    b.add("features.1", Kind::batchNorm2d);
    b.add("features.2", Kind::relu);
    b.add("features.3", Kind::maxPool2d);
    b.add("features.4", Kind::conv2d, convolution(6));
    b.add("features.5", Kind::relu);
    b.add("flatten", Kind::flatten);
    b.add("drop", Kind::dropout);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    b.parts.classNames = {"a", "b", "c", "d", "e"};
    return b.network();
}

/// conv1, bn1, relu; layer1.0 with an identity shortcut; layer2.0 with a strided convolution as shortcut; pooled head.
inline Network residual() {
    Builder b(3, 8);
    b.add("conv1", Kind::conv2d, convolution(4));
    b.add("bn1", Kind::batchNorm2d);
    auto last = b.add("relu", Kind::relu);
    b.add("layer1.0.conv1", Kind::conv2d, convolution(4));
    auto branch = b.add("layer1.0.bn1", Kind::batchNorm2d);
    b.add("layer1.0.add", Kind::add, {}, {branch, last});
    last = b.add("layer1.0.relu", Kind::relu);
    Attributes strided = convolution(8);
    strided.set("stride", std::int64_t{2});
    b.add("layer2.0.conv1", Kind::conv2d, strided);
    branch = b.add("layer2.0.bn1", Kind::batchNorm2d);
    Attributes shortcut = convolution(8, 1);
    shortcut.set("stride", std::int64_t{2});
    b.add("layer2.0.downsample.0", Kind::conv2d, shortcut, {last});
    const auto down = b.add("layer2.0.downsample.1", Kind::batchNorm2d);
    b.add("layer2.0.add", Kind::add, {}, {branch, down});
    b.add("layer2.0.relu", Kind::relu);
    b.add("avgpool", Kind::adaptiveAvgPool2d);
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    return b.network();
}

/// SqueezeNet in small: its head is the convolution classifier.1, with relu, pooling and flatten behind it.
inline Network fire() {
    Builder b(3, 8);
    b.add("features.0", Kind::conv2d, convolution(4));
    b.add("features.1", Kind::relu);
    for (const std::string name : {"features.2", "features.3"}) {
        b.add(name + ".squeeze", Kind::conv2d, convolution(2, 1));
        const auto squeezed = b.add(name + ".squeeze_activation", Kind::relu);
        const auto one = b.add(name + ".expand1x1", Kind::conv2d, convolution(3, 1), {squeezed});
        const auto three = b.add(name + ".expand3x3", Kind::conv2d, convolution(3), {squeezed});
        b.add(name + ".concat", Kind::concat, {}, {one, three});
    }
    b.add("classifier.0", Kind::dropout);
    const auto head = b.add("classifier.1", Kind::conv2d, convolution(5, 1));
    b.add("classifier.2", Kind::relu);
    b.add("classifier.3", Kind::adaptiveAvgPool2d);
    b.add("flatten", Kind::flatten);
    return b.network(head);
}

inline LayerId id(const Network& network, const std::string& name) {
    return required(network.idOf(name));
}

inline std::vector<LayerId> ids(const Network& network, const std::vector<std::string>& names) {
    std::vector<LayerId> found;
    for (const auto& name : names)
        found.push_back(id(network, name));
    return found;
}

inline QStringList names(const Network& network) {
    QStringList list;
    for (const auto& layer : network.layers())
        list << QString::fromStdString(layer.name);
    return list;
}

/// A copy that shares no memory with the network: what it was, whatever happens to it later.
inline NetworkParts deepCopy(const Network& network) {
    NetworkParts parts = network.parts();
    for (auto& layer : parts.layers)
        for (auto& parameter : layer.parameters)
            if (const auto* tensor = std::get_if<Tensor>(&parameter.value))
                parameter.value = Tensor::make(tensor->type(), tensor->shape(), [&](std::span<std::byte> bytes) {
                    std::ranges::copy(tensor->bytes(), bytes.begin());
                });
    return parts;
}

/// Where a parameter's numbers lie; nullptr where they are not drawn yet.
inline const std::byte* memoryOf(const Network& network, const std::string& parameter) {
    for (const auto& named : namedParameters(network))
        if (named.name == parameter)
            if (const auto* tensor = std::get_if<Tensor>(&named.parameter->value))
                return tensor->bytes().data();
    return nullptr;
}

}  // namespace layerbench::fixture
