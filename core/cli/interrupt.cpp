// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/interrupt.h"

#include <atomic>
#include <cassert>
#include <csignal>

namespace layerbench {

namespace {

std::atomic<RunControl*> current = nullptr;
std::atomic<bool> seen = false;
static_assert(std::atomic<RunControl*>::is_always_lock_free);

void onSignal(int) {
    seen.store(true);
    if (RunControl* control = current.load())
        control->stop();
}

void handle(void (*handler)(int), int flags) {
    struct sigaction action = {};
    action.sa_handler = handler;
    // Back to the default after the first one, so that a second Ctrl+C always works.
    action.sa_flags = flags;
    for (const int signal : {SIGINT, SIGTERM})
        sigaction(signal, &action, nullptr);
}

}  // namespace

StopOnSignal::StopOnSignal(RunControl& control) {
    assert(!current.load());
    seen.store(false);
    current.store(&control);
    handle(onSignal, static_cast<int>(SA_RESETHAND) | SA_RESTART);
}

StopOnSignal::~StopOnSignal() {
    handle(SIG_DFL, 0);
    current.store(nullptr);
}

Result<int> StopOnSignal::endedBy(const Error& error) const {
    if (signalled())
        return exitInterrupted;
    return Failure(error);
}

bool StopOnSignal::signalled() const {
    return seen.load();
}

}  // namespace layerbench
