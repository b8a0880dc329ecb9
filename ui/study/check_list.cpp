// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/check_list.h"

#include "widgets/basics/theme.h"

#include <QMouseEvent>

#include <algorithm>

namespace layerbench {

CheckList::CheckList(QWidget* parent) : QListWidget(parent) {
    setProperty("framed", true);
    setFrameShape(QFrame::StyledPanel);
    setSelectionMode(SingleSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideMiddle);
    setUniformItemSizes(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(this, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        if (!filling_)
            Q_EMIT ticked(row(item));
    });
}

void CheckList::setWords(const QStringList& words, const std::vector<bool>& checked) {
    filling_ = true;
    const int current = currentRow();
    clear();
    for (qsizetype i = 0; i < words.size(); ++i) {
        auto* item = new QListWidgetItem(words[i], this);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(checked[static_cast<std::size_t>(i)] ? Qt::Checked : Qt::Unchecked);
        item->setToolTip(words[i]);
    }
    // Who walks through it with the keys goes on where they were.
    if (count() > 0 && current >= 0)
        setCurrentRow(std::min(current, count() - 1));
    filling_ = false;
    updateGeometry();
}

std::vector<bool> CheckList::checked() const {
    std::vector<bool> all;
    for (int i = 0; i < count(); ++i)
        all.push_back(item(i)->checkState() == Qt::Checked);
    return all;
}

void CheckList::mouseReleaseEvent(QMouseEvent* event) {
    // On the word as well: the box is small. Whether the box was hit shows in that its state has changed.
    QListWidgetItem* hit = event->button() == Qt::LeftButton ? itemAt(event->pos()) : nullptr;
    const auto before = hit ? hit->checkState() : Qt::Unchecked;
    QListWidget::mouseReleaseEvent(event);
    if (hit && hit->checkState() == before)
        hit->setCheckState(before == Qt::Checked ? Qt::Unchecked : Qt::Checked);
}

void CheckList::initViewItemOption(QStyleOptionViewItem* option) const {
    QListWidget::initViewItemOption(option);
    // The style outlines boxes in a darker shade of it, which nobody sees on a dark surface.
    const Theme& theme = Theme::of(this);
    if (theme.dark)
        option->palette.setColor(QPalette::Window, theme.mutedText);
}

QSize CheckList::sizeHint() const {
    const int line = count() > 0 ? sizeHintForRow(0) : fontMetrics().height() + 6;
    constexpr int fewest = 2;
    return {120, std::clamp(count(), fewest, lines_) * line + 2 * frameWidth()};
}

QSize CheckList::minimumSizeHint() const {
    return {90, sizeHint().height()};
}

}  // namespace layerbench
