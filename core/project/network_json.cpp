// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/network_json.h"

#include "core/project/layer_json.h"

#include <algorithm>
#include <unordered_map>

namespace layerbench {

namespace {

Json toJson(const InputSpec& input) {
    return {{"channels", input.channels}, {"height", input.height}, {"width", input.width},
            {"mean", input.mean},         {"std", input.std},       {"resize_shorter_side", input.resizeShorterSide}};
}

Json toJson(const Network& network, const Layer& layer) {
    Json inputs = Json::array();
    for (const LayerId id : layer.inputs)
        inputs.push_back(id == LayerId::input ? "input" : network.layer(id).name);
    Json json{{"id", static_cast<std::uint32_t>(layer.id)},
              {"name", layer.name},
              {"kind", std::string(kindInfo(layer.kind).name)},
              {"attributes", toJson(layer.attributes)},
              {"inputs", std::move(inputs)},
              {"trainable", layer.trainable},
              {"learning_rate_multiplier", layer.learningRateMultiplier}};
    if (layer.kind == Kind::batchNorm2d)
        json["batch_norm"] = std::string(name(layer.batchNorm));
    for (const auto& parameter : layer.parameters)
        if (const auto* how = std::get_if<Initialisation>(&parameter.value))
            json["initialise"][parameter.name] = toJson(*how);
    return json;
}

Result<std::vector<float>> perChannel(const JsonNode& input, std::string_view key, std::int64_t channels) {
    LB_TRY(const auto node, member(input, key));
    LB_TRY(const auto nodes, elements(node));
    if (std::ssize(nodes) != channels)
        return failure(LB_TEXT("project", "%1 has %2 values; there are %3 channels."), node.path, nodes.size(),
                       channels);
    std::vector<float> values;
    for (const auto& element : nodes) {
        LB_TRY(const auto value, asNumber(element));
        values.push_back(static_cast<float>(value));
    }
    return values;
}

Result<std::int64_t> sizeOf(const JsonNode& node, std::string_view key, std::int64_t minimum) {
    LB_TRY(const auto value, member(node, key));
    return asInteger(value, minimum, 65536);
}

Result<InputSpec> inputFrom(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"channels", "height", "width", "mean", "std", "resize_shorter_side"}));
    InputSpec input;
    LB_TRY(input.channels, sizeOf(node, "channels", 1));
    LB_TRY(input.height, sizeOf(node, "height", 1));
    LB_TRY(input.width, sizeOf(node, "width", 1));
    LB_TRY(input.mean, perChannel(node, "mean", input.channels));
    LB_TRY(input.std, perChannel(node, "std", input.channels));
    LB_TRY(input.resizeShorterSide, sizeOf(node, "resize_shorter_side", 0));
    return input;
}

using IdByName = std::unordered_map<std::string, LayerId>;

Result<std::vector<LayerId>> inputsFrom(const JsonNode& node, const IdByName& ids) {
    LB_TRY(const auto names, asStrings(node));
    std::vector<LayerId> inputs;
    for (const auto& name : names) {
        const auto found = ids.find(name);
        if (name != "input" && found == ids.end())
            return failure(LB_TEXT("project", "%1: no earlier layer is named “%2”."), node.path, name);
        inputs.push_back(name == "input" ? LayerId::input : found->second);
    }
    return inputs;
}

/// The parameters that the kind's table asks for, drawn later or looked up.
Result<std::vector<Parameter>> parametersOf(const Layer& layer, const JsonNode& node, const TensorLookup& tensors) {
    const auto initialise = optionalMember(node, "initialise");
    std::size_t drawn = 0;
    std::vector<Parameter> parameters;
    for (const auto& spec : kindInfo(layer.kind).parameters(layer.attributes)) {
        Parameter parameter{std::string(spec.name), spec.shape, spec.type, spec.buffer, {}};
        const auto how = initialise ? optionalMember(*initialise, spec.name) : std::nullopt;
        if (how && !spec.buffer) {
            LB_TRY(parameter.value, initialisationFrom(*how));
            ++drawn;
        } else {
            const std::string name = layer.name + "." + parameter.name;
            LB_TRY(Tensor tensor, tensors(name));
            if (tensor.shape() != spec.shape || tensor.type() != spec.type)
                return failure(LB_TEXT("project", "Tensor “%1” is %2 of %3; its layer needs %4 of %5."), name,
                               std::string(layerbench::name(tensor.type())), toText(tensor.shape()),
                               std::string(layerbench::name(spec.type)), toText(spec.shape));
            parameter.value = std::move(tensor);
        }
        parameters.push_back(std::move(parameter));
    }
    if (initialise && drawn != initialise->value->size())
        return failure(LB_TEXT("project", "%1 names parameters that the layer does not have."), initialise->path);
    return parameters;
}

