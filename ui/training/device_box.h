// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"

#include <QComboBox>

#include <string>
#include <vector>

namespace layerbench {

/// What to train on: automatic, the CPU, each GPU that LibTorch sees. What cannot be used stands there too, greyed,
/// with the reason.
class DeviceBox final : public QComboBox {
    Q_OBJECT

public:
    DeviceBox();

    /// As the options write it: "auto", "cpu", "cuda:0".
    std::string device() const;
    /// One that is not in the list is added, so that what a project asks for stays visible.
    void setDevice(const std::string& device);

    void setDevices(const std::vector<DeviceInfo>& devices);
    /// Why the first device that cannot be used cannot: one sentence, and all that core says. Empty: all can be used.
    const QString& shortReason() const { return shortReason_; }
    const QString& reason() const { return reason_; }

private:
    void add(const QString& label, const std::string& device, const QString& whyNot = {});

    QString shortReason_;
    QString reason_;
};

}  // namespace layerbench
