// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/run.h"

#include "core/network/shuffle.h"
#include "core/training/engine/devices.h"
#include "core/training/engine/pieces.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace layerbench {

namespace {

/// 0, 1, …, count - 1 in an order that the seed and the epoch decide.
std::vector<std::int64_t> shuffled(std::int64_t count, std::uint64_t seed) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    Random random(seed);
    shuffle(order, random);
    return order;
}

}  // namespace

std::int64_t Run::viewOf(std::int64_t epoch) const {
    if (!training_.augments())
        return 0;
    return caching_ ? epoch % views_ : epoch;
}

Result<bool> Run::epoch(RunControl& control, MetricSink& sink) {
    if (finished_)
        return false;
    const auto current = stream_.current();
    const Neighbours neighbours(lane_);
    useThreads(options_.compute);
    control_ = &control;
    neighbours_ = &neighbours;
    epochBegin_ = Clock::now();
    pausedBefore_ = control.secondsPaused();
    // Other runs on this thread wait: what is taken and given back from here on is this run's, if it trains alone.
    heldBegin_ = heldByRuns();
    TensorMemory::beginPeak();
    const auto outcome = [&]() -> Result<void> {
        // LibTorch's exceptions end here.
        try {
            return runEpoch(control, sink);
        } catch (const Cancelled&) {
            finish(FinishReason::stopped);
            return {};
        } catch (const std::exception& exception) {
            if (isOutOfMemory(exception))
                return failure(LB_TEXT("training",
                                       "Memory ran out with %1 pictures at a time (%2). Choose a smaller network or "
                                       "picture size, or freeze more layers."),
                               microBatch_, firstLine(exception));
            return failure(LB_TEXT("training", "LibTorch could not go on: %1"), firstLine(exception));
        }
    }();
    if (!outcome)
        finish(FinishReason::failed, outcome.error().text);
    seconds_ = secondsSpent();
    peakBytes_ = peakSoFar();
    ownBytes_ += heldByRuns() - heldBegin_;
    control_ = nullptr;
    neighbours_ = nullptr;
    if (!outcome)
        return Failure(outcome.error());
    return !finished_;
}

Result<void> Run::runEpoch(RunControl& control, MetricSink& sink) {
    if (!prepared_)
        prepareCache(sink);
    if (epoch_ >= options_.epochs) {
        finish(FinishReason::completed);
        return {};
    }
    const double begin = secondsSpent();
    EpochMetrics metrics;
    metrics.epoch = epoch_ + 1;
    const std::int64_t stepsPerEpoch = stepsFor(options_, training_.size());
    metrics.learningRate = options_.learningRate * rateAt(options_, epoch_ * stepsPerEpoch, stepsPerEpoch).factor;
    LB_TRY(const Totals trained, trainEpoch(control, sink));
    if (finished_)
        return {};
    metrics.trainLoss = trained.meanLoss();
    metrics.trainAccuracy = trained.accuracy();
    metrics.validationLoss = std::numeric_limits<double>::quiet_NaN();
    metrics.validationAccuracy = std::numeric_limits<double>::quiet_NaN();
    const double trainSeconds = secondsSpent() - begin;
    if (validation_) {
        LB_TRY(const Totals validated, validate(control, sink));
        metrics.validationLoss = validated.meanLoss();
        metrics.validationAccuracy = validated.accuracy();
    }
    metrics.seconds = secondsSpent() - begin;
    metrics.imagesPerSecond = static_cast<double>(trained.images) / std::max(trainSeconds, 1e-9);
    // The last step's move has been through no training loss yet: a state that it ruined must not become the best.
    if (!weightsAreFinite() || std::isinf(metrics.validationLoss) ||
        (validation_ && std::isnan(metrics.validationLoss))) {
        finish(FinishReason::diverged,
               text(LB_TEXT("training",
                            "At the end of epoch %1 the weights or the validation loss were no longer finite. A lower "
                            "learning rate usually helps. The best state before it is kept."),
                    epoch_ + 1));
        return {};
    }
    keepCheckpoint(metrics);
    ++epoch_;
    sink.onEpoch(metrics);

    if (trained.images < training_.size())
        finish(FinishReason::timeLimit);
    else if (epoch_ >= options_.epochs)
        finish(FinishReason::completed);
    else if (options_.earlyStopping > 0 && epochsWithoutBetter() >= options_.earlyStopping)
        finish(FinishReason::earlyStopping);
    else if (timeIsUp())
        finish(FinishReason::timeLimit);
    return {};
}

