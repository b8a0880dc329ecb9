// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/background/work_session.h"

#include "ui/background/worker_priority.h"

#include <utility>

namespace layerbench {

WorkSession::WorkSession(QObject* parent) : QObject(parent) {
    constexpr int interval = 40;
    timer_.setInterval(interval);
    connect(&timer_, &QTimer::timeout, this, [this] { deliver(); });
}

WorkSession::~WorkSession() {
    if (work_)
        work_->control.stop();
    if (thread_.joinable())
        thread_.join();
}

void WorkSession::launch(std::shared_ptr<Work> work, State state) {
    if (active())
        return;
    work_ = work;
    thread_ = std::thread([this, work] {
        lowerPriority();
        work->carryOut();
        // `this` lives: its destructor waits for the thread. The event holds the work, so that no later one can be
        // taken for it.
        QMetaObject::invokeMethod(
            this, [this, work] { end(work); }, Qt::QueuedConnection);
    });
    timer_.start();
    setState(state);
}

void WorkSession::pause() {
    if (state_ != State::running)
        return;
    work_->control.pause();
    setState(State::paused);
}

void WorkSession::resume() {
    if (state_ != State::paused)
        return;
    work_->control.resume();
    setState(State::running);
}

void WorkSession::stop() {
    if (!active() || state_ == State::stopping)
        return;
    work_->control.stop();
    setState(State::stopping);
}

void WorkSession::wait() {
    if (work_)
        end(work_);
}

void WorkSession::end(const std::shared_ptr<Work>& work) {
    // wait() was quicker than the event.
    if (work_ != work || !thread_.joinable())
        return;
    thread_.join();
    timer_.stop();
    deliver();
    const auto ended = std::exchange(work_, nullptr);
    setState(State::idle);
    conclude(*ended);
}

void WorkSession::setState(State state) {
    state_ = state;
    Q_EMIT stateChanged(state);
}

}  // namespace layerbench
