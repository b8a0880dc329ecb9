// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/module.h"

#include "core/training/engine/cuda/driver.h"
#include "core/training/engine/devices.h"
#include "core/training/engine/executor.h"
#include "core/training/engine/feature_store.h"
#include "core/training/engine/lane_stream.h"
#include "core/training/engine/pieces.h"
#include "core/training/engine/room.h"
#include "core/training/engine/run.h"
#include "core/training/engine/tensor_memory.h"
#include "core/training/phases.h"

#include <algorithm>
#include <cassert>
#include <unordered_map>

namespace layerbench {

namespace {

class TorchEngine final : public Engine {
public:
    std::string version() const override { return "LibTorch " + torchVersion(); }
    std::vector<DeviceInfo> devices() const override { return findDevices(); }
    Result<std::unique_ptr<TrainingRun>> start(RunJob job) override;
    int lanesFor(std::span<const RunSize> runs) const override;
    void keepFeatures(const FeatureKeeping& keeping) override { FeatureStore::shared().setKeeping(keeping); }
    Result<Tensor> forward(const Network& network, BatchSource& source, const ComputeOptions& options,
                           const RunControl& control, std::int64_t batchSize) override;
    Result<std::vector<Tensor>> pooledFeatures(const Network& network, std::span<const LayerId> layers,
                                               BatchSource& source, const ComputeOptions& options,
                                               const RunControl& control,
                                               const std::function<void(std::int64_t, std::int64_t)>& progress,
                                               std::int64_t batchSize) override;
};

/// How every picture of a source is looked at: in batches of so many, with a stop and someone to tell.
struct Viewing {
    const ComputeOptions& options;
    const RunControl& control;
    const std::function<void(std::int64_t, std::int64_t)>& progress;
    std::int64_t batchSize;
};

Result<void> fits(const Network& network, const BatchSource& source) {
    if (source.pictureShape() != network.input().shape())
        return failure(LB_TEXT("training", "The network takes pictures of %1, but the data gives %2."),
                       toText(network.input().shape()), toText(source.pictureShape()));
    return {};
}

/// A checkpoint may come from a file, and from a run of another network or optimiser.
Result<void> fits(const Network& network, const Checkpoint& checkpoint, Optimizer optimizer) {
    std::unordered_map<std::string, const Parameter*> known;
    for (const auto& [name, layer, parameter] : namedParameters(network))
        known.emplace(name, parameter);
    for (const auto* tensors : {&checkpoint.parameters, &checkpoint.bestParameters})
        for (const auto& [name, tensor] : *tensors) {
            const auto found = known.find(name);
            if (found == known.end() || found->second->shape != tensor.shape() || found->second->type != tensor.type())
                return failure(LB_TEXT("training",
                                       "The checkpoint holds %1 (%2), which the network does not have: it is "
                                       "of another network. Start the run anew."),
                               name, toText(tensor.shape()));
        }
    for (const auto& [name, trainable] : checkpoint.trainable)
        LB_CHECK(network.idOf(name));
    for (const auto& [name, tensor] : checkpoint.optimizerState) {
        const auto slash = std::min(name.find('/'), name.size());
        const auto found = known.find(name.substr(std::min(slash + 1, name.size())));
        const auto wanted = stateType(optimizer, name.substr(0, slash));
        if (found == known.end() || !wanted || tensor.type() != *wanted ||
            tensor.shape() != (*wanted == ScalarType::int64 ? Shape{} : found->second->shape))
            return failure(LB_TEXT("training", "The checkpoint holds %1, which %2 does not use for this network. Go on "
                                               "with the optimizer that the run began with, or start it anew."),
                           name, std::string(layerbench::name(optimizer)));
    }
    return {};
}

Result<void> canTrain(const RunJob& job) {
    LB_CHECK(check(job.options));
    const Network& network = job.network;
    LB_CHECK(check(job.options.phases, network));
    const Shape& output = network.shapeOf(network.output());
    for (const BatchSource* source : {job.training, job.validation}) {
        if (!source)
            continue;
        LB_CHECK(fits(network, *source));
        if (source->size() == 0)
            return failure(
                LB_TEXT("training", "There are no pictures to train with; choose another data set or split."));
        if (output.size() != 1 || output[0] != source->classCount())
            return failure(
                LB_TEXT("training",
                        "The network ends in %1 (%2), but the data has %3 classes. Give it a new head for %3 "
                        "classes."),
                toText(output), network.layer(network.output()).name, source->classCount());
    }
    for (const auto& layer : network.layers())
        if (layer.trainable && !layer.parameters.empty())
            return {};
    return failure(
        LB_TEXT("training", "Every layer is frozen, so there is nothing to train. Unfreeze at least one layer."));
}

Result<std::unique_ptr<TrainingRun>> TorchEngine::start(RunJob job) {
    LB_CHECK(canTrain(job));
    LB_TRY(const at::Device device, chosenDevice(job.options.compute));
    if (job.resumeFrom)
        LB_CHECK(fits(job.network, *job.resumeFrom, job.options.optimizer));
    try {
        Network initial = initialised(job.network, job.options.seed);
        const LaneStream stream(device, job.lane);
        const auto current = stream.current();
        return std::make_unique<Run>(std::move(job), std::move(initial), device, stream);
    } catch (const std::exception& exception) {
        return failure(LB_TEXT("training", "The network cannot be set up on %1: %2"), device.str(),
                       firstLine(exception));
    }
}

int TorchEngine::lanesFor(std::span<const RunSize> runs) const {
    assert(!runs.empty());
    const auto device = chosenDevice(runs.front().options.compute);
    // Where there is no such device, start() says why.
    if (!device || device->is_cpu())
        return 1;
    const auto gpu = gpuFacts(device->index());
    if (!gpu)
        return 1;
    std::vector<Room> rooms;
    for (const RunSize& run : runs)
        rooms.push_back(roomOf(run, gpu->memory));
    return lanesIn(gpu->memory, rooms);
}

/// The plan's wanted values for view 0 of every picture, in the source's order.
Result<std::vector<Tensor>> lookAtAll(const Network& network, const Plan& plan, BatchSource& source,
                                      const Viewing& viewing) {
    LB_CHECK(fits(network, source));
    if (source.size() == 0)
        return failure(LB_TEXT("training", "There are no pictures to look at."));
    LB_TRY(const at::Device device, chosenDevice(viewing.options));
    useThreads(viewing.options);
    const TensorMemory::GivesBack givesBack;
    try {
        const at::NoGradGuard noGradient;
        Executor executor(initialised(network, 1), device, viewing.options.precision);
        std::vector<Example> examples(static_cast<std::size_t>(source.size()));
        for (std::size_t i = 0; i < examples.size(); ++i)
            examples[i].index = static_cast<std::int64_t>(i);
        source.start(std::move(examples), viewing.batchSize);
        std::vector<std::vector<at::Tensor>> seen(plan.wanted.size());
        std::int64_t piece = piecesFor(network, plan, device, viewing.batchSize);
        for (std::int64_t done = 0; done < source.size();) {
            const std::int64_t count = std::min(viewing.batchSize, source.size() - done);
            LB_TRY(const Batch batch, nextBatch(source, count));
            const auto values =
                evaluateInPieces(executor, plan, {executor.pictures(batch.images)}, &viewing.control, piece);
            for (std::size_t i = 0; i < values.size(); ++i)
                seen[i].push_back(values[i].cpu());
            done += count;
            if (viewing.progress)
                viewing.progress(done, source.size());
        }
        std::vector<Tensor> whole;
        for (auto& parts : seen) {
            whole.push_back(copied(at::cat(parts)));
            parts.clear();
        }
        return whole;
    } catch (const Cancelled&) {
        return failure(LB_TEXT("training", "Stopped before all pictures were seen."));
    } catch (const std::exception& exception) {
        return failure(LB_TEXT("training", "The network cannot be run on %1: %2"), device.str(), firstLine(exception));
    }
}

Result<Tensor> TorchEngine::forward(const Network& network, BatchSource& source, const ComputeOptions& options,
                                    const RunControl& control, std::int64_t batchSize) {
    LB_TRY(const auto outputs, lookAtAll(network, wholePlan(network), source, {options, control, {}, batchSize}));
    return outputs.front();
}

Result<std::vector<Tensor>> TorchEngine::pooledFeatures(const Network& network, std::span<const LayerId> layers,
                                                        BatchSource& source, const ComputeOptions& options,
                                                        const RunControl& control,
                                                        const std::function<void(std::int64_t, std::int64_t)>& progress,
                                                        std::int64_t batchSize) {
    return lookAtAll(network, pooledPlan(network, layers), source, {options, control, progress, batchSize});
}

}  // namespace

Engine& torchEngine() {
    TensorMemory::watch();
    TensorMemory::keepFreed();
    static TorchEngine engine;
    return engine;
}

}  // namespace layerbench
