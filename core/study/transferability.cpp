// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/transferability.h"

#include "core/data/batch_loader.h"
#include "core/network/cost.h"
#include "core/study/cases.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>

namespace layerbench {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
/// A step costs some time beside its arithmetic, about that of so many multiply-adds a picture.
constexpr double overhead = 2e5;

/// A task's pictures, decoded once for all runs that learn it.
struct Task {
    const Dataset* dataset = nullptr;
    std::unique_ptr<BatchLoader> training;
    std::unique_ptr<BatchLoader> validation;  ///< null where there are no such pictures

    std::int64_t classes() const { return std::ssize(dataset->classes); }
};

std::map<Origin, const Dataset*> datasetsOf(const TransferabilityRequest& request) {
    std::map<Origin, const Dataset*> datasets{{Origin::target, &request.tasks.b}, {Origin::similar, &request.tasks.a}};
    if (request.dissimilar)
        datasets[Origin::dissimilar] = &*request.dissimilar;
    return datasets;
}

/// Passes on what a run says, with how far the study is.
class Voice final : public MetricSink {
public:
    Voice(const TransferabilityRun& run, const std::function<void(const EpochMetrics&)>& epoch,
          TransferabilityListener& listener)
        : run_(run), epoch_(epoch), listener_(listener) {}

    void onEpoch(const EpochMetrics& metrics) override { epoch_(metrics); }
    void onMessage(const Text& message) override { listener_.onMessage(run_, message); }

private:
    const TransferabilityRun& run_;
    const std::function<void(const EpochMetrics&)>& epoch_;
    TransferabilityListener& listener_;
};

class Study {
public:
    Study(Engine& engine, const TransferabilityRequest& request, RunControl& control, TransferabilityListener& listener)
        : engine_(engine), request_(request), control_(control), listener_(listener),
          runs_(transferabilityRuns(request.depths, request.seeds, request.dissimilar.has_value())),
          begin_(std::chrono::steady_clock::now()), pausedBefore_(control.secondsPaused()) {
        for (const auto& [origin, dataset] : datasetsOf(request))
            tasks_[origin] = open(*dataset);
        for (const auto& run : runs_) {
            work_.push_back(workOf(run));
            allWork_ += work_.back();
        }
    }

    Result<TransferabilityResult> carryOut() {
        TransferabilityResult result = plannedResult(request_);
        for (current_ = 0; current_ < runs_.size(); ++current_) {
            if (control_.stopRequested()) {
                result.stopped = true;
                break;
            }
            LB_TRY(const auto measured, carryOut(runs_[current_]));
            if (measured.reason == FinishReason::stopped) {
                result.stopped = true;
                break;
            }
            result.runs.push_back(measured);
            doneWork_ += work_[current_];
            listener_.onFinished(measured, progress(0));
        }
        return result;
    }

private:
    Task open(const Dataset& dataset) const {
        const int threads = threadCount(request_.options.compute);
        const auto loader = [&](Part part, Augmentation augmentation) {
            return std::make_unique<BatchLoader>(dataset, part, request_.architecture.input(),
                                                 BatchLoaderOptions{augmentation, request_.options.seed, threads});
        };
        Task task{&dataset, loader(Part::training, request_.augmentation), nullptr};
        if (!dataset.items(Part::validation).empty())
            task.validation = loader(Part::validation, Augmentation::none);
        return task;
    }

    const Task& taskOf(const TransferabilityRun& run) const {
        return tasks_.at(run.depth == 0 ? run.origin : Origin::target);
    }

    /// Multiply-adds of a run, roughly: a backward pass costs twice its forward pass, a frozen part is computed once.
    double workOf(const TransferabilityRun& run) const {
        const auto costOf = [](const Network& network) { return static_cast<double>(cost(network).multiplyAdds); };
        const double all = costOf(request_.architecture);
        const auto pictures = static_cast<double>(taskOf(run).training->size());
        const auto epochs = static_cast<double>(request_.options.epochs);
        double prefix = 0;
        if (run.frozen) {
            const auto cuts = cutPoints(request_.architecture);
            const auto last = cutLayer(request_.architecture, cuts[static_cast<std::size_t>(run.depth - 1)]);
            prefix = costOf(*sliceAfter(request_.architecture, *last));
        }
        const bool cached = request_.options.featureCache && request_.augmentation == Augmentation::none;
        const double passes = cached ? 1 : epochs;
        return pictures * (passes * prefix + epochs * (3 * (all - prefix) + overhead));
    }

