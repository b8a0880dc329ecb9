// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/pages.h"

#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace layerbench {

Pages::Pages(QWidget* network, QWidget* board, QWidget* parent)
    : QWidget(parent), tabs_(new QTabBar), stack_(new QStackedWidget) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    tabs_->setObjectName(QStringLiteral("pageTabs"));
    tabs_->setDrawBase(false);
    tabs_->setExpanding(false);
    tabs_->setAccessibleName(tr("Pages"));
    tabs_->addTab(tr("Network"));
    tabs_->addTab(tr("Case board"));
    tabs_->setTabToolTip(0, tr("The network as a diagram that is edited with the mouse"));
    tabs_->setTabToolTip(1, tr("Four ways of transferring side by side"));
    stack_->addWidget(network);
    stack_->addWidget(board);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(4, 2, 4, 0);
    row->addWidget(tabs_);
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(stack_, 1);
    letCurrentDecide();
    connect(tabs_, &QTabBar::currentChanged, this, [this](int index) {
        stack_->setCurrentIndex(index);
        letCurrentDecide();
        // Not into the first cell, where a line would seem to choose it.
        if (current() == Page::board)
            tabs_->setFocus();
        Q_EMIT changed(current());
    });
}

void Pages::letCurrentDecide() {
    for (int i = 0; i < stack_->count(); ++i) {
        const auto policy = i == stack_->currentIndex() ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        stack_->widget(i)->setSizePolicy(policy, policy);
    }
    // All the way up, and at once: docks that come with this page would else be added to what the other page needed,
    // and the window would grow for both.
    for (QWidget* widget = stack_; widget && !widget->isWindow(); widget = widget->parentWidget())
        widget->updateGeometry();
}

Pages::Page Pages::current() const {
    return stack_->currentIndex() == 1 ? Page::board : Page::network;
}

void Pages::show(Page page) {
    tabs_->setCurrentIndex(page == Page::board ? 1 : 0);
}

}  // namespace layerbench
