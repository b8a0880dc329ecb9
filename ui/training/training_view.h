// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"
#include "ui/training/training_session.h"

#include <QWidget>

#include <vector>

namespace layerbench {

class OptionsForm;
class RunPanel;

/// The content of the training dock: how a run trains, and the run in progress. Shows what it is told and says what the
/// user wants; it knows no thread and no project.
class TrainingView final : public QWidget {
    Q_OBJECT

public:
    explicit TrainingView(QWidget* parent = nullptr);
    ~TrainingView() override;

    TrainingOptions options() const;
    /// Those of an earlier time: they stay through the next setDefaults() and are marked where they differ from it.
    void setOptions(const TrainingOptions& options);
    /// What suits the case, the network and the data: fills the fields that the user has not changed.
    void setDefaults(const TrainingOptions& defaults);
    /// Every field valid; the error names the first that is not, with its range.
    Result<void> check() const;

    void setEngineLoading();
    /// `version`: "LibTorch 1.13.1".
    void setDevices(const QString& version, const std::vector<DeviceInfo>& devices);
    void setEngineFailed(const Error& error);

    /// Train cannot be pressed while it is not ready; `whyNot` stands above it.
    void setReady(bool ready, const QString& whyNot = {});
    void showState(TrainingSession::State state);
    void showProgress(const TrainingProgress& progress);
    void showResult(const RunResult& result);

    QSize sizeHint() const override;

Q_SIGNALS:
    void trainRequested();
    void pauseRequested();
    void resumeRequested();
    void stopRequested();
    void optionsChanged();  ///< by the user

private:
    void updateReady();

    OptionsForm* form_;
    RunPanel* run_;
    bool ready_ = true;
    QString whyNot_;
};

}  // namespace layerbench
