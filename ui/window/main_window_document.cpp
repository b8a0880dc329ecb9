// SPDX-License-Identifier: GPL-3.0-or-later
// How the main window follows its document, and what trains in it.
#include "core/models/architectures.h"
#include "ui/background/engine_host.h"
#include "ui/document/document.h"
#include "ui/networks/layer_inspector.h"
#include "ui/networks/network_opener.h"
#include "ui/results/messages_view.h"
#include "ui/window/comparison_control.h"
#include "ui/window/data_control.h"
#include "ui/window/main_window.h"
#include "ui/window/network_editor.h"
#include "ui/window/network_panel.h"
#include "ui/window/run_actions.h"
#include "ui/window/sessions.h"
#include "ui/window/study_control.h"
#include "ui/window/training_control.h"
#include "widgets/basics/translated.h"
#include "widgets/curves/curve_panel.h"
#include "widgets/diagram/layer_diagram.h"

#include <QLabel>

namespace layerbench {

void MainWindow::connectSessions() {
    *sessions_ = {training_->session(), comparison_->session(), study_->session()};
    new RunActions(*document_, {training_->session(), comparison_->session(), study_->session()}, *actions_, this);
    for (const WorkSession* session : sessions_->all()) {
        connect(session, &WorkSession::stateChanged, training_, &TrainingControl::updateReadiness);
        connect(session, &WorkSession::stateChanged, comparison_, &ComparisonControl::updateReadiness);
        connect(session, &WorkSession::stateChanged, study_, &StudyControl::updateReadiness);
    }
}

void MainWindow::connectDocument() {
    connect(document_, &Document::networkChanged, this, &MainWindow::showNetwork);
    connect(document_, &Document::sourceChanged, this, [this] {
        const auto folding = toQString(document_->setting(foldingSetting));
        panel_->diagram()->setUnfolded(folding.split(QLatin1Char('\n'), Qt::SkipEmptyParts));
        panel_->diagram()->fit();
        // Both were about another network, whose layers may have the same ids.
        panel_->diagram()->setSelection({});
        inspector_->setProof({}, 0);
    });
    connect(panel_->diagram(), &LayerDiagram::foldingChanged, this, [this] {
        document_->setSetting(foldingSetting, panel_->diagram()->unfolded().join(QLatin1Char('\n')).toStdString());
    });
    connect(document_, &Document::projectChanged, this, [this] {
        showTitle();
        settings_.setValue("window/project", document_->path());
        if (document_->hasNetwork())
            data_->openRemembered(true);
        else
            openNetwork(QStringLiteral("demo"));
    });
    connect(document_, &Document::failed, this, [this](const Error& error) {
        problem(translated(error));
        // Never without a project: what is done now must have a place to go.
        if (!document_->project())
            document_->createUntitled();
        if (!document_->hasNetwork())
            openNetwork(QStringLiteral("demo"));
    });
    connect(opener_, &NetworkOpener::opened, this, [this](const OpenedNetwork& opened) {
        document_->setSource(opened);
        const QString report = translated(opened.report);
        if (!report.isEmpty())
            messages_->add(MessagesView::Kind::information, report);
        hint(report);
    });
    connect(opener_, &NetworkOpener::failed, this, [this](const Error& error) { problem(translated(error)); });
    connect(opener_, &NetworkOpener::busyChanged, this, [this](bool busy) {
        if (busy)
            hint(tr("Reading the network …"));
    });
    connect(engine_, &EngineHost::ready, this, [this] { engineLabel_->setText(engine_->version()); });
    connect(panel_, &NetworkPanel::hint, this, &MainWindow::hint);
    connect(curves_, &CurvePanel::hint, this, &MainWindow::hint);
    connect(editor_, &NetworkEditor::said, this, &MainWindow::hint);
    connect(training_, &TrainingControl::said, this, &MainWindow::hint);
}

void MainWindow::showNetwork() {
    const Network& network = document_->network();
    const ArchitectureInfo* known = findArchitecture(network.architecture());
    const std::string caseName = document_->history().caseName();
    QString way;
    if (const auto variant = variantFromName(caseName))
        way = translated(title(*variant));
    else if (caseFromName(caseName))
        way = tr("Case %1").arg(toQString(caseName));
    panel_->showNetwork(network, known ? toQString(known->title) : toQString(network.architecture()), way);
    inspector_->showNetwork(network);
    inspector_->showSelection(panel_->diagram()->selection());
}

}  // namespace layerbench