Result<StepInput> Run::inputOf(BatchSource& source, FeatureCache& cache, std::span<const std::int64_t> indices,
                               std::int64_t view) {
    StepInput input;
    std::vector<std::int64_t> labels;
    if (caching_) {
        input.given = cache.rows(view, indices, executor_.uploads());
        for (const auto index : indices)
            labels.push_back(source.label(index));
        prefixUses_ += std::ssize(indices);
    } else {
        LB_TRY(const Batch batch, nextBatch(source, std::ssize(indices)));
        input.given = {executor_.pictures(batch.images)};
        labels = batch.labels;
    }
    input.labels = executor_.uploads().integers(labels);
    return input;
}

Result<Run::Totals> Run::trainEpoch(RunControl& control, MetricSink& sink) {
    beginPhases(sink);
    applyChanges(control, sink);
    const auto order =
        shuffled(training_.size(), mixSeed(mixSeed(options_.seed, "order"), static_cast<std::uint64_t>(epoch_)));
    masks_ = DropoutMasks(makeGenerator(
        executor_.device(), mixSeed(mixSeed(options_.seed, "dropout"), static_cast<std::uint64_t>(epoch_))));
    const std::int64_t view = viewOf(epoch_);
    const std::int64_t stepsPerEpoch = stepsFor(options_, training_.size());
    bool announced = false;
    Totals totals;
    StepReadings readings;
    for (std::int64_t s = 0; s < stepsPerEpoch; ++s) {
        control.waitWhilePaused();
        if (s > 0)
            applyChanges(control, sink);
        if (control.stopRequested()) {
            finish(FinishReason::stopped);
            return totals;
        }
        // What the time was enough for is validated and kept, be it a part of an epoch.
        if (timeIsUp() && s > 0)
            break;
        const auto first = static_cast<std::size_t>(s * options_.batchSize);
        const auto indices = std::span(order).subspan(
            first, std::min(order.size() - first, static_cast<std::size_t>(options_.batchSize)));
        if (caching_) {
            LB_CHECK(trainFeatures_.ensure(view, training_, executor_, split_.prefix, keyOf(), control, sink));
            announced = false;
        } else if (!announced) {
            // From here to the end of the epoch; in its middle when the cache was given up.
            std::vector<Example> examples;
            for (const auto index : std::span(order).subspan(first))
                examples.push_back({index, view});
            training_.start(std::move(examples), options_.batchSize);
            announced = true;
        }
        LB_TRY(const StepInput input, inputOf(training_, trainFeatures_, indices, view));
        steps_ = epoch_ * stepsPerEpoch + s;
        readings.put(steps_, std::ssize(indices), step(input, control, sink));
        if (!report(readings.take(), totals, sink))
            return totals;
    }
    report(readings.takeAll(), totals, sink);
    return totals;
}

bool Run::report(const std::vector<StepReadings::Reading>& readings, Totals& totals, MetricSink& sink) {
    const std::int64_t stepsPerEpoch = stepsFor(options_, training_.size());
    for (const auto& [step, images, loss, correct] : readings) {
        if (!std::isfinite(loss)) {
            finish(
                FinishReason::diverged,
                text(LB_TEXT("training",
                             "The loss became %1 in epoch %2, step %3. A lower learning rate usually helps. The best "
                             "state before it is kept."),
                     std::isnan(loss) ? "NaN" : "infinite", epoch_ + 1, step % stepsPerEpoch + 1));
            return false;
        }
        const Totals one{loss, correct, images};
        totals.loss += loss;
        totals.correct += correct;
        totals.images += images;
        sink.onStep({epoch_ + 1, step + 1, one.meanLoss(), one.accuracy(),
                     options_.learningRate * rateAt(options_, step, stepsPerEpoch).factor});
    }
    return true;
}

