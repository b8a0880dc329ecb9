// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/advising.h"
#include "core/project/project.h"
#include "ui/compare/comparison_buffer.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <thread>
#include <vector>

namespace layerbench {

/// What the adviser needs; values and shared values, as in the jobs below.
struct AdvisingJob {
    OpenedNetwork network;
    std::shared_ptr<const RunData> data;
    ComputeOptions compute;
    std::string original;  ///< what the network was trained on; empty: what the program knows of it
};

/// All that a comparison needs. The options are each case's own but for the epochs and where to compute.
struct ComparisonJob {
    std::shared_ptr<Project> project;
    OpenedNetwork network;
    std::shared_ptr<const RunData> data;
    std::size_t seeds = 3;  ///< from the data's seed on
    std::int64_t epochs = 25;
    ComputeOptions compute;
    std::optional<KnownAdvice> advice;  ///< none: the adviser is asked first
    std::string original;               ///< as in AdvisingJob
};

/// One comparison or one question to the adviser at a time, on a thread of its own at a lower priority than the
/// window's. Called and heard on the window's thread; what is said arrives there in batches, every 40 ms.
class ComparisonSession final : public QObject {
    Q_OBJECT

public:
    enum class State { idle, advising, preparing, running, paused, stopping };
    Q_ENUM(State)

    explicit ComparisonSession(QObject* parent = nullptr);
    /// Stops what is going on and waits for it; runs are saved, and nothing is signalled any more.
    ~ComparisonSession() override;

    State state() const { return state_; }
    bool active() const { return state_ != State::idle; }

    /// Both do nothing while one is active.
    void advise(AdvisingJob job);
    void compare(ComparisonJob job);

    void pause();   ///< before the next step; only while runs train
    void resume();  ///< after pause()
    /// Ends within some tenths of a second. Runs that have begun are saved as paused, further seeds do not start.
    void stop();
    /// Blocks until the thread has ended and everything is signalled: for the program's end.
    void wait();

Q_SIGNALS:
    void stateChanged(State state);
    void arrived(const ComparisonBatch& batch);
    /// After the last batch, of whatever came to its end or was stopped; the session is idle. `comparison` is its id in
    /// the project; 0: there was none, or nothing of it was entered.
    void finished(std::int64_t comparison);
    /// It could not be done. What was stored before is there.
    void failed(const Error& error);

private:
    struct Work;

    void launch(std::shared_ptr<Work> work, State state);
    void deliver();
    void conclude(const std::shared_ptr<Work>& work);
    void setState(State state);

    State state_ = State::idle;
    QTimer timer_;
    std::shared_ptr<Work> work_;  ///< what is going on
    std::thread thread_;
};

}  // namespace layerbench
