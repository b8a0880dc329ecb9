// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/network_source.h"

#include <QObject>

#include <atomic>
#include <memory>
#include <string>

namespace layerbench {

/// Opens networks away from the window: reading a large weight file takes seconds.
class NetworkOpener final : public QObject {
    Q_OBJECT

public:
    explicit NetworkOpener(QObject* parent = nullptr);
    ~NetworkOpener() override;

    /// `description`: a NETWORK of core/project/network_source.h. A newer call takes the place of an older one, whose
    /// network or error is dropped. Each call that is not superseded ends with opened() or failed().
    void open(std::string description);
    bool isBusy() const { return busy_; }

Q_SIGNALS:
    void opened(const OpenedNetwork& opened);
    void failed(const Error& error);
    void busyChanged(bool busy);

private:
    void setBusy(bool busy);

    std::shared_ptr<std::atomic<int>> newest_;  ///< number of the call that counts; what waits in the queue looks at it
    bool busy_ = false;
};

}  // namespace layerbench
