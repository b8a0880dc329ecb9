// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/background/work_buttons.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace layerbench {

WorkButtons::WorkButtons(const QString& name, const QString& pauseTip, const QString& stopTip, QWidget* parent)
    : QWidget(parent), pause_(new QPushButton(tr("Pause"))), stop_(new QPushButton(tr("Stop"))) {
    pause_->setObjectName(name + QStringLiteral("Pause"));
    pause_->setToolTip(pauseTip);
    stop_->setObjectName(name + QStringLiteral("Stop"));
    stop_->setToolTip(stopTip);
    connect(pause_, &QPushButton::clicked, this, [this] {
        if (paused_)
            Q_EMIT resumeRequested();
        else
            Q_EMIT pauseRequested();
    });
    connect(stop_, &QPushButton::clicked, this, &WorkButtons::stopRequested);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(pause_);
    row->addWidget(stop_);
}

void WorkButtons::showState(WorkSession::State state) {
    using State = WorkSession::State;
    const bool active = state != State::idle;
    paused_ = state == State::paused;
    setVisible(active);
    pause_->setEnabled(state == State::running || paused_);
    pause_->setText(paused_ ? tr("Continue") : tr("Pause"));
    stop_->setEnabled(active && state != State::stopping);
}

}  // namespace layerbench
