// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <limits>
#include <string>

namespace layerbench {

/// What the adviser says, or how far it is.
struct AdviceState {
    enum class Kind { none, busy, given };

    Kind kind = Kind::none;
    std::string caseName = {};                               ///< that it advises
    QStringList reasons = {};                                ///< short sentences, the weightiest first
    double sure = std::numeric_limits<double>::quiet_NaN();  ///< [0, 1]; NaN: not said
    QStringList changesMind = {};                            ///< what would make it advise otherwise; sentences
    QString elsewhere = {};                                  ///< why the data's dot stands in another cell, if it does
    bool cutProposed = false;                                ///< a cut can be shown in the diagram
    QString progress = {};                                   ///< while it is busy: "Measuring features, layer 4 of 8"
    double progressShare = std::numeric_limits<double>::quiet_NaN();  ///< [0, 1]; NaN: not known
    int right = 0;                                                    ///< of the comparisons that tested its advice …
    int compared = 0;                                                 ///< … so many it was right in; 0: no record yet
    /// Accuracy that following it gave away, on average over them, [0, 1]; NaN: not known.
    double givenAway = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace layerbench
