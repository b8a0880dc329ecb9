// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/background/in_background.h"

#include <QThreadPool>

namespace layerbench {

namespace {

QThreadPool& pool() {
    // Not the global pool: the window never waits behind other people's work, and the order is kept.
    static auto* const background = [] {
        auto* made = new QThreadPool(qApp);
        made->setMaxThreadCount(1);
        return made;
    }();
    return *background;
}

}  // namespace

void enqueueInBackground(std::function<void()> task) {
    pool().start(std::move(task));
}

void waitForBackground() {
    pool().waitForDone();
}

}  // namespace layerbench
