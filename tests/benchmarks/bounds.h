// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

namespace layerbench::bench {

/// Compares the ratios that must not fall with what they have to reach in a quick run, and says each on standard error.
/// False where one is worse. What was not measured counts as neither.
bool boundsHold(const QJsonObject& figures);

}  // namespace layerbench::bench
