// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <QDialog>

#include <vector>

namespace layerbench {

/// The files that were left out of a data set, each with its reason.
class SkippedFilesDialog final : public QDialog {
    Q_OBJECT

public:
    SkippedFilesDialog(const std::vector<SkippedFile>& files, QWidget* parent);
};

}  // namespace layerbench