    TransferabilityProgress progress(std::int64_t epochsOfCurrent) const {
        const double part = static_cast<double>(epochsOfCurrent) / static_cast<double>(request_.options.epochs);
        const double done = doneWork_ + (current_ < work_.size() && epochsOfCurrent > 0 ? part * work_[current_] : 0);
        const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count() -
                             (control_.secondsPaused() - pausedBefore_);
        return {current_, runs_.size(), done / allWork_, spent, done > 0 ? spent / done * (allWork_ - done) : unknown};
    }

    Result<Network> networkOf(const TransferabilityRun& run) const {
        const std::int64_t classes = taskOf(run).classes();
        if (run.depth == 0)
            return untrained(request_.architecture, classes);
        return transferred(request_.architecture, bases_.at(run.origin), run.depth, run.frozen, classes);
    }

    Result<TransferabilityMeasurement> carryOut(const TransferabilityRun& run) {
        if (run.depth == 0)
            bases_.erase(run.origin);  // the seed's before
        const Task& task = taskOf(run);
        LB_TRY(const Network network, networkOf(run));
        TrainingOptions options = request_.options;
        options.seed = drawSeed(run);
        LB_TRY(const auto training,
               engine_.start({network, task.training.get(), task.validation.get(), options, nullptr}));
        const std::function<void(const EpochMetrics&)> epoch = [&](const EpochMetrics& metrics) {
            listener_.onEpoch(run, metrics, progress(metrics.epoch));
        };
        Voice voice(run, epoch, listener_);
        LB_TRY(const RunResult result, train(*training, control_, voice));
        const bool diverged = result.reason == FinishReason::diverged;
        if (diverged && run.depth == 0)
            return failure(LB_TEXT("study", "The base network of task %1 did not learn: %2"),
                           std::string(1, letter(run.origin)), result.explanation.english());
        if (run.depth == 0 && result.reason != FinishReason::stopped)
            bases_.emplace(run.origin, training->best());
        return TransferabilityMeasurement{run,
                                          result.reason,
                                          diverged ? unknown : result.validationAccuracy,
                                          diverged ? unknown : result.lastValidationAccuracy,
                                          result.bestEpoch,
                                          result.trainableParameters,
                                          result.totalParameters,
                                          result.frozenUnchanged,
                                          result.seconds};
    }

    Engine& engine_;
    const TransferabilityRequest& request_;
    RunControl& control_;
    TransferabilityListener& listener_;
    std::vector<TransferabilityRun> runs_;
    std::map<Origin, Task> tasks_;
    std::map<Origin, Network> bases_;  ///< of the current seed
    std::vector<double> work_;         ///< of each run
    double allWork_ = 0;
    double doneWork_ = 0;
    std::size_t current_ = 0;
    std::chrono::steady_clock::time_point begin_;
    double pausedBefore_;
};

}  // namespace

std::vector<double> TransferabilityResult::accuracies(Origin origin, std::int64_t depth, bool frozen) const {
    std::vector<double> found;
    for (const auto& measured : runs)
        if (measured.run.origin == origin && measured.run.depth == depth && measured.run.frozen == frozen &&
            std::isfinite(measured.accuracy))
            found.push_back(measured.accuracy);
    return found;
}

TransferabilityResult plannedResult(const TransferabilityRequest& request) {
    TransferabilityResult result{.architecture = request.architecture.architecture(),
                                 .cuts = cutPoints(request.architecture),
                                 .tasks = {},
                                 .depths = request.depths,
                                 .seeds = request.seeds,
                                 .options = request.options,
                                 .augmentation = request.augmentation,
                                 .runs = {}};
    for (const auto& [origin, dataset] : datasetsOf(request))
        result.tasks.push_back({origin, dataset->description, dataset->classes,
                                std::ssize(dataset->items(Part::training)),
                                std::ssize(dataset->items(Part::validation))});
    return result;
}

Result<void> checkTarget(const Dataset& b) {
    if (b.items(Part::validation).empty())
        return failure(LB_TEXT("study",
                               "“%1” has no picture to validate with, and without one nothing can be compared. "
                               "Add pictures, or set a larger share aside."),
                       b.description);
    return {};
}

Result<TransferabilityResult> studyTransferability(Engine& engine, const TransferabilityRequest& request,
                                                   RunControl& control, TransferabilityListener& listener) {
    assert(!request.seeds.empty() && !request.depths.empty());
    LB_CHECK(checkTarget(request.tasks.b));
    return Study(engine, request, control, listener).carryOut();
}

}  // namespace layerbench
