// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/toggle_switch.h"

#include "widgets/basics/theme.h"

#include <QPainter>

namespace layerbench {

namespace {

constexpr QSizeF track{32, 18};
constexpr double rim = 2;  ///< room for the focus ring

}  // namespace

ToggleSwitch::ToggleSwitch(QWidget* parent) : QCheckBox(parent) {
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

QSize ToggleSwitch::sizeHint() const {
    return (track + QSizeF(2 * rim, 2 * rim)).toSize();
}

void ToggleSwitch::nextCheckState() {
    setCheckState(checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
}

bool ToggleSwitch::hitButton(const QPoint& position) const {
    return rect().contains(position);
}

void ToggleSwitch::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF body(QPointF(rim, (height() - track.height()) / 2), track);
    const double radius = body.height() / 2;
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(body.adjusted(-1.5, -1.5, 1.5, 1.5), radius + 1.5, radius + 1.5);
    }
    const bool on = checkState() != Qt::Unchecked;
    QColor fill = on ? theme.accent : theme.border;
    if (checkState() == Qt::PartiallyChecked || !isEnabled())
        fill.setAlphaF(isEnabled() ? 0.55F : 0.4F);
    else if (underMouse())
        fill = on ? fill.lighter(112) : theme.mutedText;
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(body, radius, radius);
    const double knobRadius = radius - 3;
    const double left = body.left() + radius;
    const double right = body.right() - radius;
    const double x = checkState() == Qt::Checked ? right : checkState() == Qt::Unchecked ? left : body.center().x();
    painter.setBrush(theme.dark ? theme.text : theme.panel);
    painter.drawEllipse(QPointF(x, body.center().y()), knobRadius, knobRadius);
}

}  // namespace layerbench
