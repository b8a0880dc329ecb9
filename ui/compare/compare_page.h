// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/comparison_table.h"
#include "ui/compare/comparison_meter.h"
#include "ui/compare/comparison_session.h"
#include "widgets/board/advice_state.h"
#include "widgets/board/board_state.h"
#include "widgets/board/size_series.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace layerbench {

class AdvicePanel;
class CaseBoard;
class ComparisonTableView;
class SizePlot;
class WorkButtons;

/// The page of the case board: the board, and beside it what starts a comparison, the adviser, accuracy against data
/// size and the table of results. Shows what it is told and says what the user wants; it knows no thread and no
/// project.
class ComparePage final : public QFrame {
    Q_OBJECT

public:
    explicit ComparePage(QWidget* parent = nullptr);

    void setBoard(BoardState state);
    void setAdvice(const AdviceState& state);
    /// `chosen`: images per class that the dial stands at; 0: none.
    void setSizes(std::vector<SizeSeries> series, double chosen);
    void setRows(std::vector<ComparisonRow> rows);
    /// Compare cannot be pressed while it is not ready; `whyNot` stands below it.
    void setReady(bool ready, const QString& whyNot = {});
    void showState(ComparisonSession::State state);
    void showProgress(const ComparisonProgress& progress);
    int seeds() const;
    void setSeeds(int seeds);

    CaseBoard* board() const { return board_; }

Q_SIGNALS:
    void compareRequested();
    void pauseRequested();
    void resumeRequested();
    void stopRequested();
    void adviceRequested();
    void verifyRequested();
    void cutRequested();
    void detailsRequested();
    void caseOpened(const QString& caseName);
    void seedsChanged(int seeds);  ///< by the user
    void hint(const QString& text);
    void cameIntoSight();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QHBoxLayout* makeControls();
    QWidget* makeResults();
    void updateControls();
    void placePlot();

    CaseBoard* board_;
    AdvicePanel* advice_;
    SizePlot* sizes_;
    ComparisonTableView* table_;
    QPushButton* compare_;
    WorkButtons* work_;
    QSpinBox* seeds_;
    QLabel* note_;
    QProgressBar* progress_;
    QWidget* results_ = nullptr;
    ComparisonSession::State state_ = ComparisonSession::State::idle;
    bool ready_ = false;
    QString whyNot_;
    QString far_;  ///< in words, while it is active
};

/// "12 of 300 epochs · about 2 min left"
QString progressText(const ComparisonProgress& progress);

}  // namespace layerbench
