// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/kinds.h"

#include <QWidget>

#include <vector>

namespace layerbench {

/// The kinds of layer that can be put into a network, to be dragged into the diagram. It drags within the window by
/// itself (no QDrag): what follows the mouse is drawn by who listens.
class LayerPalette final : public QWidget {
    Q_OBJECT

public:
    explicit LayerPalette(QWidget* parent = nullptr);

    /// Where a kind is to be grabbed, in widget coordinates.
    QRect chipOf(Kind kind) const;

Q_SIGNALS:
    void dragMoved(Kind kind, const QPoint& globalPosition);
    void dropped(Kind kind, const QPoint& globalPosition);
    void dragCancelled();
    /// Double click or Return: to be put behind what is selected.
    void chosen(Kind kind);
    void hint(const QString& text);

protected:
    QSize minimumSizeHint() const override;
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRect chipAt(std::size_t index) const;
    int indexAt(const QPoint& point) const;

    std::vector<Kind> kinds_;
    int hovered_ = -1;
    int current_ = 0;  ///< for the keyboard
    int dragged_ = -1;
};

}  // namespace layerbench
