// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/edits.h"

#include <algorithm>
#include <unordered_set>

namespace layerbench {

namespace {

LayerId freshId(const NetworkParts& parts) {
    std::uint32_t largest = 0;
    for (const auto& layer : parts.layers)
        largest = std::max(largest, static_cast<std::uint32_t>(layer.id));
    return static_cast<LayerId>(largest + 1);
}

std::string freshName(const NetworkParts& parts, const std::string& wanted) {
    const auto taken = [&](const std::string& name) {
        return std::ranges::find(parts.layers, name, &Layer::name) != parts.layers.end();
    };
    std::string name = wanted;
    for (int number = 1; taken(name); ++number)
        name = wanted + "_" + std::to_string(number);
    return name;
}

/// Drops every layer that `output` is not computed from, and makes `output` the last.
void keepAncestors(NetworkParts& parts, LayerId output) {
    std::unordered_set<LayerId> needed{output};
    for (auto layer = parts.layers.rbegin(); layer != parts.layers.rend(); ++layer)
        if (needed.contains(layer->id))
            needed.insert(layer->inputs.begin(), layer->inputs.end());
    std::erase_if(parts.layers, [&](const Layer& layer) { return !needed.contains(layer.id); });
}

/// Behind which layer a new one can stand so that its input comes before it and its uses after it.
std::vector<Layer>::iterator placeAfter(NetworkParts& parts, LayerId id) {
    if (id == LayerId::input)
        return parts.layers.begin();
    return std::next(std::ranges::find(parts.layers, id, &Layer::id));
}

template <class Change>
Result<Network> changed(const Network& network, std::span<const LayerId> layers, Change change) {
    NetworkParts parts = network.parts();
    for (const LayerId id : layers)
        change(parts.layers[network.indexOf(id)]);
    return Network::create(std::move(parts));
}

bool holdsKind(const Network& network, std::span<const LayerId> layers, Kind kind) {
    return std::ranges::any_of(layers, [&](LayerId id) { return network.layer(id).kind == kind; });
}

void freeze(Layer& layer, bool trainable) {
    layer.trainable = trainable;
    layer.batchNorm = trainable ? BatchNormPolicy::trained : BatchNormPolicy::frozen;
}

/// Another layer in the same place; `carryWeights` keeps the parameters whose shape stays.
Result<Layer> standIn(const Network& network, LayerId id, Kind kind, const Attributes& attributes,
                      Initialisation initialisation, bool carryWeights) {
    const Layer& old = network.layer(id);
    LB_TRY(Layer layer, makeLayer(kind, attributes, network.inputShapesOf(old), initialisation));
    layer.id = old.id;
    layer.name = old.name;
    layer.inputs = old.inputs;
    if (carryWeights && old.kind == kind)
        for (auto& parameter : layer.parameters)
            for (const auto& before : old.parameters)
                if (before.name == parameter.name && before.shape == parameter.shape)
                    parameter.value = before.value;
    return layer;
}

/// Puts a layer behind the last one; `shape` is the output's before and becomes the output's after.
Result<void> append(NetworkParts& parts, Shape& shape, Kind kind, const Attributes& attributes, const char* name,
                    Initialisation initialisation = {}) {
    LB_TRY(Layer layer, makeLayer(kind, attributes, {&shape, 1}, initialisation));
    LB_TRY(shape, kindInfo(kind).outputShape(layer.attributes, {&shape, 1}));
    layer.id = freshId(parts);
    layer.name = freshName(parts, name);
    layer.inputs = {parts.layers.back().id};
    parts.layers.push_back(std::move(layer));
    return {};
}

Result<void> flattenMap(NetworkParts& parts, Shape& shape) {
    LB_CHECK(append(parts, shape, Kind::adaptiveAvgPool2d, {}, "head.pool"));
    return append(parts, shape, Kind::flatten, {}, "head.flatten");
}

}  // namespace

Result<Network> sliceAfter(const Network& network, LayerId last) {
    if (last == network.output())
        return network;
    NetworkParts parts = network.parts();
    keepAncestors(parts, last);
    parts.classNames.clear();
    return Network::create(std::move(parts));
}

Result<Network> removeLayer(const Network& network, LayerId id) {
    const Layer& removed = network.layer(id);
    if (removed.inputs.size() != 1)
        return failure(LB_TEXT("network",
                               "%1 joins %2 branches and cannot simply be taken out. Slice before it, or remove "
                               "the branches first."),
                       removed.name, removed.inputs.size());
    if (network.layers().size() == 1)
        return failure(LB_TEXT("network", "%1 is the only layer; a network needs at least one."), removed.name);
    const LayerId source = removed.inputs.front();
    const bool wasOutput = network.output() == id;
    if (wasOutput && source == LayerId::input)
        return failure(LB_TEXT("network", "Without %1 the network would have no output."), removed.name);

    NetworkParts parts = network.parts();
    parts.layers.erase(parts.layers.begin() + static_cast<std::ptrdiff_t>(network.indexOf(id)));
    for (auto& layer : parts.layers)
        std::ranges::replace(layer.inputs, id, source);
    keepAncestors(parts, wasOutput ? source : parts.layers.back().id);
    if (wasOutput || parts.head == id)
        parts.classNames.clear();
    return Network::create(std::move(parts));
}

Result<Network> insertLayer(const Network& network, LayerId after, std::optional<LayerId> before, Kind kind,
                            const Attributes& attributes, const std::string& name, Initialisation initialisation) {
    const std::string afterName = after == LayerId::input ? "input" : network.layer(after).name;
    if (kindInfo(kind).minimumInputs != 1)
        return failure(LB_TEXT("network", "%1 joins several branches and cannot stand in a single connection."),
                       std::string(kindInfo(kind).name));
    if (before && std::ranges::find(network.layer(*before).inputs, after) == network.layer(*before).inputs.end())
        return failure(LB_TEXT("network", "%1 does not follow %2; choose two layers that are connected."),
                       network.layer(*before).name, afterName);
    const Shape inputShape = network.shapeOf(after);
    LB_TRY(Layer layer, makeLayer(kind, attributes, {&inputShape, 1}, initialisation));
    NetworkParts parts = network.parts();
    layer.id = freshId(parts);
    layer.name = freshName(parts, name.empty() ? afterName + "_" + std::string(kindInfo(kind).name) : name);
    layer.inputs = {after};
    for (auto& other : parts.layers)
        if (!before || other.id == *before)
            std::ranges::replace(other.inputs, after, layer.id);
    parts.layers.insert(placeAfter(parts, after), std::move(layer));
    return Network::create(std::move(parts));
}

Result<Network> replaceLayer(const Network& network, LayerId id, Kind kind, const Attributes& attributes,
                             Initialisation initialisation) {
    const Layer& old = network.layer(id);
    const KindInfo& info = kindInfo(kind);
    if (old.inputs.size() < info.minimumInputs || old.inputs.size() > info.maximumInputs)
        return failure(LB_TEXT("network", "%1 has %2 inputs; %3 takes %4 to %5."), old.name, old.inputs.size(),
                       std::string(info.name), info.minimumInputs, info.maximumInputs);
    LB_TRY(Layer layer, standIn(network, id, kind, attributes, initialisation, true));
    const bool keepsAll = std::ranges::all_of(layer.parameters, [&](const Parameter& parameter) {
        return std::ranges::any_of(old.parameters, [&](const Parameter& before) {
            return before.name == parameter.name && before.shape == parameter.shape;
        });
    });
    if (old.kind == kind && keepsAll) {  // the same weights go on being frozen, or not, as they were
        layer.trainable = old.trainable;
        layer.learningRateMultiplier = old.learningRateMultiplier;
        layer.batchNorm = old.batchNorm;
    }
    NetworkParts parts = network.parts();
    if (parts.head == id && kind != Kind::conv2d && kind != Kind::linear)
        parts.head = LayerId::input;  // nothing else can be given a number of classes
    parts.layers[network.indexOf(id)] = std::move(layer);
    return Network::create(std::move(parts));
}

Result<Network> replaceHead(const Network& network, std::int64_t classCount, Initialisation initialisation) {
    if (classCount < 2)
        return failure(LB_TEXT("network", "A head needs at least two classes, not %1."), classCount);
    NetworkParts parts = network.parts();
    parts.classNames.clear();
    Shape shape = network.shapeOf(network.output());
    if (parts.head != LayerId::input) {
        NetworkParts replaced = parts;
        const Layer& old = network.layer(parts.head);
        Attributes attributes = old.attributes;
        attributes.set(old.kind == Kind::conv2d ? "out_channels" : "out_features", classCount);
        LB_TRY(replaced.layers[network.indexOf(old.id)],
               standIn(network, old.id, old.kind, attributes, initialisation, false));
        LB_TRY(const Network result, Network::create(replaced));
        const Shape& output = result.shapeOf(result.output());
        if (output == Shape{classCount})
            return result;
        // Cut off behind a convolution that is the head: its map of classes still has to become a list. Where other
        // layers have been put behind the head, the classes are theirs: the new head goes behind them.
        if (output.size() == 3 && output[0] == classCount) {
            shape = output;
            LB_CHECK(flattenMap(replaced, shape));
            return Network::create(std::move(replaced));
        }
    }
    if (shape.size() == 3)
        LB_CHECK(flattenMap(parts, shape));
    LB_CHECK(append(parts, shape, Kind::linear, {{"out_features", classCount}}, "head.fc", initialisation));
    parts.head = parts.layers.back().id;
    return Network::create(std::move(parts));
}

Result<Network> setTrainable(const Network& network, std::span<const LayerId> layers, bool trainable) {
    return changed(network, layers, [&](Layer& layer) { freeze(layer, trainable); });
}

Result<Network> setBatchNormPolicy(const Network& network, std::span<const LayerId> layers, BatchNormPolicy policy) {
    if (!holdsKind(network, layers, Kind::batchNorm2d))
        return failure(LB_TEXT("network", "There is no batch normalisation among the %1 chosen layers."),
                       layers.size());
    return changed(network, layers, [&](Layer& layer) {
        if (layer.kind != Kind::batchNorm2d)
            return;
        layer.batchNorm = policy;
        layer.trainable = policy == BatchNormPolicy::trained;
    });
}

Result<Network> reinitialise(const Network& network, std::span<const LayerId> layers, Initialisation initialisation) {
    return changed(network, layers, [&](Layer& layer) {
        const auto specs = kindInfo(layer.kind).parameters(layer.attributes);
        for (std::size_t i = 0; i < specs.size(); ++i)
            if (specs[i].buffer)
                layer.parameters[i].value = bufferOf(specs[i]);
            else
                layer.parameters[i].value = initialisation;
    });
}

Result<Network> setLearningRate(const Network& network, std::span<const LayerId> layers, double multiplier) {
    if (!(multiplier > 0 && multiplier <= 1000))
        return failure(LB_TEXT("network",
                               "A learning-rate multiplier must be above 0 and at most 1000, not %1; to stop a layer, "
                               "freeze it."),
                       multiplier);
    return changed(network, layers, [&](Layer& layer) { layer.learningRateMultiplier = multiplier; });
}

Result<Network> setDropout(const Network& network, std::span<const LayerId> layers, double p) {
    if (!holdsKind(network, layers, Kind::dropout))
        return failure(LB_TEXT("network", "There is no dropout among the %1 chosen layers."), layers.size());
    if (!(p >= 0 && p <= 0.999))
        return failure(LB_TEXT("network", "A dropout rate must lie between 0 and 0.999, not %1."), p);
    return changed(network, layers, [&](Layer& layer) {
        if (layer.kind == Kind::dropout)
            layer.attributes.set("p", p);
    });
}

}  // namespace layerbench