bool Run::mayRecord(const StepInput& input) const {
    // While one lane records, no other may ask CUDA for memory: runs at once go without.
    return CudaGraph::available() && executor_.device().is_cuda() && lane_.count == 1 &&
           microBatch_ >= input.labels.size(0);
}

std::optional<at::Tensor> Run::graphedStep(const StepInput& input) {
    if (!mayRecord(input) || !graph_.takes(input))
        return {};
    return graph_.run(input, executor_, masks_,
                      [this](const StepInput& place, DropoutMasks& masks) { return gradients(place, masks, nullptr); });
}

at::Tensor Run::step(const StepInput& input, const RunControl& control, MetricSink& sink) {
    if (const auto sums = graphedStep(input)) {
        moveParameters();
        return *sums;
    }
    // It takes seconds and saves some hundredths of a step at best, measured with a ResNet-50 on an H200: 0.3 ms of 7.
    constexpr std::int64_t worthSearching = 5000;
    const KernelSearch search(lane_.count == 1 && executor_.device().is_cuda() &&
                              input.labels.size(0) == options_.batchSize &&
                              options_.epochs * (training_.size() / options_.batchSize) >= worthSearching);
    // A pass that runs out of memory half-way has moved statistics and drawn masks: the retry starts where it did.
    const auto statistics = executor_.statistics();
    const DropoutMasks::Position drawn = masks_.position();
    for (;;) {
        at::Tensor sums;
        bool tooLarge = false;
        try {
            sums = gradients(input, masks_, &control);
        } catch (const std::exception& exception) {
            if (!isOutOfMemory(exception) || (microBatch_ == 1 && !neighbours_->any()))
                throw;
            tooLarge = true;
        }
        if (!tooLarge) {
            // On a GPU the loss is not known yet: StepReadings says why the weights may move all the same.
            if (!sums.is_cpu() || std::isfinite(sums[0].item<double>()))
                moveParameters();
            if (mayRecord(input))
                graph_.passed(input, masks_);
            return sums;
        }
        // Outside the catch block: the exception may hold on to what filled the memory.
        executor_.restoreStatistics(statistics);
        masks_.returnTo(drawn);
        // A recording keeps the memory of a whole step, which a smaller last batch may lack.
        if (graph_.giveUp())
            continue;
        // Fewer pictures at a time are other statistics of batches: not for want of what others will give back.
        if (neighbours_->waitForThem(control))
            continue;
        microBatch_ = (std::min(microBatch_, input.labels.size(0)) + 1) / 2;
        sink.onMessage(
            text(LB_TEXT("training", "Memory ran out: pictures now go through the network %1 at a time; gradients are "
                                     "added up over the batch of %2."),
                 microBatch_, input.labels.size(0)));
    }
}

at::Tensor Run::gradients(const StepInput& input, DropoutMasks& masks, const RunControl* control) {
    masks.begin();
    executor_.forgetCounts();
    for (std::size_t i = 0; i < executor_.network().layers().size(); ++i)
        for (auto& tensor : executor_.tensorsOf(i))
            tensor.mutable_grad().reset();
    const std::int64_t count = input.labels.size(0);
    // Where the frozen part is not cached it still needs no backward pass, and evaluation folds its batch-norm away.
    const bool frozenPart = !caching_ && holdsWeights(executor_.network(), split_.prefix);
    at::Tensor sums;
    for (std::int64_t first = 0; first < count; first += microBatch_) {
        const std::int64_t size = std::min(microBatch_, count - first);
        std::vector<at::Tensor> given;
        for (const auto& value : input.given)
            given.push_back(size == count ? value : value.narrow(0, first, size));
        const at::Tensor labels = input.labels.narrow(0, first, size);
        if (frozenPart) {
            const at::NoGradGuard noGradient;
            given = executor_.run(split_.prefix, given, Executor::Mode::evaluate, control);
        }
        const at::Tensor logits =
            executor_.run(frozenPart ? split_.rest : trainedPlan(), given, Executor::Mode::train, control, &masks)
                .front();
        const at::Tensor loss = at::cross_entropy_loss(logits, labels, {}, at::Reduction::Sum);
        const at::Tensor some = sumsOf(logits, labels, loss);
        sums = sums.defined() ? sums + some : some;
        // The mean over the whole batch, whatever pieces it went through in.
        if (loss.requires_grad())
            (loss / static_cast<double>(count)).backward();
    }
    return sums;
}

