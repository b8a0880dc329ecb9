// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/network_opener.h"

#include "ui/background/in_background.h"

#include <optional>
#include <utility>

namespace layerbench {

NetworkOpener::NetworkOpener(QObject* parent) : QObject(parent), newest_(std::make_shared<std::atomic<int>>(0)) {}

NetworkOpener::~NetworkOpener() {
    ++*newest_;  // what still waits in the queue need not be read
}

void NetworkOpener::open(std::string description) {
    const int call = ++*newest_;
    setBusy(true);
    inBackground(
        this,
        [call, newest = newest_, description = std::move(description)]() -> std::optional<Result<OpenedNetwork>> {
            if (*newest != call)
                return {};
            return openNetworkSource(description);
        },
        [this, call](const std::optional<Result<OpenedNetwork>>& result) {
            if (*newest_ != call || !result)
                return;
            setBusy(false);
            if (*result) {
                Q_EMIT opened(**result);
            } else {
                Q_EMIT failed(result->error());
            }
        });
}

void NetworkOpener::setBusy(bool busy) {
    if (std::exchange(busy_, busy) != busy)
        Q_EMIT busyChanged(busy);
}

}  // namespace layerbench
