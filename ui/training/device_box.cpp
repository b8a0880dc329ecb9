// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/device_box.h"

#include "widgets/basics/translated.h"

#include <QAbstractItemView>
#include <QStandardItemModel>

#include <algorithm>

namespace layerbench {

namespace {

QString titleOf(const DeviceInfo& info) {
    if (info.name == "cpu")
        return DeviceBox::tr("CPU, threads: %1").arg(threadCount(ComputeOptions{}));
    const QString number = toQString(info.name).section(QLatin1Char(':'), 1);
    const QString description = toQString(info.description);
    return number.isEmpty() ? description : description + QLatin1Char(' ') + number;
}

}  // namespace

DeviceBox::DeviceBox() {
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(6);
    DeviceInfo cpu;
    cpu.name = "cpu";
    add(tr("Auto"), "auto");
    add(titleOf(cpu), cpu.name);
}

std::string DeviceBox::device() const {
    return currentData().toString().toStdString();
}

void DeviceBox::setDevice(const std::string& device) {
    int index = findData(toQString(device));
    if (index < 0) {
        add(tr("%1 (not found)").arg(toQString(device)), device);
        index = count() - 1;
    }
    setCurrentIndex(index);
}

void DeviceBox::setDevices(const std::vector<DeviceInfo>& devices) {
    const std::string chosen = device();
    clear();
    shortReason_.clear();
    reason_.clear();
    const bool gpu = std::ranges::any_of(devices, [](const auto& d) { return d.available && d.name != "cpu"; });
    add(gpu ? tr("Auto: GPU") : tr("Auto: CPU"), "auto");
    for (const auto& info : devices) {
        if (info.available) {
            add(titleOf(info), info.name);
            continue;
        }
        const QString why = translated(info.reason);
        const auto end = why.indexOf(QLatin1String(". "));
        const QString prefix =
            info.name.starts_with("cuda") ? tr("No GPU: %1") : titleOf(info) + QStringLiteral(": %1");
        const QString label = prefix.arg(end < 0 ? why : why.left(end + 1));
        add(label, info.name, why);
        if (!reason_.isEmpty())
            continue;
        shortReason_ = label;
        reason_ = why;
    }
    setDevice(chosen);
    // The list may be wider than the box: reasons are sentences.
    view()->setMinimumWidth(view()->sizeHintForColumn(0) + 16);
}

void DeviceBox::add(const QString& label, const std::string& device, const QString& whyNot) {
    addItem(label, toQString(device));
    if (whyNot.isEmpty())
        return;
    setItemData(count() - 1, whyNot, Qt::ToolTipRole);
    static_cast<QStandardItemModel*>(model())->item(count() - 1)->setEnabled(false);
}

}  // namespace layerbench
