// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder.

#include <QColor>
#include <QWidget>

namespace layerbench {

/// A share in [0, 1] as a thin bar in a colour.
class CertaintyBar final : public QWidget {
    Q_OBJECT

public:
    explicit CertaintyBar(QWidget* parent = nullptr);

    void setShare(double share, const QColor& colour);
    QSize sizeHint() const override { return {90, 8}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double share_ = 0;
    QColor colour_;
};

}  // namespace layerbench
