// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/engine.h"
#include "ui/training/training_session.h"
#include "widgets/curves/plot_run.h"

#include <QObject>

#include <map>

namespace layerbench {

class CurvePanel;
class DataControl;
class Document;
class EngineHost;
class LayerInspector;
class MessagesView;
class MessageStrip;
class ResultsView;
class TrainingView;
struct Actions;
struct Sessions;

/// From the Train button to the table of results: makes the run's request from the document and the data, hands it to
/// the training session, and passes on what it says.
class TrainingControl final : public QObject {
    Q_OBJECT

public:
    struct Views {
        TrainingView* training;
        CurvePanel* curves;
        ResultsView* results;
        MessagesView* messages;
        LayerInspector* inspector;
        MessageStrip* strip;
    };

    TrainingControl(Document& document, DataControl& data, EngineHost& engine, const Sessions& sessions,
                    const Views& views, const Actions& actions, QObject* parent);

    TrainingSession* session() const { return session_; }
    /// The curves of stored runs, over each other.
    void showRuns(const std::vector<std::int64_t>& runs);
    /// As they stand in the form.
    TrainingOptions options() const;
    /// The recipe that was just applied wants to be trained like this.
    void useRecipeTraining(const TrainingOptions& training);
    /// A run in progress ends and is saved; it can go on later.
    void stopAndWait();

public Q_SLOTS:
    /// Something else begins or ends to train.
    void updateReadiness();

Q_SIGNALS:
    void said(const QString& text);

private:
    /// Something else trains, and the strip says so.
    bool mustWait();
    void train();
    void resume(std::int64_t run);
    void showStored(std::int64_t run);
    void finished(std::int64_t run, const RunResult& result);
    void failed(const Error& error);
    void suggestOptions();
    void restoreOptions();
    void exportCurves(const QString& format);
    void exportWeights(std::int64_t run, const QString& format);
    const RunSummary* summaryOf(std::int64_t run) const;
    PlotRun plotOf(const RunSummary& run) const;

    Document& document_;
    DataControl& data_;
    EngineHost& engine_;
    const Sessions& sessions_;
    Views views_;
    const Actions& actions_;
    TrainingSession* session_;
    std::vector<std::int64_t> wanted_;      ///< runs whose curves are being read
    std::map<std::int64_t, PlotRun> seen_;  ///< runs that trained in front of the user, with their steps
    PlotRun starting_;
    std::int64_t suggestedEpochs_ = TrainingOptions{}.epochs;  ///< that the form was last given as suitable
    std::int64_t spreadOver_ = 0;                              ///< epochs that phases were spread over
    std::int64_t waiting_ = 0;                                 ///< a run that goes on once its data is there
};

}  // namespace layerbench
