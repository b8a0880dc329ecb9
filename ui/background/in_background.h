// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <utility>

namespace layerbench {

/// Runs `task` on a thread of the pool (one at a time, in order), away from the window.
void enqueueInBackground(std::function<void()> task);

/// Does `work` away from the window, then gives its value to `done` on the window's thread. Where `receiver` has gone
/// in the meantime, the value is thrown away. `work` must not touch anything that the window's thread changes.
template <class Work, class Done>
void inBackground(QObject* receiver, Work work, Done done) {
    enqueueInBackground(
        [receiver = QPointer<QObject>(receiver), work = std::move(work), done = std::move(done)]() mutable {
            auto value = std::make_shared<decltype(work())>(work());
            // The pointer is looked at on the window's thread alone, where receivers die.
            QMetaObject::invokeMethod(
                qApp,
                [receiver, done, value] {
                    if (receiver)
                        done(std::move(*value));
                },
                Qt::QueuedConnection);
        });
}

/// Waits until everything that was enqueued has been done: before the program ends.
void waitForBackground();

}  // namespace layerbench
