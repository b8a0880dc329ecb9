// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace layerbench {

/// A header whose words stand exactly above their columns; the sign of the order stands on their free side.
class ResultsHeader final : public QHeaderView {
    Q_OBJECT

public:
    explicit ResultsHeader(QWidget* parent = nullptr);

    /// What a column needs for its word and the sign.
    int neededWidth(int column) const;

protected:
    void paintSection(QPainter* painter, const QRect& rect, int column) const override;

private:
    QString title(int column) const;
};

}  // namespace layerbench
