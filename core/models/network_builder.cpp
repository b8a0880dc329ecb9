// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/network_builder.h"

namespace layerbench {

NetworkBuilder::NetworkBuilder(std::string architecture, InputSpec input, std::string head, InitialSchemes schemes,
                               std::optional<Initialisation> override)
    : head_(std::move(head)), schemes_(schemes), override_(override) {
    parts_.architecture = std::move(architecture);
    parts_.input = std::move(input);
    shapes_[LayerId::input] = parts_.input.shape();
}

LayerId NetworkBuilder::add(std::string name, Kind kind, const Attributes& attributes, std::vector<LayerId> inputs) {
    if (inputs.empty())
        inputs.push_back(last_);
    if (!fault_) {
        if (auto added = tryAdd(std::move(name), kind, attributes, std::move(inputs)); !added)
            fault_ = std::move(added).error();
    }
    return last_;
}

LayerId NetworkBuilder::conv2d(std::string name, const ConvolutionSpec& spec, std::vector<LayerId> inputs) {
    return add(std::move(name), Kind::conv2d,
               {{"out_channels", spec.channels},
                {"kernel_size", Pair{spec.kernel, spec.kernel}},
                {"stride", Pair{spec.stride, spec.stride}},
                {"padding", Pair{spec.padding, spec.padding}},
                {"groups", spec.groups},
                {"bias", spec.bias}},
               std::move(inputs));
}

LayerId NetworkBuilder::linear(std::string name, std::int64_t features) {
    return add(std::move(name), Kind::linear, {{"out_features", features}});
}

LayerId NetworkBuilder::maxPool2d(std::string name, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                                  bool ceilMode) {
    return add(std::move(name), Kind::maxPool2d,
               {{"kernel_size", Pair{kernel, kernel}},
                {"stride", Pair{stride, stride}},
                {"padding", Pair{padding, padding}},
                {"ceil_mode", ceilMode}});
}

LayerId NetworkBuilder::adaptiveAvgPool2d(std::string name, std::int64_t side) {
    return add(std::move(name), Kind::adaptiveAvgPool2d, {{"output_size", Pair{side, side}}});
}

LayerId NetworkBuilder::dropout(std::string name, double p) {
    return add(std::move(name), Kind::dropout, {{"p", p}});
}

std::int64_t NetworkBuilder::channels(LayerId layer) const {
    const auto found = shapes_.find(layer);
    return found == shapes_.end() || found->second.empty() ? 0 : found->second.front();
}

Result<Network> NetworkBuilder::finish() && {
    if (fault_)
        return Failure(*std::move(fault_));
    return Network::create(std::move(parts_));
}

Result<void> NetworkBuilder::tryAdd(std::string name, Kind kind, const Attributes& attributes,
                                    std::vector<LayerId> inputs) {
    std::vector<Shape> inputShapes;
    for (const LayerId input : inputs)
        inputShapes.push_back(shapes_.at(input));
    LB_TRY(Layer layer, makeLayer(kind, attributes, inputShapes, initialisation(kind, name)));
    LB_TRY(Shape shape, kindInfo(kind).outputShape(layer.attributes, inputShapes));
    layer.id = LayerId{static_cast<std::uint32_t>(parts_.layers.size() + 1)};
    layer.inputs = std::move(inputs);
    if (name == head_)
        parts_.head = layer.id;
    layer.name = std::move(name);
    last_ = layer.id;
    shapes_[last_] = std::move(shape);
    parts_.layers.push_back(std::move(layer));
    return {};
}

Initialisation NetworkBuilder::initialisation(Kind kind, std::string_view name) const {
    if (override_)
        return *override_;
    if (name == head_ && schemes_.head)
        return {*schemes_.head, 0};
    return {kind == Kind::linear ? schemes_.linear : schemes_.convolution, 0};
}

}  // namespace layerbench
