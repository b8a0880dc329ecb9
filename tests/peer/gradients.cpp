// SPDX-License-Identifier: GPL-3.0-or-later
// Our side of agreement.py's third check: the gradients of one training step, as the engine computes them.
// Usage: layerbench-peer-gradients WEIGHTS ARCHITECTURE INPUT.safetensors OUT.safetensors (the protocol is in
// agreement.py)
#include "core/models/pretrained.h"
#include "core/training/engine/devices.h"
#include "core/training/engine/executor.h"
#include "core/weights/weight_file.h"

#include <iostream>

using namespace layerbench;

namespace {

/// Every layer trains, nothing is dropped, and pictures may be as small as the input has them.
Result<Network> prepared(const Network& network, const Shape& images) {
    NetworkParts parts = network.parts();
    parts.input.height = images[2];
    parts.input.width = images[3];
    for (Layer& layer : parts.layers)
        if (layer.kind == Kind::dropout)
            layer.attributes.set("p", 0.0);
    return Network::create(std::move(parts));
}

Result<void> run(const std::string& weights, const std::string& architecture, const std::string& inputFile,
                 const std::string& outputFile) {
    LB_TRY(const LoadedNetwork loaded, openNetwork(architecture + ":" + weights));
    LB_TRY(const StateDict input, readWeightFile(inputFile));
    const Tensor* images = input.find("images");
    const Tensor* labels = input.find("labels");
    if (!images || images->shape().size() != 4 || !labels || labels->type() != ScalarType::int64)
        return failure("“%1” holds no images and labels.", inputFile);
    LB_TRY(const Network network, prepared(loaded.network, images->shape()));

    useThreads({.device = "cpu", .threads = 2});
    Executor executor(network, at::kCPU, Precision::float32);
    DropoutMasks masks(makeGenerator(at::kCPU, 1));
    const at::Tensor logits =
        executor.run(wholePlan(network), {executor.pictures(*images)}, Executor::Mode::train, nullptr, &masks).front();
    const at::Tensor loss = at::cross_entropy_loss(logits, wrapped(*labels));
    loss.backward();

    StateDict output;
    output.tensors.push_back({"loss", copied(loss.detach().reshape({1}))});
    for (std::size_t i = 0; i < network.layers().size(); ++i) {
        const Layer& layer = network.layers()[i];
        for (std::size_t p = 0; p < layer.parameters.size(); ++p)
            if (!layer.parameters[p].buffer)
                output.tensors.push_back(
                    {layer.name + "." + layer.parameters[p].name, copied(executor.tensorsOf(i)[p].grad())});
    }
    return writeSafetensors(outputFile, output);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "Usage: layerbench-peer-gradients WEIGHTS ARCHITECTURE INPUT.safetensors OUT.safetensors\n";
        return 2;
    }
    if (const auto done = run(argv[1], argv[2], argv[3], argv[4]); !done) {
        std::cerr << done.error().message() << '\n';
        return 1;
    }
    return 0;
}
