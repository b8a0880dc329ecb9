// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/network.h"

#include "core/network/kind_rules.h"
#include "core/network/nearest_name.h"

#include <algorithm>
#include <unordered_map>

namespace layerbench {

namespace {

// Beyond these no machine that Layerbench runs on could hold the layer: a typed zero too many is said, not tried.
constexpr std::int64_t largestParameter = std::int64_t{1} << 32;
constexpr std::int64_t largestActivation = std::int64_t{1} << 31;

std::string layerTitle(const Layer& layer) {
    return layer.name + " (" + std::string(kindInfo(layer.kind).name) + ")";
}

std::string inputNames(std::span<const Layer> layers, const std::unordered_map<LayerId, std::size_t>& indexById,
                       const Layer& layer) {
    std::string names;
    for (const LayerId id : layer.inputs)
        names +=
            (names.empty() ? "" : ", ") + (id == LayerId::input ? std::string("input") : layers[indexById.at(id)].name);
    return names;
}

/// The parameters must be the ones that the kind's table asks for.
[[maybe_unused]] bool parametersFit(const Layer& layer) {
    const auto specs = kindInfo(layer.kind).parameters(layer.attributes);
    return std::ranges::equal(specs, layer.parameters, [](const ParameterSpec& spec, const Parameter& parameter) {
        const auto* tensor = std::get_if<Tensor>(&parameter.value);
        return spec.name == parameter.name && spec.shape == parameter.shape && spec.type == parameter.type &&
               spec.buffer == parameter.buffer &&
               (!tensor || (tensor->shape() == spec.shape && tensor->type() == spec.type));
    });
}

}  // namespace

struct Network::State {
    NetworkParts parts;
    std::vector<Shape> shapes;  ///< of each layer's output
    std::unordered_map<LayerId, std::size_t> indexById;
    std::unordered_map<std::string_view, std::size_t> indexByName;
    Shape inputShape;
};

Result<Network> Network::create(NetworkParts parts) {
    auto state = std::make_shared<State>();
    state->parts = std::move(parts);
    const auto& layers = state->parts.layers;
    const auto& input = state->parts.input;
    if (layers.empty())
        return failure(LB_TEXT("network", "A network needs at least one layer."));
    if (input.channels < 1 || input.height < 1 || input.width < 1 || input.channels > 4096 || input.height > 65536 ||
        input.width > 65536)
        return failure(LB_TEXT("network", "The network's input of %1 is no picture size."), toText(input.shape()));
    assert(std::ssize(input.mean) == input.channels && std::ssize(input.std) == input.channels);
    state->inputShape = input.shape();
    state->shapes.reserve(layers.size());
    state->indexById.reserve(layers.size());
    state->indexByName.reserve(layers.size());
    std::vector<bool> used(layers.size());

    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Layer& layer = layers[i];
        const KindInfo& info = kindInfo(layer.kind);
        if (layer.name.empty() || layer.name == "input")
            return failure(LB_TEXT("network", "A layer cannot be named “%1”; give it another name."), layer.name);
        if (!state->indexByName.emplace(layer.name, i).second)
            return failure(LB_TEXT("network", "Two layers are named “%1”; names must differ."), layer.name);
        if (layer.id == LayerId::input || !state->indexById.emplace(layer.id, i).second)
            return failure(LB_TEXT("network", "Layer “%1” has no id of its own."), layer.name);
        if (layer.inputs.size() < info.minimumInputs || layer.inputs.size() > info.maximumInputs)
            return failure(LB_TEXT("network", "Layer %1 has %2 inputs; it takes %3 to %4."), layerTitle(layer),
                           layer.inputs.size(), info.minimumInputs, info.maximumInputs);
        std::vector<Shape> inputs;
        for (const LayerId id : layer.inputs) {
            const bool picture = id == LayerId::input;
            const auto found = state->indexById.find(id);
            if (!picture && (found == state->indexById.end() || found->second == i))
                return failure(LB_TEXT("network", "Layer %1 takes the output of a layer that does not come before it."),
                               layerTitle(layer));
            inputs.push_back(picture ? state->inputShape : state->shapes[found->second]);
            if (!picture)
                used[found->second] = true;
        }
        // Fills in nothing that is there: it only checks types and ranges of what came from outside.
        if (!areComplete(layer.kind, layer.attributes)) {
            LB_TRY(const auto complete, completeAttributes(layer.kind, layer.attributes, inputs));
            assert(complete == layer.attributes);
        }
        auto shape = info.outputShape(layer.attributes, inputs);
        if (!shape)
            return failure(LB_TEXT("network", "Layer %1 does not fit behind %2: %3"), layerTitle(layer),
                           inputNames(layers, state->indexById, layer), shape.error().message());
        if (layerbench::elementCount(*shape) > largestActivation)
            return failure(
                LB_TEXT("network", "Layer %1 would give %2 values for one picture; no machine could hold it."),
                layerTitle(layer), toText(*shape));
        for (const auto& parameter : layer.parameters)
            if (layerbench::elementCount(parameter.shape) > largestParameter)
                return failure(LB_TEXT("network", "Layer %1 would need a %2 of %3; no machine could hold it."),
                               layerTitle(layer), parameter.name, toText(parameter.shape));
        assert(parametersFit(layer));
        assert(layer.kind != Kind::batchNorm2d || layer.trainable == (layer.batchNorm == BatchNormPolicy::trained));
        state->shapes.push_back(std::move(*shape));
    }
    for (std::size_t i = 0; i + 1 < layers.size(); ++i)
        if (!used[i])
            return failure(LB_TEXT("network", "Nothing uses the output of layer %1. Every layer but the last, whose "
                                              "output is the network's, must lead on."),
                           layerTitle(layers[i]));
    if (state->parts.head != LayerId::input && !state->indexById.contains(state->parts.head))
        state->parts.head = LayerId::input;
    const auto classes = static_cast<std::size_t>(state->shapes.back()[0]);
    if (!state->parts.classNames.empty() && state->parts.classNames.size() != classes)
        state->parts.classNames.clear();
    return Network(std::move(state));
}

