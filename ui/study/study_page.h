// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/text_table.h"
#include "ui/study/study_session.h"

#include <QFrame>
#include <QPixmap>

#include <optional>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace layerbench {

class StudySetup;
class StudyTableView;
class TransferabilityPlot;
class WorkButtons;

/// The page of the transferability study: what it asks, the figure as it grows, its table; beside them what is studied
/// and what starts it. Shows what it is told and says what the user wants; it knows no thread and no project.
class StudyPage final : public QFrame {
    Q_OBJECT

public:
    explicit StudyPage(QWidget* parent = nullptr);

    StudySetup* setup() const { return setup_; }
    /// What figure and table show, and what of the paper's findings is seen in them.
    void setResult(const TransferabilityResult& result);
    /// The studies that there are, by their titles, of which one is shown; below two there is nothing to choose.
    void setStudies(const QStringList& titles, int shown);
    /// Start cannot be pressed while it is not ready; `whyNot` stands below it.
    void setReady(bool ready, const QString& whyNot = {});
    void showState(StudySession::State state);
    void showProgress(const TransferabilityProgress& progress, const std::optional<StudyBatch::Now>& now);
    /// How it ended, below Start until the next one begins; `problem`: badly.
    void showEnd(const QString& text, bool problem);

    QPixmap figure(int width) const;

Q_SIGNALS:
    void startRequested();
    void pauseRequested();
    void resumeRequested();
    void stopRequested();
    void studyChosen(int study);
    void saveRequested(const QString& format);  ///< "svg", "png", "csv", "md"
    void copyRequested(const QString& name, TableFormat format);
    void hint(const QString& text);
    void cameIntoSight();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QHBoxLayout* makeControls();
    QWidget* makeFigure();
    QWidget* makeSaving();
    void updateControls();
    void share();

    StudySetup* setup_;
    TransferabilityPlot* plot_;
    StudyTableView* table_;
    QComboBox* studies_;
    QLabel* question_;
    QLabel* findings_;
    QWidget* saving_;
    QPushButton* start_;
    WorkButtons* work_;
    QLabel* note_;
    QLabel* problem_;
    QProgressBar* progress_;
    StudySession::State state_ = StudySession::State::idle;
    bool ready_ = false;
    QString whyNot_;
    bool measured_ = false;  ///< what is shown
    QString far_;            ///< in words, while it is active
    QString end_;
    QString endProblem_;
};

/// "12 of 99 runs · about 2 min left"
QString progressText(const TransferabilityProgress& progress);

}  // namespace layerbench