Result<Layer> layerFrom(const JsonNode& node, const IdByName& ids, const TensorLookup& tensors) {
    LB_CHECK(checkKeys(node, {"id", "name", "kind", "attributes", "inputs", "trainable", "learning_rate_multiplier",
                              "batch_norm", "initialise"}));
    Layer layer;
    LB_TRY(const auto idNode, member(node, "id"));
    LB_TRY(const auto id, asInteger(idNode, 1, UINT32_MAX));
    layer.id = static_cast<LayerId>(id);
    LB_TRY(const auto nameNode, member(node, "name"));
    LB_TRY(layer.name, asString(nameNode));
    LB_TRY(const auto kindNode, member(node, "kind"));
    LB_TRY(layer.kind, kindFrom(kindNode));
    LB_TRY(const auto attributesNode, member(node, "attributes"));
    LB_TRY(layer.attributes, attributesFrom(attributesNode, layer.kind));
    if (layer.attributes.all().size() != kindInfo(layer.kind).attributes.size())
        return failure(LB_TEXT("project", "%1 lacks some of the options of %2."), attributesNode.path,
                       std::string(kindInfo(layer.kind).name));
    LB_TRY(const auto inputsNode, member(node, "inputs"));
    LB_TRY(layer.inputs, inputsFrom(inputsNode, ids));
    LB_TRY(const auto trainableNode, member(node, "trainable"));
    LB_TRY(layer.trainable, asFlag(trainableNode));
    LB_TRY(const auto multiplierNode, member(node, "learning_rate_multiplier"));
    LB_TRY(layer.learningRateMultiplier, asNumber(multiplierNode));
    if (!(layer.learningRateMultiplier > 0 && layer.learningRateMultiplier <= 1000))
        return failure(LB_TEXT("project", "%1 is %2; it must lie between %3 and %4."), multiplierNode.path,
                       layer.learningRateMultiplier, 0, 1000);
    layer.batchNorm = layer.trainable ? BatchNormPolicy::trained : BatchNormPolicy::frozen;
    if (layer.kind == Kind::batchNorm2d) {
        LB_TRY(const auto policyNode, member(node, "batch_norm"));
        LB_TRY(layer.batchNorm, policyFrom(policyNode));
        if (layer.trainable != (layer.batchNorm == BatchNormPolicy::trained))
            return failure(LB_TEXT("project", "%1 contradicts “trainable”: batch-norm is trainable exactly when its "
                                              "policy is trained."),
                           policyNode.path);
    }
    LB_TRY(layer.parameters, parametersOf(layer, node, tensors));
    return layer;
}

}  // namespace

std::string networkToJson(const Network& network) {
    Json layers = Json::array();
    for (const auto& layer : network.layers())
        layers.push_back(toJson(network, layer));
    Json head;
    if (network.head() != LayerId::input)
        head = network.layer(network.head()).name;
    return dump({{"architecture", network.architecture()},
                 {"input", toJson(network.input())},
                 {"head", std::move(head)},
                 {"classes", network.classNames()},
                 {"layers", std::move(layers)}});
}

Result<Network> networkFromJson(std::string_view text, const TensorLookup& tensors) {
    LB_TRY(const Json json, parseJson(text));
    const JsonNode root{&json, ""};
    LB_CHECK(checkKeys(root, {"architecture", "input", "head", "classes", "layers"}));
    NetworkParts parts;
    LB_TRY(const auto architectureNode, member(root, "architecture"));
    LB_TRY(parts.architecture, asString(architectureNode));
    LB_TRY(const auto inputNode, member(root, "input"));
    LB_TRY(parts.input, inputFrom(inputNode));
    LB_TRY(const auto classesNode, member(root, "classes"));
    LB_TRY(parts.classNames, asStrings(classesNode));

    LB_TRY(const auto layersNode, member(root, "layers"));
    LB_TRY(const auto layerNodes, elements(layersNode));
    IdByName ids;
    for (const auto& node : layerNodes) {
        LB_TRY(auto layer, layerFrom(node, ids, tensors));
        ids.emplace(layer.name, layer.id);
        parts.layers.push_back(std::move(layer));
    }
    LB_TRY(const auto headNode, member(root, "head"));
    if (!headNode.value->is_null()) {
        LB_TRY(const auto head, asString(headNode));
        const auto found = ids.find(head);
        if (found == ids.end())
            return failure(LB_TEXT("project", "%1: no layer is named “%2”."), headNode.path, head);
        parts.head = found->second;
    }
    return Network::create(std::move(parts));
}

}  // namespace layerbench
