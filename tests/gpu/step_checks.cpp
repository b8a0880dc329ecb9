// SPDX-License-Identifier: GPL-3.0-or-later
// One step on the device against the same step on the CPU.
#include "core/training/engine/devices.h"
#include "core/training/engine/executor.h"
#include "tests/gpu/checks.h"

#include <ATen/Context.h>

#include <algorithm>

namespace layerbench::gpu {

namespace {

// float32 sums of some hundred to some thousand products, added in another order: PyTorch's own tests allow 1e-5 of the
// range for one layer; a few layers follow one another here, and gradients pass each of them twice.
constexpr double stepBound = 5e-5;
// The same through 50 layers.
constexpr double deepBound = 1e-3;

struct Step {
    Tensor logits;
    double loss = 0;
    std::vector<std::pair<std::string, Tensor>> gradients;
    Network after;  ///< with batch-norm's statistics moved
};

at::Device deviceOf(const Place& place) {
    ComputeOptions compute;
    compute.device = place.device;
    return required(chosenDevice(compute));
}

Step stepOn(at::Device device, const Network& network, const Pictures& data) {
    std::vector<Example> examples;
    std::vector<std::int64_t> labels;
    for (std::int64_t i = 0; i < data.size(); ++i) {
        examples.push_back({i, 0});
        labels.push_back(data.label(i));
    }
    Executor executor(network, device, Precision::float32);
    DropoutMasks masks(makeGenerator(device, 3));
    const auto logits =
        executor
            .run(wholePlan(network), {executor.pictures(data.images(examples))}, Executor::Mode::train, nullptr, &masks)
            .front();
    const at::Tensor loss = at::cross_entropy_loss(logits, at::tensor(labels, at::kLong).to(device));
    loss.backward();
    Step step{copied(logits), loss.item<double>(), {}, executor.snapshot()};
    for (std::size_t i = 0; i < network.layers().size(); ++i)
        for (std::size_t p = 0; p < network.layers()[i].parameters.size(); ++p)
            if (const Layer& layer = network.layers()[i]; !layer.parameters[p].buffer)
                step.gradients.emplace_back(layer.name + "." + layer.parameters[p].name,
                                            copied(executor.tensorsOf(i)[p].grad()));
    return step;
}

void compareSteps(Report& report, const Place& place) {
    for (const auto& [name, network] : everyKind()) {
        const Pictures data(12, network.input().shape(), 5);
        const Step expected = stepOn(at::kCPU, network, data);
        const Step found = stepOn(deviceOf(place), network, data);
        report.atMost(name + ": logits against the CPU", difference(found.logits, expected.logits), stepBound);
        report.atMost(name + ": loss against the CPU", std::abs(found.loss - expected.loss) / expected.loss, stepBound);
        double largest = 0;
        for (std::size_t i = 0; i < expected.gradients.size(); ++i)
            largest = std::max(largest, difference(found.gradients[i].second, expected.gradients[i].second));
        report.atMost(name + ": gradients against the CPU", largest, stepBound);
        report.atMost(name + ": statistics against the CPU", difference(found.after, expected.after), stepBound);
    }
}

/// The device draws its own masks: their share and scale are the promise, and that a seed gives the same again.
void dropoutKeepsItsMean(Report& report, const Place& place) {
    Builder b(4, 50);
    b.add("drop", Kind::dropout, {{"p", 0.25}});
    const Network network = b.network();
    const at::Device device = deviceOf(place);
    Executor executor(network, device, Precision::float32);
    const at::Tensor ones = at::ones({4, 4, 50, 50}, device);
    const auto draw = [&](std::uint64_t seed) {
        DropoutMasks masks(makeGenerator(device, seed));
        return executor.run(wholePlan(network), {ones}, Executor::Mode::train, nullptr, &masks).front();
    };
    const at::Tensor out = draw(3);
    // 40,000 draws: the standard error of their share is 0.002.
    report.atMost("dropout of 0.25: distance of the share of zeros",
                  std::abs(out.eq(0).to(at::kDouble).mean().item<double>() - 0.25), 0.01);
    report.atMost("dropout of 0.25: error of what is kept", std::abs(out.max().item<double>() - 1 / 0.75), 1e-6);
    report.holds("dropout: the same seed draws the same masks", at::equal(out, draw(3)));
    report.holds("dropout: another seed draws others", !at::equal(out, draw(4)));
}

void resNetLooksTheSame(Report& report, const Place& place) {
    const Network network = resNet50(1000);
    const Pictures data(2, network.input().shape(), 1000);
    const std::vector<Example> examples{{0, 0}, {1, 0}};
    const at::NoGradGuard noGradient;
    const auto logitsOn = [&](at::Device device) {
        Executor executor(network, device, Precision::float32);
        return copied(
            executor
                .run(wholePlan(network), {executor.pictures(data.images(examples))}, Executor::Mode::evaluate, nullptr)
                .front());
    };
    report.atMost("ResNet-50 at 224: logits against the CPU", difference(logitsOn(deviceOf(place)), logitsOn(at::kCPU)),
                  deepBound);
}

}  // namespace

ExactFloat32::ExactFloat32()
    : convolutions_(at::globalContext().allowTF32CuDNN()), products_(at::globalContext().allowTF32CuBLAS()),
      deterministic_(at::globalContext().deterministicCuDNN()) {
    at::globalContext().setAllowTF32CuDNN(false);
    at::globalContext().setAllowTF32CuBLAS(false);
    at::globalContext().setDeterministicCuDNN(true);
}

ExactFloat32::~ExactFloat32() {
    at::globalContext().setAllowTF32CuDNN(convolutions_);
    at::globalContext().setAllowTF32CuBLAS(products_);
    at::globalContext().setDeterministicCuDNN(deterministic_);
}

void checkSteps(Report& report, const Place& place) {
    useThreads({});
    compareSteps(report, place);
    dropoutKeepsItsMean(report, place);
    resNetLooksTheSame(report, place);
}

}  // namespace layerbench::gpu
