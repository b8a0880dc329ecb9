// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"
#include "ui/training/training_session.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace layerbench {

/// The foot of the training dock: Train, which becomes Pause and Stop; how far the run is; how the last one ended.
class RunPanel final : public QWidget {
    Q_OBJECT

public:
    RunPanel();

    void setReady(bool ready, const QString& whyNot);
    void showState(TrainingSession::State state);
    void showProgress(const TrainingProgress& progress);
    void showResult(const RunResult& result);

Q_SIGNALS:
    void trainRequested();
    void pauseRequested();
    void resumeRequested();
    void stopRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void applyTheme();
    void showPauseIcon();
    QString progressText() const;

    QProgressBar* bar_;
    QLabel* status_;
    QLabel* reason_;
    QLabel* outcome_;
    QLabel* took_;
    QLabel* details_;
    QLabel* proof_;
    QPushButton* train_;
    QPushButton* pause_;
    QPushButton* stop_;
    TrainingSession::State state_ = TrainingSession::State::idle;
    TrainingProgress progress_;
    bool ready_ = true;
    QString whyNot_;
    bool finished_ = false;  ///< there is a result to show
    bool frozenChanged_ = false;
};

}  // namespace layerbench
