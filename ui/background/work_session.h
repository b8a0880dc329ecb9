// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/run_control.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <thread>

namespace layerbench {

/// What trains in the window, one piece of work at a time, on a thread of its own at a lower priority than the
/// window's. Called and heard on the window's thread; what the work says waits in a buffer of its own and is delivered
/// every 40 ms. Who derives from it makes the work and takes from the buffer.
class WorkSession : public QObject {
    Q_OBJECT

public:
    enum class State {
        idle,
        advising,  ///< of a comparison alone: the adviser looks first
        preparing,
        running,
        paused,
        stopping
    };
    Q_ENUM(State)

    explicit WorkSession(QObject* parent);
    /// Stops what is going on and waits for it; nothing is signalled any more.
    ~WorkSession() override;

    State state() const { return state_; }
    bool active() const { return state_ != State::idle; }

    void pause();   ///< before the next step; only while it is running
    void resume();  ///< after pause()
    void stop();    ///< ends within some tenths of a second
    /// Blocks until the thread has ended and everything is signalled: for the program's end.
    void wait();

Q_SIGNALS:
    void stateChanged(State state);

protected:
    /// What both threads know. The window's thread touches what carryOut() leaves behind only when that has returned.
    struct Work {
        RunControl control;

        virtual ~Work() = default;
        virtual void carryOut() = 0;  ///< on the thread
    };

    /// Does nothing while something is active.
    void launch(std::shared_ptr<Work> work, State state);
    Work& work() const { return *work_; }
    void setState(State state);

    /// Signals what the work has said since the last time. While it is active, and once more after it has ended.
    virtual void deliver() = 0;
    /// The work has ended, everything is delivered, the state is idle.
    virtual void conclude(Work& work) = 0;

private:
    void end(const std::shared_ptr<Work>& work);

    State state_ = State::idle;
    QTimer timer_;
    std::shared_ptr<Work> work_;  ///< what is going on
    std::thread thread_;
};

}  // namespace layerbench
