// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/pages.h"

#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace layerbench {

Pages::Pages(QWidget* network, QWidget* board, QWidget* study, QWidget* parent)
    : QWidget(parent), tabs_(new QTabBar), stack_(new QStackedWidget) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    tabs_->setObjectName(QStringLiteral("pageTabs"));
    tabs_->setDrawBase(false);
    tabs_->setExpanding(false);
    tabs_->setAccessibleName(tr("Pages"));
    tabs_->addTab(tr("Network"));
    tabs_->addTab(tr("Case board"));
    tabs_->addTab(tr("Transferability"));
    tabs_->setTabToolTip(0, tr("The network as a diagram that is edited with the mouse"));
    tabs_->setTabToolTip(1, tr("Four ways of transferring side by side"));
    tabs_->setTabToolTip(2, tr("How general the blocks of an architecture are"));
    for (QWidget* page : {network, board, study})
        stack_->addWidget(page);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(4, 2, 4, 0);
    // All of the line: the current tab is bold, and needs more room than it said before.
    row->addWidget(tabs_, 1);
    column->addLayout(row);
    column->addWidget(stack_, 1);
    letCurrentDecide();
    connect(tabs_, &QTabBar::currentChanged, this, [this](int index) {
        stack_->setCurrentIndex(index);
        letCurrentDecide();
        // Not into the first cell or field, where a line would seem to choose it.
        if (current() != Page::network)
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
    return static_cast<Page>(stack_->currentIndex());
}

void Pages::show(Page page) {
    tabs_->setCurrentIndex(static_cast<int>(page));
}

}  // namespace layerbench
