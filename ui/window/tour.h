// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace layerbench {

/// Uses the real window with mouse and keyboard events as a newcomer would, and writes a picture of each view in light
/// and dark into `folder`: the window as large as a small laptop's screen, 1366 x 768 pixels (at 200 % scale as on
/// 1920 x 1080). Nothing of the user's is touched. Returns the program's exit status.
int runTour(const QString& folder);

}  // namespace layerbench