const NetworkParts& Network::parts() const {
    return state_->parts;
}

bool Network::contains(LayerId id) const {
    return state_->indexById.contains(id);
}

std::size_t Network::indexOf(LayerId id) const {
    const auto found = state_->indexById.find(id);
    assert(found != state_->indexById.end());
    return found->second;
}

const Layer& Network::layer(LayerId id) const {
    return layers()[indexOf(id)];
}

const Layer* Network::find(std::string_view name) const {
    const auto found = state_->indexByName.find(name);
    return found == state_->indexByName.end() ? nullptr : &layers()[found->second];
}

Result<LayerId> Network::idOf(std::string_view name) const {
    if (const Layer* layer = find(name))
        return layer->id;
    std::vector<std::string> names;
    for (const auto& layer : layers())
        names.push_back(layer.name);
    return failure(LB_TEXT("network", "The network has no layer named “%1”; the nearest is “%2”."), std::string(name),
                   nearestName(name, names));
}

const Shape& Network::shapeOf(LayerId id) const {
    return id == LayerId::input ? state_->inputShape : state_->shapes[indexOf(id)];
}

std::vector<Shape> Network::inputShapesOf(const Layer& layer) const {
    std::vector<Shape> shapes;
    for (const LayerId id : layer.inputs)
        shapes.push_back(shapeOf(id));
    return shapes;
}

std::vector<LayerId> Network::consumersOf(LayerId id) const {
    std::vector<LayerId> consumers;
    for (const auto& layer : layers())
        if (std::ranges::find(layer.inputs, id) != layer.inputs.end())
            consumers.push_back(layer.id);
    return consumers;
}

std::int64_t Network::classCount() const {
    return state_->shapes.back()[0];
}

bool Network::operator==(const Network& other) const {
    return state_ == other.state_ || state_->parts == other.state_->parts;
}

Result<Layer> makeLayer(Kind kind, const Attributes& attributes, std::span<const Shape> inputShapes,
                        Initialisation initialisation) {
    Layer layer;
    layer.kind = kind;
    LB_TRY(layer.attributes, completeAttributes(kind, attributes, inputShapes));
    for (const auto& spec : kindInfo(kind).parameters(layer.attributes)) {
        Parameter parameter{std::string(spec.name), spec.shape, spec.type, spec.buffer, initialisation};
        if (layerbench::elementCount(spec.shape) > largestParameter)
            return failure(LB_TEXT("network", "A %1 with a %2 of %3 is more than any machine could hold."),
                           std::string(kindInfo(kind).name), parameter.name, toText(spec.shape));
        if (spec.buffer)
            parameter.value = bufferOf(spec);
        layer.parameters.push_back(std::move(parameter));
    }
    return layer;
}

Tensor bufferOf(const ParameterSpec& spec) {
    return Tensor::make(spec.type, spec.shape, [&](std::span<std::byte> bytes) {
        // Zero bytes are zero in every type; the only other start value is the variance's 1.
        if (spec.standard == 0)
            return;
        assert(spec.type == ScalarType::float32);
        auto* values = reinterpret_cast<float*>(bytes.data());
        std::fill_n(values, layerbench::elementCount(spec.shape), static_cast<float>(spec.standard));
    });
}

Network initialised(const Network& network, std::uint64_t seed) {
    NetworkParts parts = network.parts();
    for (auto& layer : parts.layers) {
        const Shape weightShape = layer.parameters.empty() ? Shape{} : layer.parameters.front().shape;
        for (auto& parameter : layer.parameters)
            if (const auto* how = std::get_if<Initialisation>(&parameter.value))
                parameter.value =
                    drawParameter(*how, seed, layer.name + "." + parameter.name, parameter.shape, weightShape);
    }
    return *Network::create(std::move(parts));
}

std::vector<NamedParameter> namedParameters(const Network& network) {
    std::vector<NamedParameter> named;
    for (const auto& layer : network.layers())
        for (const auto& parameter : layer.parameters)
            named.push_back({layer.name + "." + parameter.name, layer.id, &parameter});
    return named;
}

Network withParameters(const Network& network, std::span<const std::pair<std::string, Tensor>> values) {
    std::unordered_map<std::string_view, const Tensor*> byName;
    for (const auto& [name, tensor] : values)
        byName.emplace(name, &tensor);
    NetworkParts parts = network.parts();
    for (auto& layer : parts.layers)
        for (auto& parameter : layer.parameters)
            if (const auto found = byName.find(layer.name + "." + parameter.name); found != byName.end())
                parameter.value = *found->second;
    auto result = Network::create(std::move(parts));
    assert(result);
    return *result;
}

Network withClassNames(const Network& network, std::vector<std::string> names) {
    assert(names.empty() || std::ssize(names) == network.classCount());
    NetworkParts parts = network.parts();
    parts.classNames = std::move(names);
    return *Network::create(std::move(parts));
}

}  // namespace layerbench
