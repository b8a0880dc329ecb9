// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/background/work_session.h"

#include <QWidget>

class QPushButton;

namespace layerbench {

/// Pause, which becomes Continue, and Stop: seen while a session works.
class WorkButtons final : public QWidget {
    Q_OBJECT

public:
    /// The buttons are called `name` + "Pause" and `name` + "Stop".
    WorkButtons(const QString& name, const QString& pauseTip, const QString& stopTip, QWidget* parent = nullptr);

    void showState(WorkSession::State state);

Q_SIGNALS:
    void pauseRequested();
    void resumeRequested();
    void stopRequested();

private:
    QPushButton* pause_;
    QPushButton* stop_;
    bool paused_ = false;
};

}  // namespace layerbench
