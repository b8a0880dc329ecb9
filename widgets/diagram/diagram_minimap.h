// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/diagram/diagram_layout.h"

#include <QWidget>

namespace layerbench {

/// All of a diagram, small, with a rectangle round what is in view; a drag moves the view.
class DiagramMinimap final : public QWidget {
    Q_OBJECT

public:
    explicit DiagramMinimap(QWidget* parent);

    /// The layout must live as long as it is shown. `visible` in diagram units.
    void show(const DiagramLayout& layout, const QRectF& visible);

Q_SIGNALS:
    void centred(const QPointF& point);  ///< diagram units

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    double scale() const;
    QPointF offset() const;

    const DiagramLayout* layout_ = nullptr;
    QRectF visible_;
};

}  // namespace layerbench
