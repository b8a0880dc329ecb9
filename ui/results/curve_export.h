// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "widgets/curves/plot_run.h"

#include <QPixmap>

#include <filesystem>

namespace layerbench {

/// Writes what CurvePanel::exportRequested() asked for: "png" (the picture), "svg" (a drawing of all epochs) or "csv"
/// (all epochs in full). The file appears under its name only when it is complete; what was there stays otherwise.
/// Errors: missing or read-only folder, full disk, nothing to write. On the window's thread: some tenths of a second.
Result<void> writeCurves(const std::vector<PlotRun>& runs, const QPixmap& picture, const std::filesystem::path& path,
                         const QString& format);

}  // namespace layerbench
