// SPDX-License-Identifier: GPL-3.0-or-later
// Steps as one graph, and kernels of our own: that they are in use, and change nothing.
#include "core/network/edits.h"
#include "core/training/engine/cuda/norm_passes.h"
#include "core/training/engine/module.h"
#include "core/training/engine/step_graph.h"
#include "tests/gpu/checks.h"

#include <algorithm>

namespace layerbench::gpu {

namespace {

// The same kernels in the same order, but for those that add in whatever order their blocks finish.
constexpr double graphBound = 5e-4;

/// Of two paths into a sum one is frozen: each step computes it apart, validation together with the sum.
Network frozenPath() {
    const Network network = residuals();
    std::vector<LayerId> frozen;
    for (const Layer& layer : network.layers())
        if (layer.name.starts_with("stem") || layer.name.starts_with("a.") || layer.name.starts_with("b.side"))
            frozen.push_back(layer.id);
    return required(setTrainable(network, frozen, false));
}

struct Trained {
    Network last;
    Recorder said;
};

/// As one of two lanes a run records nothing: another could ask CUDA for memory meanwhile.
Trained trainedInLanes(const Network& network, const TrainingOptions& options, int lanes) {
    Pictures data(44, network.input().shape(), 5);
    Pictures validation(20, network.input().shape(), 5, 6);
    auto run = required(torchEngine().start({network, &data, &validation, options, nullptr, {0, lanes}}));
    RunControl control;
    Recorder said;
    required(train(*run, control, said));
    return {run->last(), std::move(said)};
}

void graphsChangeNothing(Report& report, const Place& place) {
    struct Case {
        const char* name;
        Network network;
        bool cache;
        Precision precision;
    };
    const std::vector<Case> cases{{"all layers, dropout of 0.5", chain(0.5), false, Precision::float32},
                                  {"sums behind batch-norm", residuals(), false, Precision::float32},
                                  {"sums behind batch-norm, bfloat16", residuals(), false, Precision::bfloat16},
                                  {"a frozen path beside a trained one", frozenPath(), false, Precision::float32},
                                  {"the same in bfloat16", frozenPath(), false, Precision::bfloat16},
                                  {"a frozen trunk", frozenTrunk(residuals()), false, Precision::float32},
                                  {"a head on cached features", frozenTrunk(chain(0.5)), true, Precision::float32}};
    for (const auto& [name, network, cache, precision] : cases) {
        TrainingOptions o = options(place, 4, 8);
        o.featureCache = cache;
        o.compute.precision = precision;
        const Trained plain = trainedInLanes(network, o, 2);
        const std::int64_t before = StepGraph::made();
        const Trained graphed = trainedInLanes(network, o, 1);
        const std::int64_t made = StepGraph::made() - before;
        // Four epochs of five whole batches; the smaller last ones go without.
        const std::int64_t expected = place.gpu ? 20 - StepGraph::stepsBefore : 0;
        report.holds(std::string("steps from a recording: ") + name, made == expected,
                     std::to_string(made) + " of 20" + (made == expected ? "" : "; " + StepGraph::lastProblem()));
        report.atMost(std::string("weights with recordings against without: ") + name,
                      difference(graphed.last, plain.last), place.gpu ? graphBound : 0);
        double largest = 0;
        for (std::size_t i = 0; i < plain.said.epochs.size(); ++i)
            largest = std::max(largest,
                               std::abs(graphed.said.epochs[i].validationLoss - plain.said.epochs[i].validationLoss) /
                                   plain.said.epochs[i].validationLoss);
        report.atMost(std::string("validation losses with recordings against without: ") + name, largest,
                      place.gpu ? graphBound : 0);
    }
}

}  // namespace

void checkGraphs(Report& report, const Place& place) {
    if (place.gpu) {
        report.holds("built with CUDA's headers: steps can be recorded", CudaGraph::available());
        const at::Tensor map =
            at::ones({2, 8, 4, 4}, at::TensorOptions().device(place.device)).contiguous(at::MemoryFormat::ChannelsLast);
        for (const auto type : {at::kFloat, at::kBFloat16})
            report.holds(std::string("kernels of our own for ") + (type == at::kFloat ? "float32" : "bfloat16"),
                         normPassesFor(map.to(type)) != nullptr, whyNoNormPasses());
    }
    graphsChangeNothing(report, place);
}

}  // namespace layerbench::gpu
