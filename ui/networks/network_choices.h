// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/weight_catalogue.h"

#include <QList>
#include <QString>

#include <span>

namespace layerbench {

/// One row of the network chooser.
struct NetworkChoice {
    QString description;   ///< NETWORK of core/project/network_source.h: "resnet18:random"
    QString title;         ///< "ResNet-18"; the file's name where the architecture is unknown
    QString detail;        ///< beside the title: the file's name, or torchvision's name of the architecture
    QString architecture;  ///< "resnet18"; empty where it is unknown
    QString file;          ///< the weight file; empty where there is none
    qint64 bytes = 0;      ///< of the file

    /// Whether every word of the search is in the title, the file's name or the architecture, in any case.
    bool matches(const QString& search) const;
};

NetworkChoice demonstrationChoice();
/// One per architecture but the demonstration's, in the table's order.
QList<NetworkChoice> randomChoices();
QList<NetworkChoice> weightChoices(std::span<const WeightFile> files);

}  // namespace layerbench
