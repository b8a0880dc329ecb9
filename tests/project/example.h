// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

#include <cmath>

namespace layerbench {

/// A small network with numbers: convolution, batch-norm, a branch that joins again, a head. `scale` changes the
/// numbers, not the topology.
inline Network exampleNetwork(float scale = 1) {
    NetworkParts parts;
    parts.architecture = "example";
    parts.input = {3, 8, 8, {0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f}, 0};
    std::vector<Shape> shapes{parts.input.shape()};
    const auto add = [&](const char* name, Kind kind, const Attributes& attributes,
                         const std::vector<std::uint32_t>& inputs) {
        std::vector<Shape> inputShapes;
        for (const auto input : inputs)
            inputShapes.push_back(shapes[input]);
        Layer layer = *makeLayer(kind, attributes, inputShapes, {Scheme::kaimingNormal, 3});
        layer.id = static_cast<LayerId>(shapes.size());
        layer.name = name;
        for (const auto input : inputs)
            layer.inputs.push_back(static_cast<LayerId>(input));
        shapes.push_back(*kindInfo(kind).outputShape(layer.attributes, inputShapes));
        parts.layers.push_back(std::move(layer));
    };
    add("conv", Kind::conv2d, {{"out_channels", std::int64_t{4}}}, {0});
    add("bn", Kind::batchNorm2d, {}, {1});
    add("add", Kind::add, {}, {1, 2});
    add("flatten", Kind::flatten, {}, {3});
    add("drop", Kind::dropout, {{"p", 0.25}}, {4});
    add("fc", Kind::linear, {{"out_features", std::int64_t{3}}}, {5});
    parts.head = parts.layers.back().id;
    parts.classNames = {"ant", "bee", "wasp"};
    const Network network = initialised(*Network::create(std::move(parts)), 5);
    NamedTensors scaled;
    for (const auto& [name, layer, parameter] : namedParameters(network)) {
        const auto& tensor = std::get<Tensor>(parameter->value);
        if (tensor.type() != ScalarType::float32)
            continue;
        std::vector<float> values(tensor.as<float>().begin(), tensor.as<float>().end());
        for (auto& value : values)
            value *= scale;
        scaled.emplace_back(name, Tensor::fromFloats(tensor.shape(), values));
    }
    return withParameters(network, scaled);
}

/// The example as case 1 leaves it: frozen, with a new head that is still to be drawn.
inline Network headToTrain(const Network& source) {
    const Recipe recipe{"", "", {SetTrainable{}, ReplaceHead{}}};
    return withClassNames(*apply(source, recipe, 2), {"ants", "bees"});
}

inline EpochMetrics exampleEpoch(std::int64_t epoch) {
    const auto e = static_cast<double>(epoch);
    return {epoch, 1 / e, 1 - 1 / (e + 1), 2 / e, 0.9 - 0.5 / e, 0.01, 0.25, 600};
}

/// A head's weights after `epoch` epochs; the best were those of the epoch before.
inline Checkpoint exampleCheckpoint(std::int64_t epoch) {
    const auto head = [](std::int64_t e) {
        std::vector<float> weight(2 * 256);
        for (std::size_t i = 0; i < weight.size(); ++i)
            weight[i] = static_cast<float>(e) + std::sin(static_cast<float>(i));
        const float bias[] = {static_cast<float>(e), -static_cast<float>(e)};
        return NamedTensors{{"fc.weight", Tensor::fromFloats({2, 256}, weight)},
                            {"fc.bias", Tensor::fromFloats({2}, bias)}};
    };
    Checkpoint checkpoint;
    checkpoint.epoch = epoch;
    checkpoint.parameters = head(epoch);
    checkpoint.bestEpoch = std::max<std::int64_t>(1, epoch - 1);
    checkpoint.bestAccuracy = exampleEpoch(checkpoint.bestEpoch).validationAccuracy;
    checkpoint.bestLoss = 0.125;
    checkpoint.bestParameters = head(checkpoint.bestEpoch);
    checkpoint.optimizerState = {{"momentum_buffer/fc.bias", Tensor::fromFloats({2}, std::vector<float>{0.5f, 0.25f})}};
    checkpoint.trainable = {{"conv", false}, {"fc", true}};
    checkpoint.seconds = 0.25 * static_cast<double>(epoch);
    return checkpoint;
}

inline bool equal(const Checkpoint& a, const Checkpoint& b) {
    return a.epoch == b.epoch && a.trainable == b.trainable && a.parameters == b.parameters &&
           a.optimizerState == b.optimizerState && a.bestEpoch == b.bestEpoch && a.bestAccuracy == b.bestAccuracy &&
           a.bestLoss == b.bestLoss && a.bestParameters == b.bestParameters && a.seconds == b.seconds;
}

inline DatasetRecord exampleDataset() {
    return {"ants_bees", 18446744073709551615u, 20, 0.25, "flip", "{\"train\":[1]}", {"ants", "bees"}, 40, 12};
}

/// Source, data and one run that trains the head.
inline Result<std::int64_t> addExampleRun(Project& project, std::uint64_t seed = 1) {
    const Network network = exampleNetwork();
    LB_TRY(const auto source, project.addSource({"example:random", "weights.pth", std::string(64, 'a'), network}));
    LB_TRY(const auto dataset, project.addDataset(exampleDataset()));
    TrainingOptions options;
    options.seed = seed;
    const Recipe recipe{"Train a new head", "", {SetTrainable{}, ReplaceHead{}}};
    const RunRecord run{source, dataset, "1", recipe, options, headToTrain(network)};
    return project.addRun(run);
}

}  // namespace layerbench
