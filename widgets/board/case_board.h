// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/board/board_state.h"

#include <QPolygonF>
#include <QWidget>

#include <memory>

namespace layerbench {

/// The four cases side by side, where the textbook puts them: data set size upwards, difference from the original data
/// to the right. Each cell has its network, its live curve before the others' on common axes, its result and a verdict;
/// the user's data stands at its measured place, and an arrow leads from there to the recommended cell where that is
/// another one. Arrow keys go from cell to cell. A click or Return enlarges a cell over the whole board, so that it can
/// be looked at; from there the user comes back, goes on to the next case, or takes its network.
class CaseBoard final : public QWidget {
    Q_OBJECT

public:
    explicit CaseBoard(QWidget* parent = nullptr);
    ~CaseBoard() override;

    /// Cheap: many states in a row are drawn once, and only what is seen.
    void setState(BoardState state);
    const BoardState& state() const;

    /// Fills the board with a case's cell; any name that has no cell shows all four again.
    void enlarge(std::string_view caseName);
    /// Whose cell is enlarged; empty: none.
    const std::string& enlarged() const;

    /// The user's data in the board's pixels; none where it is unknown or its difference is not known, or while a cell
    /// is enlarged.
    std::optional<QPointF> placeOfData() const;
    /// The plot of a case's cell, in the board's pixels; empty for a name that has no cell.
    QRectF plotArea(std::string_view caseName) const;
    /// The arrow from the user's data to the recommended cell, as it was last drawn; empty where there is none.
    QPolygonF adviceArrow() const;
    /// How often a case's cell was drawn so far.
    int redraws(std::string_view caseName) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// "1", "2", "3", "4" or "4-finetune": the user takes its network and wants to see its runs.
    void cellOpened(const QString& caseName);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    void step(int places);
    void writeSubtitle();

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace layerbench
