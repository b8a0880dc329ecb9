// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/transferability.h"

#include <QTableWidget>

namespace layerbench {

/// The rows of a transferability study as core/report makes them, a coloured dot at each treatment's column.
class StudyTableView final : public QTableWidget {
    Q_OBJECT

public:
    explicit StudyTableView(QWidget* parent = nullptr);

    void setResult(const TransferabilityResult& result);
};

}  // namespace layerbench
