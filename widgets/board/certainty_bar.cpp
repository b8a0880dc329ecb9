// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/certainty_bar.h"

#include "widgets/basics/theme.h"

#include <QPainter>

#include <algorithm>

namespace layerbench {

CertaintyBar::CertaintyBar(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(8);
}

void CertaintyBar::setShare(double share, const QColor& colour) {
    share_ = share > 0 ? std::min(share, 1.0) : 0;
    colour_ = colour;
    update();
}

void CertaintyBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::of(this).faint);
    const QRectF track(0, 1, width(), 6);
    painter.drawRoundedRect(track, 3, 3);
    if (share_ <= 0)
        return;
    painter.setBrush(colour_);
    painter.drawRoundedRect(QRectF(0, 1, std::max(6.0, share_ * width()), 6), 3, 3);
}

}  // namespace layerbench
