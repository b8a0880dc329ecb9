// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/diagram_minimap.h"

#include "widgets/diagram/unit_painter.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace layerbench {

DiagramMinimap::DiagramMinimap(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("minimap"));
    setFixedSize(190, 26);
    setCursor(Qt::SizeAllCursor);
    setToolTip(tr("Overview: drag to move"));
    hide();
}

void DiagramMinimap::show(const DiagramLayout& layout, const QRectF& visible) {
    layout_ = &layout;
    visible_ = visible;
    // Only where something is out of view.
    constexpr double slack = 30;
    setVisible(!visible.adjusted(-slack, -slack, slack, slack).contains(layout.bounds));
    update();
}

double DiagramMinimap::scale() const {
    return std::min((width() - 8) / layout_->bounds.width(), (height() - 8) / layout_->bounds.height());
}

QPointF DiagramMinimap::offset() const {
    const QSizeF shown = layout_->bounds.size() * scale();
    return QPointF((width() - shown.width()) / 2, (height() - shown.height()) / 2) -
           layout_->bounds.topLeft() * scale();
}

void DiagramMinimap::paintEvent(QPaintEvent*) {
    if (!layout_)
        return;
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1));
    QColor ground = theme.panel;
    ground.setAlphaF(0.93f);
    painter.setBrush(ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const auto map = [this](const QRectF& r) { return QRectF(r.topLeft() * scale() + offset(), r.size() * scale()); };
    painter.setPen(Qt::NoPen);
    double last = -1;
    for (const auto& unit : layout_->units) {
        QRectF box = map(unit.body);
        box.setWidth(std::max(box.width(), 1.0));
        box.setHeight(std::max(box.height(), 2.0));
        // Of thousands of units one a pixel is enough.
        if (layout_->units.size() > 500 && box.left() < last + 1)
            continue;
        last = box.left();
        painter.setBrush(unit.state == UnitState::plain ? theme.plainEdge : coloursOf(unit.state, theme).edge);
        painter.drawRect(box);
    }
    painter.setPen(QPen(theme.accent, 1.2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(map(visible_).intersected(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5)), 3, 3);
}

void DiagramMinimap::mousePressEvent(QMouseEvent* event) {
    if (layout_ && event->buttons().testFlag(Qt::LeftButton))
        Q_EMIT centred((event->position() - offset()) / scale());
}

void DiagramMinimap::mouseMoveEvent(QMouseEvent* event) {
    mousePressEvent(event);
}

}  // namespace layerbench
