// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/results_delegate.h"

#include "ui/results/results_model.h"
#include "widgets/basics/theme.h"

#include <QApplication>
#include <QPainter>

#include <cmath>

namespace layerbench {

namespace {

constexpr int margin = 8;
constexpr int dot = 8;
constexpr int rowHeight = 26;

}  // namespace

void ResultsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const {
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString text = option.text;
    option.text.clear();
    // One row is chosen, not one cell.
    option.state &= ~QStyle::State_HasFocus;
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

    const Theme& theme = Theme::of(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QRect cell = option.rect.adjusted(margin, 0, -margin, 0);
    if (index.column() == ResultsModel::accuracyColumn) {
        const double share = index.data(ResultsModel::shareRole).toDouble();
        QColor bar = theme.accent;
        bar.setAlphaF(theme.dark ? 0.3F : 0.15F);
        painter->setPen(Qt::NoPen);
        const QRectF track(option.rect.adjusted(4, 5, -4, -5));
        if (std::isfinite(share) && share > 0) {
            painter->setBrush(bar);
            painter->drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * share, track.height())), 3, 3);
        }
    }
    if (index.column() == ResultsModel::caseColumn) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(index.data(ResultsModel::colourRole).value<QColor>());
        painter->drawEllipse(QRectF(cell.left(), cell.center().y() - dot / 2.0 + 0.5, dot, dot));
        cell.setLeft(cell.left() + dot + 7);
    }
    const auto foreground = index.data(Qt::ForegroundRole);
    painter->setPen(foreground.isValid() ? foreground.value<QColor>()
                    : index.column() == ResultsModel::accuracyColumn || index.column() == ResultsModel::runColumn ||
                            index.column() == ResultsModel::caseColumn
                        ? theme.text
                        : theme.mutedText);
    painter->setFont(option.font);
    painter->drawText(cell, static_cast<int>(option.displayAlignment) | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(text, Qt::ElideRight, cell.width()));
    painter->restore();
}

QSize ResultsDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int width = option.fontMetrics.horizontalAdvance(index.data(Qt::DisplayRole).toString());
    const bool dotted = index.column() == ResultsModel::caseColumn;
    return {width + 2 * margin + (dotted ? dot + 7 : 0) + 2, rowHeight};
}

}  // namespace layerbench
