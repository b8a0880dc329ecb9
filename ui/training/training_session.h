// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "core/project/run_session.h"
#include "ui/background/work_session.h"
#include "ui/training/progress_meter.h"

#include <memory>
#include <vector>

namespace layerbench {

/// All that a run needs; values and shared values, so that the window may go on editing its own.
struct TrainingJob {
    std::shared_ptr<Project> project;
    std::shared_ptr<const RunData> data;
    RunRequest request;
};

/// One run at a time. When it is stopped, or the session goes, the run is saved and can go on later; one that is still
/// being prepared leaves no trace: then neither finished() nor failed() is signalled, only the state.
class TrainingSession final : public WorkSession {
    Q_OBJECT

public:
    explicit TrainingSession(QObject* parent = nullptr);

    /// Prepares a run, enters it into the project and trains it. Does nothing while one is active, like resumeRun().
    void start(TrainingJob job);
    /// Goes on with a stored run from its last checkpoint; `data` must be what it was trained on.
    void resumeRun(std::shared_ptr<Project> project, std::int64_t run, std::shared_ptr<const RunData> data);

Q_SIGNALS:
    void started(std::int64_t run, std::int64_t stepsPerEpoch, std::int64_t epochs, std::int64_t epochsDone);
    void stepsArrived(std::int64_t run, const std::vector<StepMetrics>& steps);
    void epochsArrived(std::int64_t run, const std::vector<EpochMetrics>& epochs);  ///< each is stored already
    void message(const Text& text);
    void featuresArrived(std::int64_t done, std::int64_t total);
    void progressChanged(const TrainingProgress& progress);
    /// After the last batch; the session is idle and the project knows how the run ended.
    void finished(std::int64_t run, const RunResult& result);
    /// The run could not be prepared, or the project could not be written: what it held before is still there.
    void failed(const Error& error);

private:
    struct Training;

    void deliver() override;
    void conclude(Work& work) override;

    std::int64_t run_ = 0;
};

}  // namespace layerbench
