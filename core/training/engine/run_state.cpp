// SPDX-License-Identifier: GPL-3.0-or-later
// What a run knows of itself between its steps: cache, checkpoint, result and proof. The loop is in run.cpp.
#include "core/training/engine/run.h"

#include "core/network/cost.h"
#include "core/network/edits.h"
#include "core/training/engine/feature_store.h"
#include "core/training/engine/proof.h"
#include "core/training/phases.h"

#include <algorithm>
#include <stdexcept>

namespace layerbench {

namespace {

bool isBetter(double accuracy, double loss, const Checkpoint& best) {
    if (best.bestEpoch == 0 || accuracy != best.bestAccuracy)
        return best.bestEpoch == 0 || accuracy > best.bestAccuracy;
    return loss < best.bestLoss;
}

at::ScalarType featureType(const TrainingOptions& options) {
    return options.halfFeatures ? at::kHalf : at::kFloat;
}

}  // namespace

Run::Run(RunJob job, Network initial, at::Device device, const LaneStream& stream)
    : options_(job.options), lane_(job.lane), stream_(stream), training_(*job.training), validation_(job.validation),
      initial_(std::move(initial)), executor_(initial_, device, options_.compute.precision), updater_(options_),
      whole_(wholePlan(initial_)), split_(splitAtFrozenPrefix(initial_)), hashesBefore_(layerHashes(initial_)),
      trainFeatures_(featureType(options_)), validationFeatures_(featureType(options_)),
      microBatch_(options_.batchSize), evaluationPiece_(std::max<std::int64_t>(options_.batchSize, evaluationBatch)) {
    if (const auto fitting = check(options_.phases, initial_); !fitting)
        throw std::invalid_argument(fitting.error().message());
    for (const auto& layer : initial_.layers()) {
        if (layer.trainable)
            everTrained_.insert(layer.id);
        if (moves(layer))
            everMoved_.insert(layer.id);
    }
    if (job.resumeFrom)
        restore(*job.resumeFrom);
    ownBytes_ = heldByRuns() - heldBefore_;
}

void Run::restore(const Checkpoint& checkpoint) {
    checkpoint_ = checkpoint;
    Network network = withParameters(initial_, checkpoint.parameters);
    for (const auto& [name, trainable] : checkpoint.trainable) {
        const LayerId changed = *network.idOf(name);
        network = *setTrainable(network, {&changed, 1}, trainable);
        if (trainable)
            everTrained_.insert(changed);
    }
    split_ = splitAtFrozenPrefix(network);
    executor_ = Executor(std::move(network), executor_.device(), options_.compute.precision);
    graph_.forget();
    updater_.restore(checkpoint.optimizerState, executor_.device());
    epoch_ = checkpoint.epoch;
    seconds_ = checkpoint.seconds;
    // A layer that was frozen in the middle of the run has trained all the same.
    for (const auto& phase : options_.phases)
        if (phase.epoch <= epoch_ && phase.trainable) {
            const auto layers = *resolve(initial_, phase.layers);
            everTrained_.insert(layers.begin(), layers.end());
            everMoved_.insert(layers.begin(), layers.end());
        }
    for (const auto& [name, tensor] : checkpoint.parameters)
        for (const auto& layer : initial_.layers())
            for (const auto& parameter : layer.parameters)
                if (layer.name + "." + parameter.name == name && std::get<Tensor>(parameter.value) != tensor) {
                    everMoved_.insert(layer.id);
                    if (!parameter.buffer)
                        everTrained_.insert(layer.id);
                }
}

double Run::secondsSpent() const {
    if (!control_)
        return seconds_;
    const double paused = control_->secondsPaused() - pausedBefore_;
    return seconds_ + std::chrono::duration<double>(Clock::now() - epochBegin_).count() - paused;
}

std::int64_t Run::peakSoFar() const {
    const std::int64_t shared = trainFeatures_.memory() + validationFeatures_.memory();
    const std::int64_t grown = TensorMemory::peak() - FeatureSheet::memoryOfAll() - heldBegin_;
    return std::max(peakBytes_, ownBytes_ + grown + shared);
}

bool Run::timeIsUp() const {
    return options_.timeLimit > 0 && secondsSpent() >= options_.timeLimit;
}

void Run::prepareCache(MetricSink& sink) {
    prepared_ = true;
    caching_ = options_.featureCache && holdsWeights(initial_, split_.prefix);
    if (caching_)
        chooseViews(sink);
    if (caching_)
        cachedUpTo_ = initial_.layers()[split_.prefix.layers.back()].name;
}

void Run::chooseViews(MetricSink& sink) {
    views_ = training_.augments() ? std::min(options_.cachedViews, options_.epochs) : 1;
    const std::int64_t each = trainFeatures_.bytesPerPicture(initial_, split_.prefix);
    const std::int64_t validation = validation_ ? validation_->size() : 0;
    // What other runs have left there goes first.
    if (featureBudget() < each * (validation + views_ * training_.size()))
        FeatureStore::shared().clear();
    std::int64_t budget = featureBudget();
    // Beyond the memory there is the disk, where there is a folder and the features can be known again.
    if (const FeatureKeeping keeping = FeatureStore::shared().keeping();
        budget < each * (validation + views_ * training_.size()) && !keeping.folder.empty() &&
        !featureKey(training_, 0).empty())
        budget = std::max(budget, FeatureFile::room(keeping) / lane_.count);
    const std::int64_t room = budget - each * validation;
    const std::int64_t fitting = room / std::max<std::int64_t>(1, each * training_.size());
    if (fitting >= views_)
        return;
    if (fitting >= 1) {
        sink.onMessage(text(LB_TEXT("training", "There is room for the features of %1 views per picture, not of %2."),
                            fitting, views_));
        views_ = fitting;
        return;
    }
    caching_ = false;
    sink.onMessage(
        text(LB_TEXT("training", "The frozen part's output would need %1 GB; it is computed in every epoch instead."),
             static_cast<double>(each * (training_.size() + validation)) / 1e9));
}

/// Layers that trained before they were frozen are no longer those that were hashed: such features are the run's alone.
std::string Run::featureKey(const BatchSource& source, std::int64_t view) const {
    for (const std::size_t i : split_.prefix.layers)
        if (everMoved_.contains(initial_.layers()[i].id) && !initial_.layers()[i].parameters.empty())
            return {};
    return sheetKey(executor_, split_.prefix, hashesBefore_, source, view, trainFeatures_.type());
}

/// A resumed run begins after the phases of the epochs that are done: the checkpoint says what trained then.
void Run::beginPhases(MetricSink& sink) {
    double rate = 1;
    for (const auto& phase : options_.phases) {
        if (phase.epoch == epoch_ + 1) {
            if (Network changed = *apply(executor_.network(), phase); changed != executor_.network())
                trainAs(std::move(changed), sink);
            sink.onMessage(describe(phase, executor_.network()));
            if (phase.rate != rate)
                sink.onMessage(text(LB_TEXT("training", "From here on the learning rate is %1 times the schedule's."),
                                    phase.rate));
        }
        rate = phase.rate;
    }
}

void Run::applyChanges(RunControl& control, MetricSink& sink) {
    const auto changes = control.takeChanges();
    if (changes.empty())
        return;
    Network network = executor_.network();
    for (const auto& [layers, trainable] : changes) {
        std::vector<LayerId> known;
        for (const LayerId id : layers)
            if (network.contains(id))
                known.push_back(id);
        network = *setTrainable(network, known, trainable);
    }
    trainAs(std::move(network), sink);
}

/// The same network with other layers frozen.
void Run::trainAs(Network network, MetricSink& sink) {
    for (const auto& layer : network.layers()) {
        if (moves(layer))
            everMoved_.insert(layer.id);
        if (layer.trainable) {
            everTrained_.insert(layer.id);
            continue;
        }
        for (const auto& parameter : layer.parameters)
            updater_.forget(layer.name + "." + parameter.name);
    }
    executor_.setNetwork(std::move(network));
    graph_.forget();
    // Another frozen part: what was cached of the old one is no input for the new rest.
    split_ = splitAtFrozenPrefix(executor_.network());
    trainFeatures_.clear();
    validationFeatures_.clear();
    prepareCache(sink);
}

/// Counted from the last phase where there are any: a head that has come to its end is no reason to skip what follows.
std::int64_t Run::epochsWithoutBetter() const {
    const std::int64_t before = options_.phases.empty() ? 0 : options_.phases.back().epoch - 1;
    return epoch_ - std::max(checkpoint_.bestEpoch, before);
}

bool Run::weightsAreFinite() {
    std::vector<at::Tensor> finite;
    for (std::size_t i = 0; i < executor_.network().layers().size(); ++i)
        for (const auto& tensor : executor_.tensorsOf(i))
            if (moves(executor_.network().layers()[i]) && tensor.is_floating_point())
                finite.push_back(at::isfinite(tensor).all());
    return finite.empty() || at::stack(finite).all().item<bool>();
}

NamedTensors Run::movedParameters() const {
    NamedTensors moved;
    const Network now = executor_.snapshot();
    for (std::size_t i = 0; i < now.layers().size(); ++i)
        for (std::size_t p = 0; p < now.layers()[i].parameters.size(); ++p) {
            const auto& tensor = std::get<Tensor>(now.layers()[i].parameters[p].value);
            const auto& before = std::get<Tensor>(initial_.layers()[i].parameters[p].value);
            if (tensor.bytes().data() != before.bytes().data())
                moved.emplace_back(now.layers()[i].name + "." + now.layers()[i].parameters[p].name, tensor);
        }
    return moved;
}

void Run::keepCheckpoint(const EpochMetrics& metrics) {
    // Made whole before it takes the old one's place: memory may run out between any two copies.
    Checkpoint next;
    next.epoch = metrics.epoch;
    next.parameters = movedParameters();
    next.optimizerState = updater_.state();
    next.seconds = secondsSpent();
    for (std::size_t i = 0; i < initial_.layers().size(); ++i)
        if (const Layer& layer = executor_.network().layers()[i];
            layer.trainable != initial_.layers()[i].trainable || layer.batchNorm != initial_.layers()[i].batchNorm)
            next.trainable.emplace_back(layer.name, layer.trainable);
    if (!validation_ || isBetter(metrics.validationAccuracy, metrics.validationLoss, checkpoint_)) {
        next.bestEpoch = metrics.epoch;
        next.bestAccuracy = metrics.validationAccuracy;
        next.bestLoss = metrics.validationLoss;
        next.bestParameters = next.parameters;
    } else {
        next.bestEpoch = checkpoint_.bestEpoch;
        next.bestAccuracy = checkpoint_.bestAccuracy;
        next.bestLoss = checkpoint_.bestLoss;
        next.bestParameters = checkpoint_.bestParameters;
    }
    lastAccuracy_ = metrics.validationAccuracy;
    checkpoint_ = std::move(next);
}

void Run::finish(FinishReason reason, Text explanation) {
    RunResult result;
    result.reason = reason;
    result.explanation = std::move(explanation);
    result.seconds = secondsSpent();
    result.peakBytes = executor_.device().is_cpu() && lane_.count == 1 ? peakSoFar() : 0;
    const std::int64_t computed = trainFeatures_.computed() + validationFeatures_.computed();
    if (caching_ || computed > 0) {  // it may have been cached before a phase that trains everything
        result.cache.views = views_;
        result.cache.prefix = cachedUpTo_;
        result.cache.images = computed;
        result.cache.secondsSpent = trainFeatures_.seconds() + validationFeatures_.seconds();
        const double each = std::max(trainFeatures_.secondsPerPicture(), validationFeatures_.secondsPerPicture());
        const double perPicture = computed > 0 ? result.cache.secondsSpent / static_cast<double>(computed) : each;
        result.cache.secondsSaved = perPicture * static_cast<double>(std::max<std::int64_t>(0, prefixUses_ - computed));
    }
    const Cost total = cost(executor_.network());
    result.totalParameters = total.parameters;
    result.trainableParameters = total.trainableParameters;
    result.epochs = epoch_;
    result.bestEpoch = checkpoint_.bestEpoch;
    result.validationAccuracy = checkpoint_.bestEpoch > 0 ? checkpoint_.bestAccuracy : lastAccuracy_;
    result.lastValidationAccuracy = lastAccuracy_;
    finished_ = std::move(result);
}

RunResult Run::result() const {
    assert(finished_);
    const auto current = stream_.current();
    if (!proved_)
        prove();
    return *finished_;
}

void Run::prove() const {
    proved_ = true;
    try {
        // Against the tensors that trained, not against what the checkpoint says of them.
        finished_->proof =
            proveFreezing(initial_, hashesBefore_, executor_.snapshot(Executor::Copy::all), everTrained_);
        finished_->frozenUnchanged = std::ranges::none_of(
            finished_->proof, [](const LayerProof& proof) { return proof.frozen && !proof.unchanged; });
    } catch (const std::exception&) {  // no memory for a second copy of the network: then nothing is proved
        finished_->proof.clear();
        finished_->frozenUnchanged = false;
    }
}

Network Run::best() const {
    return withParameters(initial_, checkpoint_.bestParameters);
}

Network Run::last() const {
    return withParameters(initial_, checkpoint_.parameters);
}

}  // namespace layerbench
