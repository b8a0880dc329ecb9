// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/augmentation.h"
#include "core/data/batch_loader.h"
#include "core/data/dataset.h"
#include "core/project/network_source.h"
#include "core/project/project.h"
#include "core/training/engine.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace layerbench {

/// The data of a run: what is asked for, opened, with every picture looked at once.
struct RunData {
    Dataset dataset;
    DatasetOptions options;
    Augmentation augmentation = Augmentation::none;
};

/// Opens DATA for training: reads the list, decodes every picture once on `threads` threads, and sets aside with a
/// reason what cannot be read. `progress` is told (done, all) from any of the threads, one at a time. Where it is known
/// what `input` the pictures are for, they are kept for it and not decoded again. The error says what is missing for
/// training.
Result<RunData> openRunData(const std::string& description, const DatasetOptions& options, Augmentation augmentation,
                            int threads, const RunControl* control = nullptr,
                            const std::function<void(std::int64_t, std::int64_t)>& progress = {},
                            const InputSpec* input = nullptr);

/// The batches of a run's data. Runs that train in turn on one thread may share them. Those that train at once need
/// some each; decoded pictures they share all the same (PictureStore).
struct RunLoaders {
    std::shared_ptr<BatchLoader> training;
    std::shared_ptr<BatchLoader> validation;  ///< null where there is nothing to validate with
};
/// For networks with that input; the options' seed decides the random views. Of `lanes` that train at once each has its
/// share of the threads that decode.
RunLoaders makeLoaders(const RunData& data, const InputSpec& input, const TrainingOptions& options, int lanes = 1);

/// What a run is started with.
struct RunRequest {
    OpenedNetwork network;
    std::string caseName;  ///< "1" … "4-finetune", or "recipe"
    Recipe recipe;
    TrainingOptions options;
    Lane lane = {};
};

/// A run that trains and is written into a project as it goes: each epoch is a transaction, checkpoints come at a
/// bounded rate, whatever ends the run saves it. The window and the command line both train through this. One thread at
/// a time; sessions of different lanes may be in epoch() at once and write into one project, which locks itself.
class RunSession {
public:
    /// Applies the recipe to the network and sets the run up; what the engine refuses has left no trace anywhere.
    /// `loaders` are made where there are none.
    static Result<RunSession> prepare(Engine& engine, const RunData& data, const RunRequest& request,
                                      RunLoaders loaders = {});
    /// Enters a prepared run into the project as running, as part of a comparison unless that is 0; `data` and
    /// `request` as it was prepared with.
    Result<void> enter(Project& project, const RunData& data, const RunRequest& request, std::int64_t comparison = 0);
    /// Goes on from the run's last checkpoint; `data` must be what the run was trained on.
    static Result<RunSession> resume(Project& project, Engine& engine, const RunData& data, std::int64_t run);

    std::int64_t id() const { return id_; }
    std::int64_t epochsDone() const { return epochsDone_; }
    std::int64_t stepsPerEpoch() const { return stepsPerEpoch_; }
    const TrainingOptions& options() const { return options_; }
    const RunLoaders& loaders() const { return loaders_; }
    /// What is trained, after the recipe; parameters may still be to draw.
    const Network& network() const { return network_; }
    /// With the best epoch's weights.
    Network best() const { return run_->best(); }

    /// One epoch, stored when it returns. False when the run is over, and then it is stored as such.
    Result<bool> epoch(RunControl& control, MetricSink& sink);
    /// Whether the run has ended, in whatever way, and the project knows: then there is a result(). After an error of
    /// epoch() that leaves it false the project could not be written; what it held before is still there.
    bool ended() const { return ended_; }
    RunResult result() const { return run_->result(); }

private:
    RunSession(Network network, const TrainingOptions& options, RunLoaders loaders);
    Result<void> start(Engine& engine, const Checkpoint* checkpoint, const Lane& lane = {});
    Result<void> close(const RunResult& result);

    Project* project_ = nullptr;
    Network network_;
    TrainingOptions options_;
    RunLoaders loaders_;
    std::unique_ptr<TrainingRun> run_;
    std::int64_t id_ = 0;
    std::int64_t epochsDone_ = 0;
    std::int64_t stepsPerEpoch_ = 1;
    std::optional<std::chrono::steady_clock::time_point> saved_;  ///< the last checkpoint
    bool ended_ = false;
};

}  // namespace layerbench