void Run::moveParameters() {
    const std::int64_t stepsPerEpoch = stepsFor(options_, training_.size());
    const Rate rate = rateAt(options_, steps_, stepsPerEpoch);
    const Network& network = executor_.network();
    std::vector<ParameterUpdater::Moving> moving;
    for (std::size_t i = 0; i < network.layers().size(); ++i) {
        const Layer& layer = network.layers()[i];
        if (!layer.trainable)
            continue;
        const double layerRate = options_.learningRate * rate.factor * layer.learningRateMultiplier;
        for (std::size_t p = 0; p < layer.parameters.size(); ++p)
            if (!layer.parameters[p].buffer)
                moving.push_back({layer.name + "." + layer.parameters[p].name, executor_.tensorsOf(i)[p], layerRate});
    }
    updater_.update(moving, rate.momentum);
}

at::Tensor Run::validated(const StepInput& input, const RunControl& control) {
    try {
        return evaluateInPieces(executor_, trainedPlan(), input.given, &control, evaluationPiece_).front();
    } catch (const std::exception& exception) {
        // Not one picture had room: a recorded step may hold what is missing.
        if (!isOutOfMemory(exception) || !graph_.giveUp())
            throw;
    }
    return evaluateInPieces(executor_, trainedPlan(), input.given, &control, evaluationPiece_).front();
}

Result<Run::Totals> Run::validate(RunControl& control, MetricSink& sink) {
    BatchSource& source = *validation_;
    const at::NoGradGuard noGradient;
    std::vector<std::int64_t> all(static_cast<std::size_t>(source.size()));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    // Larger than the training's: nothing is kept for a backward pass.
    const std::int64_t batchSize = std::max<std::int64_t>(options_.batchSize, evaluationBatch);
    if (caching_) {
        LB_CHECK(validationFeatures_.ensure(0, source, executor_, split_.prefix, keyOf(), control, sink));
    } else {
        std::vector<Example> examples;
        for (const auto index : all)
            examples.push_back({index, 0});
        source.start(std::move(examples), batchSize);
    }
    Totals totals;
    at::Tensor sums = at::zeros({2}, at::TensorOptions().dtype(at::kDouble).device(executor_.device()));
    for (std::size_t first = 0; first < all.size(); first += static_cast<std::size_t>(batchSize)) {
        control.waitWhilePaused();
        const auto indices =
            std::span(all).subspan(first, std::min(all.size() - first, static_cast<std::size_t>(batchSize)));
        LB_TRY(const StepInput input, inputOf(source, validationFeatures_, indices, 0));
        evaluationPiece_ =
            std::min(evaluationPiece_, piecesFor(executor_.network(), trainedPlan(), executor_.device(), batchSize));
        const at::Tensor logits = validated(input, control);
        sums += sumsOf(logits, input.labels, at::cross_entropy_loss(logits, input.labels, {}, at::Reduction::Sum));
        totals.images += std::ssize(indices);
    }
    // Read once: each number asked for would stop a GPU until its queue is empty.
    totals.loss = sums[0].item<double>();
    totals.correct = sums[1].item<double>();
    return totals;
}

}  // namespace layerbench
