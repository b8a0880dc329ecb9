// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/comparison_table.h"
#include "core/report/settings_table.h"

#include <QDialog>

#include <optional>
#include <vector>

class QCheckBox;
class QLineEdit;
class QSortFilterProxyModel;
class QStandardItemModel;
class QTableView;
class QTableWidget;

namespace layerbench {

/// A comparison in full: every measured number of every case, sorted and filtered, with the user's notes; and what was
/// set differently.
class ComparisonDetails final : public QDialog {
    Q_OBJECT

public:
    explicit ComparisonDetails(QWidget* parent = nullptr);

    /// Not while a note is being written, which would be lost: then it is done when that ends.
    void setRows(const std::vector<ComparisonRow>& rows);
    void setSettings(std::vector<CaseSettings> settings);
    const std::vector<ComparisonRow>& rows() const { return rows_; }
    /// The rows in the order in which they stand there.
    std::vector<ComparisonRow> shownRows() const;

Q_SIGNALS:
    void noteChanged(const QString& caseName, const QString& note);

private:
    QWidget* makeResults();
    QWidget* makeSettings();
    void showSettings();
    void fill(const std::vector<ComparisonRow>& rows);
    void copy(TableFormat format) const;

    std::vector<ComparisonRow> rows_;
    std::vector<CaseSettings> all_;
    QStandardItemModel* model_;
    QSortFilterProxyModel* shown_;
    QTableView* table_;
    QLineEdit* filter_;
    QTableWidget* settings_;
    QCheckBox* onlyDifferent_;
    bool filling_ = false;
    std::optional<std::vector<ComparisonRow>> waiting_;
};

}  // namespace layerbench
