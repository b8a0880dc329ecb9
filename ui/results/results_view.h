// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"
#include "core/report/result_table.h"

#include <QWidget>

#include <cstdint>
#include <vector>

class QAction;
class QLabel;
class QLineEdit;
class QMenu;
class QSortFilterProxyModel;
class QTableView;

namespace layerbench {

class ResultsHeader;
class ResultsModel;

/// All runs of the project as a table that can be sorted, searched and copied. What is to be done with a run is asked
/// by signals; the window carries it out.
class ResultsView final : public QWidget {
    Q_OBJECT

public:
    explicit ResultsView(QWidget* parent = nullptr);

    /// Keeps selection, order and filter.
    void setRuns(std::vector<RunSummary> runs);
    /// In the order shown.
    std::vector<std::int64_t> selectedRuns() const;
    /// Selects this run alone and brings it into view; where the filter hides it, the filter is cleared.
    void select(std::int64_t run);
    /// The selected rows in the order shown, or all of them, into the clipboard.
    void copy(TableFormat format) const;

Q_SIGNALS:
    void selectionChanged();
    /// Double click or Return: show its network and curves.
    void openRequested(std::int64_t run);
    void resumeRequested(std::int64_t run);
    /// "safetensors" or "pth".
    void exportWeightsRequested(std::int64_t run, const QString& format);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void makeTable();
    void makeActions();
    void arrangeColumns();
    int contentWidth(int column) const;
    void showState();
    void updateActions();
    /// The run that an action is about: the one selected; nullptr where there is none or several.
    const RunSummary* single() const;
    const RunSummary& shownAt(int row) const;

    ResultsModel* model_;
    QSortFilterProxyModel* shown_;
    QLineEdit* filter_;
    QTableView* table_;
    ResultsHeader* header_;
    QLabel* empty_;
    QMenu* menu_;
    QAction* open_ = nullptr;
    QAction* resume_ = nullptr;
    QAction* safetensors_ = nullptr;
    QAction* pth_ = nullptr;
    bool settingRuns_ = false;
};

}  // namespace layerbench
