// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder.

#include "widgets/board/shown_board.h"

#include <QPolygonF>
#include <QWidget>

#include <span>

namespace layerbench {

class CaseCell;

/// Over all cells: from the dot of the user's data to the recommended cell, where that is another one. It lets the
/// mouse through and finds its way round the texts that the cells have drawn.
class AdviceArrow final : public QWidget {
    Q_OBJECT

public:
    AdviceArrow(const ShownBoard& shown, std::span<CaseCell* const> cells, QWidget* parent);

    /// As it was last drawn; empty where none was.
    const QPolygonF& route() const { return route_; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const CaseCell* recommended() const;
    QPolygonF findRoute() const;

    const ShownBoard& shown_;
    std::span<CaseCell* const> cells_;
    QPolygonF route_;
};

}  // namespace layerbench
