// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/board/board_state.h"

#include <QWidget>

#include <memory>

namespace layerbench {

/// The four cases side by side, where the textbook puts them: data set size upwards, difference from the original data
/// to the right. Each cell has its network, its live curve before the others' on common axes, its result and a verdict;
/// the user's data stands at its measured place. Arrow keys go from cell to cell, Return opens one.
class CaseBoard final : public QWidget {
    Q_OBJECT

public:
    explicit CaseBoard(QWidget* parent = nullptr);
    ~CaseBoard() override;

    /// Cheap: many states in a row are drawn once, and only what is seen.
    void setState(BoardState state);
    const BoardState& state() const;

    /// The user's data in the board's pixels; none where it is unknown or its difference is not measured.
    std::optional<QPointF> placeOfData() const;
    /// The plot of a case's cell, in the board's pixels; empty for a name that has no cell.
    QRectF plotArea(std::string_view caseName) const;
    /// How often a case's cell was drawn so far.
    int redraws(std::string_view caseName) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// "1", "2", "3", "4" or "4-finetune": the user wants to see its runs.
    void cellOpened(const QString& caseName);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    void writeSubtitle();

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace layerbench
