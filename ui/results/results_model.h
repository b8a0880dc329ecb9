// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"
#include "core/report/result_table.h"

#include <QAbstractTableModel>

namespace layerbench {

/// The runs as a table: what each cell says, by what it sorts, and how it is filtered.
class ResultsModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        runColumn,
        caseColumn,
        networkColumn,
        dataColumn,
        accuracyColumn,
        epochColumn,
        trainableColumn,
        timeColumn,
        savedColumn,
        statusColumn,
        columnTotal
    };
    enum Role {
        sortRole = Qt::UserRole,  ///< a number, or lower-case text
        filterRole,               ///< of column 0: all that a word can be found in
        shareRole,                ///< of accuracy: [0, 1], NaN where not measured
        colourRole,               ///< of what: the case's colour
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Where the same runs come again with other numbers, nothing is reset.
    void setRuns(std::vector<RunSummary> runs);
    const RunSummary& at(int row) const { return runs_[static_cast<std::size_t>(row)]; }
    int rowOf(std::int64_t id) const;  ///< -1: there is none

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const RunSummary& run, int column) const;
    QString tip(const RunSummary& run, int column) const;

    std::vector<RunSummary> runs_;
};

/// As core/report writes it.
ResultRow resultRow(const RunSummary& run);
/// "1 · Train a new head", or the name of one's own recipe.
QString caseTitle(const RunSummary& run);
/// Stopped before its end, with a checkpoint to go on from.
bool canResume(const RunSummary& run);

}  // namespace layerbench
