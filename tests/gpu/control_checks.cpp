// SPDX-License-Identifier: GPL-3.0-or-later
// What happens around a run: resuming, stopping, freezing in its middle, divergence, metrics, precision.
#include "core/training/engine/module.h"
#include "tests/gpu/checks.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

namespace layerbench::gpu {

namespace {

// On the CPU the same sums in the same order; on a GPU libraries may add in whatever order blocks finish.
constexpr double resumeBound = 5e-4;
constexpr double stopSeconds = 2;

void resumeGoesOn(Report& report, const Place& place) {
    const Network network = chain(0.5);
    Pictures data(40, network.input().shape(), 5);
    TrainingOptions o = options(place, 4, 8);
    o.schedule = Schedule::cosine;
    o.optimizer = Optimizer::adam;
    o.learningRate = 0.001;
    const Finished whole = trained(network, o, data);

    auto first = required(torchEngine().start({network, &data, nullptr, o, nullptr}));
    RunControl control;
    Recorder said;
    required(first->epoch(control, said));
    required(first->epoch(control, said));
    const Checkpoint half = first->checkpoint();
    first.reset();
    const Finished resumed = trained(network, o, data, nullptr, &half);
    report.holds("a resumed run trains the epochs that are left", resumed.said.epochs.size() == 2);
    report.atMost("a resumed run against one that was never interrupted", difference(resumed.last, whole.last),
                  place.gpu ? resumeBound : 0);
}

/// Eight convolutions, each as large as the picture: an epoch takes seconds on any device.
Network wide() {
    Builder b(3, 64);
    for (int i = 0; i < 8; ++i)
        b.add("conv" + std::to_string(i), Kind::conv2d, convolution(64, 3));
    b.add("pool", Kind::adaptiveAvgPool2d);
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    return b.network();
}

void stopIsObeyed(Report& report, const Place& place) {
    using Clock = std::chrono::steady_clock;
    const Network network = wide();
    EndlessPictures data(place.gpu ? 200000 : 2000, network.input().shape(), 5);
    auto run = required(torchEngine().start({network, &data, nullptr, options(place, 100, 32, 1e-4), nullptr}));
    RunControl control;
    Recorder said;
    Clock::time_point asked;
    std::jthread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(700));
        asked = Clock::now();
        control.stop();
    });
    const RunResult result = required(train(*run, control, said));
    const Clock::time_point ended = Clock::now();
    other.join();
    const double seconds = std::chrono::duration<double>(ended - asked).count();
    report.holds("a stop request ends the run", result.reason == FinishReason::stopped,
                 std::string(name(result.reason)));
    report.atMost("from the stop request to the end of the run", seconds, stopSeconds, " s");
}

/// Freezes all but the head before a step.
class Freezer final : public Recorder {
public:
    Freezer(RunControl& control, const Network& network) : control_(control), network_(network) {}
    void onStep(const StepMetrics& metrics) override {
        Recorder::onStep(metrics);
        if (steps.size() != 3)
            return;
        std::vector<LayerId> trunk;
        for (const Layer& layer : network_.layers())
            if (layer.id != network_.output())
                trunk.push_back(layer.id);
        control_.setTrainable(trunk, false);
    }

private:
    RunControl& control_;
    const Network& network_;
};

void freezingInTheMiddle(Report& report, const Place& place) {
    const Network network = chain();
    Pictures data(40, network.input().shape(), 5);
    TrainingOptions o = options(place, 3, 8);
    o.weightDecay = 0.1;
    auto run = required(torchEngine().start({network, &data, nullptr, o, nullptr}));
    RunControl control;
    Freezer said(control, network);
    required(run->epoch(control, said));
    const Network frozen = run->last();
    required(train(*run, control, said));
    bool still = true;
    for (const auto& named : namedParameters(network))
        if (named.layer != network.output())
            still = still && valueOf(frozen, named.name) == valueOf(run->last(), named.name);
    report.holds("layers frozen in the middle of a run stop to the bit", still);
    report.holds("the head went on", valueOf(frozen, "fc.weight") != valueOf(run->last(), "fc.weight"));
}

void divergenceIsNoticed(Report& report, const Place& place) {
    const Network network = chain();
    Pictures data(80, network.input().shape(), 5);
    TrainingOptions o = options(place, 3, 8, 1000);
    const Finished run = trained(network, o, data);
    report.holds("a learning rate of 1,000 ends as diverged", run.result.reason == FinishReason::diverged,
                 std::string(name(run.result.reason)));
    bool finite = true;
    for (const auto& named : namedParameters(run.best))
        if (named.parameter->type == ScalarType::float32)
            finite = finite && std::ranges::all_of(valueOf(run.best, named.name).as<float>(),
                                                   [](float value) { return std::isfinite(value); });
    report.holds("the best state before it is finite", finite);
}

void metricsAreWhole(Report& report, const Place& place) {
    const Network network = chain();
    Pictures data(44, network.input().shape(), 5);
    const Finished run = trained(network, options(place, 3, 8), data);
    bool inOrder = run.said.steps.size() == 18;
    for (std::size_t i = 0; i < run.said.steps.size(); ++i)
        inOrder = inOrder && run.said.steps[i].step == static_cast<std::int64_t>(i) + 1;
    report.holds("every step reports itself once, in order", inOrder);
    double largest = 0;
    for (std::size_t epoch = 0; epoch < run.said.epochs.size() && inOrder; ++epoch) {
        double sum = 0;
        for (std::size_t step = 0; step < 6; ++step)
            sum += run.said.steps[epoch * 6 + step].loss * (step == 5 ? 4 : 8);
        largest = std::max(largest, std::abs(sum / 44 - run.said.epochs[epoch].trainLoss));
    }
    report.atMost("an epoch's loss against its steps'", largest, 1e-6);
    report.holds("memory did not run out", run.said.messages.empty(),
                 run.said.messages.empty() ? std::string() : run.said.messages.front());
}

}  // namespace

void checkControl(Report& report, const Place& place) {
    resumeGoesOn(report, place);
    freezingInTheMiddle(report, place);
    divergenceIsNoticed(report, place);
    metricsAreWhole(report, place);
    stopIsObeyed(report, place);
}

void checkPrecision(Report& report, const Place& place) {
    // bfloat16 has 8 bits of mantissa: a relative error of 2^-9 a number, 0.002; a few layers of sums of such numbers.
    constexpr double forwardBound = 0.03;
    constexpr double lossBound = 0.05;
    const Network network = chain();
    Pictures data(40, network.input().shape(), 5);
    TrainingOptions o = options(place, 3, 8);
    const RunControl control;
    const Tensor expected = required(torchEngine().forward(network, data, o.compute, control));
    const Finished exact = trained(network, o, data);
    o.compute.precision = Precision::bfloat16;
    const Tensor found = required(torchEngine().forward(network, data, o.compute, control));
    const Finished half = trained(network, o, data);
    report.atMost("bfloat16: logits against float32", difference(found, expected), forwardBound);
    report.holds("bfloat16: it is another arithmetic", found != expected);
    double largest = 0;
    for (std::size_t i = 0; i < exact.said.epochs.size(); ++i)
        largest = std::max(largest, std::abs(half.said.epochs[i].trainLoss - exact.said.epochs[i].trainLoss) /
                                        exact.said.epochs[0].trainLoss);
    report.atMost("bfloat16: epochs' losses against float32's, of the first", largest, lossBound);
    report.holds("bfloat16: weights stay float32", valueOf(half.last, "fc.weight").type() == ScalarType::float32);
}

}  // namespace layerbench::gpu
