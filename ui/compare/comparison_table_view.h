// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/comparison_table.h"

#include <QTableWidget>

#include <vector>

namespace layerbench {

/// "93.5 % ± 0.6"; a dash where nothing was measured.
QString accuracyText(const ComparisonRow& row);

/// A comparison's cases as a small table, as high as its rows: case, accuracy, what was trained, time.
class ComparisonTableView final : public QTableWidget {
    Q_OBJECT

public:
    explicit ComparisonTableView(QWidget* parent = nullptr);

    void setRows(std::vector<ComparisonRow> rows);
    const std::vector<ComparisonRow>& rows() const { return rows_; }
    /// The rows into the clipboard, as core/report writes them.
    void copy(TableFormat format) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    std::vector<ComparisonRow> rows_;
};

}  // namespace layerbench
