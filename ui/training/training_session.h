// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "core/project/run_session.h"
#include "ui/training/progress_meter.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <thread>
#include <vector>

namespace layerbench {

/// All that a run needs; values and shared values, so that the window may go on editing its own.
struct TrainingJob {
    std::shared_ptr<Project> project;
    std::shared_ptr<const RunData> data;
    RunRequest request;
};

/// One run at a time, on a thread of its own at a lower priority than the window's. Called and heard on the window's
/// thread; what the run says arrives there in batches, every 40 ms.
class TrainingSession final : public QObject {
    Q_OBJECT

public:
    enum class State { idle, preparing, running, paused, stopping };
    Q_ENUM(State)

    explicit TrainingSession(QObject* parent = nullptr);
    /// Stops a run and waits for it; it is saved, and nothing is signalled any more.
    ~TrainingSession() override;

    State state() const { return state_; }
    bool active() const { return state_ != State::idle; }

    /// Prepares a run, enters it into the project and trains it. Does nothing while one is active, like resumeRun().
    void start(TrainingJob job);
    /// Goes on with a stored run from its last checkpoint; `data` must be what it was trained on.
    void resumeRun(std::shared_ptr<Project> project, std::int64_t run, std::shared_ptr<const RunData> data);

    void pause();   ///< before the next step
    void resume();  ///< after pause()
    /// The run ends within some tenths of a second and is saved; it can go on later. One that is still being prepared
    /// leaves no trace: then neither finished() nor failed() is signalled, only the state.
    void stop();
    /// Blocks until the thread has ended and everything is signalled: for the program's end.
    void wait();

Q_SIGNALS:
    void stateChanged(State state);
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
    struct Work;

    void launch(std::shared_ptr<Work> work);
    void deliver();
    void conclude(const std::shared_ptr<Work>& work);
    void setState(State state);

    State state_ = State::idle;
    QTimer timer_;
    std::shared_ptr<Work> work_;  ///< of the active run
    std::thread thread_;
    std::int64_t run_ = 0;
};

}  // namespace layerbench
