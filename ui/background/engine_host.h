// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"

#include <QObject>

#include <optional>
#include <vector>

namespace layerbench {

/// Loads the training engine (LibTorch: half a second, 156 MB) behind the window, once, and says what it can train on.
class EngineHost final : public QObject {
    Q_OBJECT

public:
    explicit EngineHost(QObject* parent = nullptr);

    /// Loads it in the background; call after the first paint. A second call does nothing.
    void load();

    Engine* engine() const { return engine_; }  ///< nullptr until ready()
    const QString& version() const { return version_; }
    const std::vector<DeviceInfo>& devices() const { return devices_; }

Q_SIGNALS:
    void ready();
    void failed(const Error& error);

private:
    bool asked_ = false;
    Engine* engine_ = nullptr;
    QString version_;
    std::vector<DeviceInfo> devices_;
};

}  // namespace layerbench
