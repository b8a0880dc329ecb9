// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/fact_list.h"

#include "widgets/basics/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

#include <algorithm>

namespace layerbench {

namespace {

constexpr int barHeight = 3;
constexpr int belowBar = 4;
constexpr int rowSpacing = 4;

}  // namespace

ElidedLabel::ElidedLabel(const QString& text, QWidget* parent) : QLabel(text, parent) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ElidedLabel::minimumSizeHint() const {
    return {fontMetrics().horizontalAdvance(QChar(0x2026)), QLabel::minimumSizeHint().height()};
}

bool ElidedLabel::fits() const {
    return fontMetrics().horizontalAdvance(text()) <= contentsRect().width();
}

bool ElidedLabel::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), fits() ? QString() : text(), this);
        return true;
    }
    return QLabel::event(event);
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
    style()->drawItemText(&painter, contentsRect(), static_cast<int>(alignment()), palette(), isEnabled(), shown,
                          foregroundRole());
}

ShareBar::ShareBar(QWidget* parent) : QWidget(parent) {
    setFixedHeight(barHeight + belowBar);
}

void ShareBar::setShare(double share, Role role) {
    share_ = std::clamp(share, 0.0, 1.0);
    role_ = role;
    update();
}

void ShareBar::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double radius = barHeight / 2.0;
    painter.setBrush(role_ == Role::trainable ? theme.frozen : theme.faint);
    painter.drawRoundedRect(QRectF(0, 0, width(), barHeight), radius, radius);
    if (share_ <= 0)
        return;
    // A sliver stays visible: next to nothing is not nothing.
    const double filled = std::max(share_ * width(), 1.0 * barHeight);
    painter.setBrush(role_ == Role::trainable ? theme.trains : theme.accent);
    painter.drawRoundedRect(QRectF(0, 0, filled, barHeight), radius, radius);
}

FactList::FactList(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(1, 1);
}

FactList::Row FactList::addRow() {
    auto* grid = static_cast<QGridLayout*>(layout());
    const int line = static_cast<int>(rows_.size()) * 2;
    Row row{new QLabel, new ElidedLabel, new ShareBar};
    row.name->setProperty("muted", true);
    row.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (QLabel* label : {row.name, static_cast<QLabel*>(row.value)})
        label->setContentsMargins(0, rowSpacing / 2, 0, rowSpacing / 2);
    grid->addWidget(row.name, line, 0);
    grid->addWidget(row.value, line, 1);
    grid->addWidget(row.bar, line + 1, 0, 1, 2);
    return row;
}

void FactList::setFacts(const std::vector<Fact>& facts) {
    while (rows_.size() < facts.size())
        rows_.push_back(addRow());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const Row& row = rows_[i];
        const bool used = i < facts.size();
        row.name->setVisible(used);
        row.value->setVisible(used);
        row.bar->setVisible(false);
        // Names go, so that nobody finds what is not shown.
        row.value->setObjectName(used ? QStringLiteral("fact-") + facts[i].key : QString());
        row.bar->setObjectName(used ? QStringLiteral("share-") + facts[i].key : QString());
        if (!used)
            continue;
        row.name->setText(facts[i].name);
        row.value->setText(facts[i].value);
        for (QWidget* widget :
             {static_cast<QWidget*>(row.name), static_cast<QWidget*>(row.value), static_cast<QWidget*>(row.bar)})
            widget->setToolTip(facts[i].tip);
        row.value->setAccessibleName(QStringLiteral("%1: %2").arg(facts[i].name, facts[i].value));
        if (facts[i].share >= 0) {
            row.bar->setShare(facts[i].share, facts[i].role);
            row.bar->setVisible(true);
        }
    }
}

}  // namespace layerbench
