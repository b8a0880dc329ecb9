// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs through the engine's door.
#include "core/network/edits.h"
#include "core/training/engine/module.h"
#include "tests/gpu/checks.h"

#include <algorithm>
#include <array>

namespace layerbench::gpu {

namespace {

// Ten steps of training multiply what one step's order of sums does to the last bits.
constexpr double runBound = 2e-3;
// Two ways through one device: other batch sizes choose other kernels.
constexpr double sameDeviceBound = 5e-4;

constexpr std::array buffers{"running_mean", "running_var", "num_batches_tracked"};

bool same(const Network& a, const Network& b, const std::string& parameter) {
    return valueOf(a, parameter) == valueOf(b, parameter);
}

/// Without batch-norm, whose statistics multiply what the order of sums does. Adam and RMSprop divide by the root of
/// what may be almost zero: of them only the loss is compared, as the sign of almost zero is the order of sums' to
/// choose.
Network smooth() {
    Builder b(3, 16);
    b.add("conv", Kind::conv2d, convolution(8, 3));
    b.add("relu", Kind::relu);
    b.add("conv2", Kind::conv2d, convolution(8, 3, 2));
    b.add("relu2", Kind::relu);
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    return b.network();
}

void optimizersAgree(Report& report, const Place& place) {
    const Network network = smooth();
    Pictures data(40, network.input().shape(), 5);
    for (const auto optimizer : {Optimizer::sgd, Optimizer::adam, Optimizer::adamw, Optimizer::rmsprop}) {
        TrainingOptions o = options(place, 2, 8, optimizer == Optimizer::sgd ? 0.02 : 0.0005);
        o.optimizer = optimizer;
        o.weightDecay = 0.01;
        o.momentum = optimizer == Optimizer::rmsprop ? 0 : 0.9;
        const Finished found = trained(network, o, data);
        o.compute.device = "cpu";
        const Finished expected = trained(network, o, data);
        report.atMost("ten steps of " + std::string(name(optimizer)) + ": last loss against the CPU",
                      std::abs(found.said.steps.back().loss - expected.said.steps.back().loss) /
                          expected.said.steps.back().loss,
                      runBound);
        if (optimizer == Optimizer::sgd)
            report.atMost("ten steps of sgd: weights against the CPU", difference(found.last, expected.last), runBound);
    }
}

void frozenIsBitIdentical(Report& report, const Place& place) {
    const Network network = frozenTrunk(chain(0.5));
    Pictures data(40, network.input().shape(), 5);
    for (const auto optimizer : {Optimizer::sgd, Optimizer::adam, Optimizer::adamw, Optimizer::rmsprop})
        for (const bool cache : {false, true}) {
            TrainingOptions o = options(place, 2, 8);
            o.optimizer = optimizer;
            o.weightDecay = 0.1;
            o.featureCache = cache;
            const Finished run = trained(network, o, data);
            bool frozen = run.result.frozenUnchanged && !run.result.proof.empty();
            for (const auto& named : namedParameters(network))
                frozen = frozen && same(network, run.last, named.name) == (named.layer != network.output());
            for (const LayerProof& proof : run.result.proof)
                frozen = frozen && proof.unchanged == (proof.name != "fc");
            report.holds("frozen layers are bit-identical, the head is not: " + std::string(name(optimizer)) +
                             (cache ? ", cached features" : ", no cache"),
                         frozen);
        }
}

void policiesHold(Report& report, const Place& place) {
    const Network network = chain();
    Pictures data(40, network.input().shape(), 5);
    const std::array norms{required(network.idOf("features.1"))};
    const auto moved = [&](BatchNormPolicy policy) {
        const Network n = required(setBatchNormPolicy(network, norms, policy));
        const Finished run = trained(n, options(place, 2, 8), data);
        const bool affine = !same(n, run.last, "features.1.weight") && !same(n, run.last, "features.1.bias");
        const bool still = same(n, run.last, "features.1.weight") && same(n, run.last, "features.1.bias");
        const bool statistics = std::ranges::none_of(
            buffers, [&](const char* buffer) { return same(n, run.last, std::string("features.1.") + buffer); });
        const bool stored = std::ranges::all_of(
            buffers, [&](const char* buffer) { return same(n, run.last, std::string("features.1.") + buffer); });
        const bool rest = !same(n, run.last, "features.0.weight");
        switch (policy) {
        case BatchNormPolicy::frozen:
            return still && stored && rest;
        case BatchNormPolicy::statisticsOnly:
            return still && statistics && rest;
        case BatchNormPolicy::trained:
            return affine && statistics && rest;
        }
        return false;
    };
    report.holds("batch-norm frozen: nothing of it moves", moved(BatchNormPolicy::frozen));
    report.holds("batch-norm statistics only: scale and shift are bit-identical",
                 moved(BatchNormPolicy::statisticsOnly));
    report.holds("batch-norm trained: all of it moves", moved(BatchNormPolicy::trained));
}

void cacheChangesNothing(Report& report, const Place& place) {
    const Network network = frozenTrunk(chain());
    Pictures data(40, network.input().shape(), 5);
    Pictures validation(20, network.input().shape(), 5, 6);
    TrainingOptions o = options(place, 3, 8);
    const Finished cached = trained(network, o, data, &validation);
    o.featureCache = false;
    const Finished plain = trained(network, o, data, &validation);
    report.holds("the frozen part ran once per picture", cached.result.cache.images == 60,
                 std::to_string(cached.result.cache.images) + " of 60 pictures");
    report.atMost("weights with cached features against without", difference(cached.last, plain.last), sameDeviceBound);
    report.atMost("validation loss with cached features against without",
                  std::abs(cached.said.epochs.back().validationLoss - plain.said.epochs.back().validationLoss) /
                      plain.said.epochs.back().validationLoss,
                  sameDeviceBound);
}

}  // namespace

TrainingOptions options(const Place& place, std::int64_t epochs, std::int64_t batchSize, double rate) {
    TrainingOptions o;
    o.epochs = epochs;
    o.batchSize = batchSize;
    o.learningRate = rate;
    o.compute.device = place.device;
    return o;
}

Finished trained(const Network& network, const TrainingOptions& options, BatchSource& training, BatchSource* validation,
                 const Checkpoint* from) {
    auto run = required(torchEngine().start({network, &training, validation, options, from}));
    RunControl control;
    Recorder said;
    const RunResult result = required(train(*run, control, said));
    if (result.reason == FinishReason::failed)
        giveUp(result.explanation.english());
    return {result, run->best(), run->last(), run->checkpoint(), std::move(said)};
}

void checkRuns(Report& report, const Place& place) {
    optimizersAgree(report, place);
    frozenIsBitIdentical(report, place);
    policiesHold(report, place);
    cacheChangesNothing(report, place);
}

}  // namespace layerbench::gpu
