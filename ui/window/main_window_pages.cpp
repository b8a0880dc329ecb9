// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the main window, and the docks round them: each page remembers its own.
#include "ui/compare/compare_page.h"
#include "ui/document/document.h"
#include "ui/results/results_view.h"
#include "ui/study/study_page.h"
#include "ui/window/actions.h"
#include "ui/window/comparison_control.h"
#include "ui/window/main_window.h"
#include "ui/window/network_editor.h"
#include "ui/window/network_panel.h"
#include "ui/window/pages.h"
#include "ui/window/study_control.h"
#include "ui/window/training_control.h"
#include "widgets/basics/message_strip.h"
#include "widgets/basics/translated.h"
#include "widgets/curves/curve_panel.h"
#include "widgets/diagram/layer_diagram.h"

#include <QDockWidget>
#include <QLayout>

#include <array>
#include <utility>

namespace layerbench {

namespace {

constexpr int leftWidth = 228;

}  // namespace

QString MainWindow::layoutKey() const {
    switch (pages_->current()) {
    case Pages::Page::board:
        return QStringLiteral("window/boardLayout");
    case Pages::Page::study:
        return QStringLiteral("window/studyLayout");
    case Pages::Page::network:
        break;
    }
    return QStringLiteral("window/layout");
}

void MainWindow::defaultLayout() {
    const auto dock = [this](const char* name) { return findChild<QDockWidget*>(QLatin1String(name)); };
    const bool network = pages_->current() == Pages::Page::network;
    // Board and study need the room; the data stay, for their dial, where there is some left.
    for (const char* name : {"inspectorDock", "trainingDock", "curvesDock", "resultsDock", "messagesDock"})
        dock(name)->setVisible(network);
    const QWidget* page = pages_->current() == Pages::Page::study ? static_cast<QWidget*>(studyPage_) : comparePage_;
    dock("dataDock")->setVisible(network || width() >= leftWidth + page->minimumSizeHint().width());
    resizeDocks({dock("dataDock"), dock("inspectorDock")}, {leftWidth, rightWidth}, Qt::Horizontal);
    if (!network)
        return;
    dock("curvesDock")->raise();
    resizeDocks({dock("curvesDock")}, {height() * 36 / 100}, Qt::Vertical);
    resizeDocks({dock("inspectorDock"), dock("trainingDock")}, {45, 55}, Qt::Vertical);
}

void MainWindow::restoreLayout() {
    const QByteArray geometry = settings_.value("window/geometry").toByteArray();
    if (geometry.isEmpty() || !restoreGeometry(geometry))
        resize(1366, 740);
    firstLayout_ = saveState();
    const QString page = settings_.value("window/page").toString();
    if (page == QStringLiteral("board") || page == QStringLiteral("study"))
        pages_->show(page == QStringLiteral("board") ? Pages::Page::board : Pages::Page::study);
    layoutShown_ = layoutKey();
    restoreState(settings_.value(layoutKey()).toByteArray());
    useTheme(settings_.value("window/theme", QStringLiteral("system")).toString());
    const bool palette = settings_.value("window/palette", true).toBool();
    actions_->palette->setChecked(palette);
    panel_->setPaletteVisible(palette);
}

void MainWindow::pageChanged() {
    const auto page = static_cast<std::size_t>(pages_->current());
    const std::array actions{actions_->networkPage, actions_->boardPage, actions_->studyPage};
    const std::array names{"network", "board", "study"};
    actions[page]->setChecked(true);
    if (!shown_)
        return;
    settings_.setValue("window/page", QLatin1String(names[page]));
    settings_.setValue(std::exchange(layoutShown_, layoutKey()), saveState());
    const QSize before = size();
    if (!restoreState(settings_.value(layoutKey()).toByteArray()))
        defaultLayout();
    // For a moment the docks of one page stand beside what the other page needs, and the window grows for both.
    layout()->activate();
    if (!isMaximized() && !isFullScreen())
        resize(before);
}

void MainWindow::connectPages() {
    connect(pages_, &Pages::changed, this, &MainWindow::pageChanged);
    const auto shows = [this](QAction* action, Pages::Page page) {
        connect(action, &QAction::triggered, this, [this, page] { pages_->show(page); });
    };
    shows(actions_->networkPage, Pages::Page::network);
    for (QAction* action : {actions_->boardPage, actions_->compare, actions_->askAdviser})
        shows(action, Pages::Page::board);
    for (QAction* action : {actions_->studyPage, actions_->study})
        shows(action, Pages::Page::study);
    // What edits or searches the diagram is done before the user's eyes.
    for (QAction* action :
         {actions_->select, actions_->knife, actions_->freezeTool, actions_->freeze, actions_->change, actions_->remove,
          actions_->newHead, actions_->undo, actions_->redo, actions_->backToSource, actions_->find, actions_->fit,
          actions_->foldAll, actions_->unfoldAll, actions_->zoomIn, actions_->zoomOut, actions_->train})
        shows(action, Pages::Page::network);
    for (QAction* action : actions_->cases)
        shows(action, Pages::Page::network);
    connect(comparison_, &ComparisonControl::said, this, &MainWindow::hint);
    connect(study_, &StudyControl::said, this, &MainWindow::hint);
    connect(study_, &StudyControl::otherRequested, this, &MainWindow::chooseOther);
    connect(panel_->diagram(), &LayerDiagram::proposalAccepted, this, [this] {
        if (const KnownAdvice* advice = comparison_->advice())
            editor_->applyCase(Case::cutAndNewHead, advice->cut);
    });
    connect(comparison_, &ComparisonControl::cutRequested, this, &MainWindow::showCut);
    connect(comparison_, &ComparisonControl::caseOpened, this,
            [this](Case which, const std::string& cut, const std::vector<std::int64_t>& runs) {
                pages_->show(Pages::Page::network);
                editor_->openCase(which, cut);
                if (runs.empty())
                    return;
                results_->select(0);
                training_->showRuns(runs);
                findChild<QDockWidget*>(QStringLiteral("curvesDock"))->raise();
            });
}

void MainWindow::showCut() {
    const KnownAdvice* advice = comparison_->advice();
    if (!advice || !document_->hasNetwork())
        return;
    pages_->show(Pages::Page::network);
    const Network& source = document_->source().network;
    CutProposal proposal;
    // For another case the place is shown as well: what case 2 would be is part of the lesson.
    const bool advised = advice->caseName == name(Case::cutAndNewHead);
    proposal.tag = advised ? tr("cut here?") : tr("case 2: here");
    proposal.caption = tr("What a linear probe on each block's features gets right of your data, untrained");
    for (const auto& block : advice->profile)
        if (const auto last = cutLayer(source, block.cut)) {
            proposal.bars.push_back({*last, block.accuracy});
            if (block.cut == advice->cut)
                proposal.cut = *last;
        }
    LayerDiagram* diagram = panel_->diagram();
    diagram->setSelection({});
    diagram->setProposal(std::move(proposal));
    if (!diagram->proposal()) {
        strip_->show(MessageStrip::Kind::information,
                     tr("Case 2 would cut after %1, which the network no longer has.").arg(toQString(advice->cut)),
                     tr("Apply case 2"), [this, cut = advice->cut] { editor_->applyCase(Case::cutAndNewHead, cut); });
        return;
    }
    diagram->setFocus();
    hint((advised ? tr("The adviser proposes to cut after %1. Click the ghost of the knife, or press Return.")
                  : tr("The adviser is for case %2, without a cut. Case 2 would cut after %1: click the ghost of the "
                       "knife, or press Return, to try it.")
                        .arg(QStringLiteral("%1"), toQString(advice->caseName)))
             .arg(toQString(advice->cut)));
}

}  // namespace layerbench
