// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/study/transferability.h"

#include <QPixmap>
#include <QString>

#include <filesystem>

namespace layerbench {

/// Writes a study whole or not at all. `format`: "svg", or "png" with the picture; "csv" with a line a run, or "md",
/// the page that says what was trained and how, with the table.
Result<void> writeStudy(const TransferabilityResult& study, const QPixmap& picture, const std::filesystem::path& path,
                        const QString& format);

}  // namespace layerbench
