// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/results_header.h"

#include "widgets/basics/theme.h"

#include <QPainter>

namespace layerbench {

namespace {

constexpr int margin = 8;
constexpr int signWidth = 7;
constexpr int signGap = 3;

}  // namespace

ResultsHeader::ResultsHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    setSectionsClickable(true);
    setHighlightSections(false);
    setSectionResizeMode(QHeaderView::Fixed);
    setMinimumSectionSize(36);
}

int ResultsHeader::neededWidth(int column) const {
    return fontMetrics().horizontalAdvance(title(column)) + signGap + signWidth + 2 * margin;
}

QString ResultsHeader::title(int column) const {
    return model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
}

void ResultsHeader::paintSection(QPainter* painter, const QRect& rect, int column) const {
    const Theme& theme = Theme::of(this);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(rect, theme.panel);
    painter->setPen(theme.border);
    painter->drawLine(QPointF(rect.left(), rect.bottom() + 0.5), QPointF(rect.right() + 1, rect.bottom() + 0.5));

    const bool sorted = sortIndicatorSection() == column;
    const auto alignment = model()->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).value<Qt::Alignment>();
    const QRect inner = rect.adjusted(margin, 0, -margin, 0);
    const QString text = fontMetrics().elidedText(title(column), Qt::ElideRight, inner.width());
    painter->setFont(font());
    painter->setPen(sorted ? theme.text : theme.mutedText);
    painter->drawText(inner, static_cast<int>(alignment) | Qt::TextSingleLine, text);
    if (sorted) {
        const int width = fontMetrics().horizontalAdvance(text);
        const double left = alignment & Qt::AlignRight ? inner.right() + 1 - width - signGap - signWidth
                                                       : inner.left() + width + signGap;
        const double middle = rect.center().y() + 0.5;
        const double half = sortIndicatorOrder() == Qt::AscendingOrder ? -2 : 2;
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.mutedText);
        painter->drawPolygon(QPolygonF(
            {{left, middle - half}, {left + signWidth, middle - half}, {left + signWidth / 2.0, middle + half}}));
    }
    painter->restore();
}

}  // namespace layerbench
