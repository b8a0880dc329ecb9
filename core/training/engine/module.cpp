// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/module.h"

#include "core/training/engine/devices.h"
#include "core/training/engine/executor.h"
#include "core/training/engine/run.h"

#include <numeric>

namespace layerbench {

namespace {

class TorchEngine final : public Engine {
public:
    std::string version() const override { return "LibTorch " + torchVersion(); }
    std::vector<DeviceInfo> devices() const override { return findDevices(); }
    Result<std::unique_ptr<TrainingRun>> start(RunJob job) override;
    Result<Tensor> forward(const Network& network, BatchSource& source, const ComputeOptions& options,
                           const RunControl& control, std::int64_t batchSize) override;
};

Result<void> fits(const Network& network, const BatchSource& source) {
    if (source.pictureShape() != network.input().shape())
        return failure(LB_TEXT("training", "The network takes pictures of %1, but the data gives %2."),
                       toText(network.input().shape()), toText(source.pictureShape()));
    return {};
}

Result<void> canTrain(const RunJob& job) {
    LB_CHECK(check(job.options));
    const Network& network = job.network;
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
    Network initial = initialised(job.network, job.options.seed);
    try {
        return std::make_unique<Run>(std::move(job), std::move(initial), device);
    } catch (const std::exception& exception) {
        return failure(LB_TEXT("training", "The network cannot be set up on %1: %2"), device.str(),
                       firstLine(exception));
    }
}

Result<Tensor> TorchEngine::forward(const Network& network, BatchSource& source, const ComputeOptions& options,
                                    const RunControl& control, std::int64_t batchSize) {
    LB_CHECK(fits(network, source));
    LB_TRY(const at::Device device, chosenDevice(options));
    useThreads(options);
    try {
        const at::NoGradGuard noGradient;
        Executor executor(initialised(network, 1), device, options.precision);
        const Plan plan = wholePlan(network);
        std::vector<Example> examples(static_cast<std::size_t>(source.size()));
        for (std::size_t i = 0; i < examples.size(); ++i)
            examples[i].index = static_cast<std::int64_t>(i);
        source.start(std::move(examples), batchSize);
        std::vector<at::Tensor> outputs;
        for (std::int64_t done = 0; done < source.size();) {
            LB_TRY(const Batch batch, source.next());
            outputs.push_back(executor.run(plan, {executor.pictures(batch.images)}, Executor::Mode::evaluate, &control)
                                  .front()
                                  .cpu());
            done += std::ssize(batch.labels);
        }
        if (outputs.empty())
            return failure(LB_TEXT("training", "There are no pictures to look at."));
        return copied(at::cat(outputs));
    } catch (const Cancelled&) {
        return failure(LB_TEXT("training", "Stopped before all pictures were seen."));
    } catch (const std::exception& exception) {
        return failure(LB_TEXT("training", "The network cannot be run on %1: %2"), device.str(), firstLine(exception));
    }
}

}  // namespace

Engine& torchEngine() {
    static TorchEngine engine;
    return engine;
}

}  // namespace layerbench
