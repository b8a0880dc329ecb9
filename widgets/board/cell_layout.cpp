// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/cell_layout.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

constexpr double pillHalf = 9;  // what a pill on the frame needs above it

QFont sized(QFont font, double factor, QFont::Weight weight = QFont::Normal) {
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(weight);
    return font;
}

}  // namespace

CellLayout cellLayout(const QSize& size, const QFont& font, bool enlarged) {
    CellLayout layout;
    layout.compact = !enlarged && (size.width() < 390 || size.height() < 235);
    const bool compact = layout.compact;
    layout.small = sized(font, 0.9);
    layout.strong = sized(font, 1, QFont::DemiBold);
    layout.big = sized(font, compact ? 1.85 : enlarged && size.height() > 330 ? 3.2 : 2.5, QFont::Bold);
    const QFontMetricsF text(font);
    const QFontMetricsF small(layout.small);
    const double margin = compact ? 10 : enlarged ? 18 : 14;
    const double gap = compact ? 3 : 7;
    layout.frame = QRectF(0, 0, size.width(), size.height()).adjusted(1, pillHalf, -1, -1);
    const QRectF inner = layout.frame.adjusted(margin, compact ? 9 : 10, -margin, compact ? -5 : -9);

    const double row = std::ceil(text.height());
    layout.title = QRectF(inner.left(), inner.top(), inner.width(), row);

    const double height = compact ? 30 : enlarged ? std::clamp(size.height() * 0.15, 40.0, 90.0) : 46;
    layout.miniature = layout.trained = QRectF(inner.left(), layout.title.bottom() + gap, inner.width(), height);
    layout.miniature.setWidth(inner.width() * 0.5);

    const int rows = enlarged && size.height() > 330 ? 3 : enlarged || size.height() >= 250 ? 2 : 1;
    layout.verdict = QRectF(inner.left(), inner.bottom() - rows * row, inner.width(), rows * row);
    const double tick = std::ceil(small.horizontalAdvance(QStringLiteral("100\u202f%"))) + 5;
    const double numbers = std::ceil(QFontMetricsF(layout.big).horizontalAdvance(QStringLiteral("88.8"))) +
                           std::ceil(QFontMetricsF(layout.strong).horizontalAdvance(QStringLiteral("\u202f%"))) + 2;
    const double epochs = std::ceil(small.height());
    const double top = layout.miniature.bottom() + gap + small.height() / 2;
    const double bottom = std::max(top, layout.verdict.top() - (compact ? 3 : 5) - epochs - 2);
    const double labels = enlarged ? std::ceil(small.horizontalAdvance(QStringLiteral("fine-tuned"))) + 10 : 0;
    const double right = std::max(inner.left() + tick + 20, inner.right() - numbers - labels - (compact ? 8 : 14));
    layout.plot = QRectF(QPointF(inner.left() + tick, top), QPointF(right, bottom));
    if (enlarged)
        layout.labels = QRectF(right + 6, top, labels - 6, bottom - top);
    layout.ticks = QRectF(inner.left(), top, tick - 5, bottom - top);
    layout.epochs = QRectF(layout.plot.left(), bottom + 2, layout.plot.width(), epochs);
    layout.channel = (layout.epochs.bottom() + layout.verdict.top()) / 2;
    layout.numbers = QRectF(QPointF(inner.right() - numbers, top - small.height() / 2),
                            QPointF(inner.right(), layout.epochs.bottom()));
    return layout;
}

}  // namespace layerbench
