// SPDX-License-Identifier: GPL-3.0-or-later
// What the actions of the menus do in the main window: dialogs, files, themes.
#include "core/project/caches.h"
#include "ui/data/data_chooser.h"
#include "ui/data/data_view.h"
#include "ui/document/document.h"
#include "ui/networks/network_chooser.h"
#include "ui/training/feature_cache_dialog.h"
#include "ui/window/actions.h"
#include "ui/window/comparison_control.h"
#include "ui/window/data_control.h"
#include "ui/window/file_dialog.h"
#include "ui/window/help_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/network_panel.h"
#include "ui/window/study_control.h"
#include "ui/window/training_control.h"
#include "widgets/basics/translated.h"
#include "widgets/diagram/layer_diagram.h"

#include <QApplication>
#include <QMessageBox>

namespace layerbench {

void MainWindow::connectActions() {
    const auto on = [this](QAction* action, auto&& slot) { connect(action, &QAction::triggered, this, slot); };
    on(actions_->openNetwork, &MainWindow::chooseNetwork);
    on(actions_->openData, &MainWindow::chooseData);
    connect(dataView_, &DataView::chooseRequested, this, &MainWindow::chooseData);
    on(actions_->openProject, &MainWindow::chooseProject);
    on(actions_->saveAs, &MainWindow::chooseProjectName);
    on(actions_->newProject, [this] {
        document_->createUntitled();
        openNetwork(QStringLiteral("demo"));
        data_->open(firstData());
    });
    on(actions_->applyRecipe, &MainWindow::chooseRecipe);
    on(actions_->saveRecipe, &MainWindow::saveRecipe);
    on(actions_->compareRecipes, &MainWindow::compareRecipes);
    on(actions_->featureCache, &MainWindow::manageFeatureCache);
    on(actions_->quit, &MainWindow::close);
    on(actions_->chooseOriginal, &MainWindow::chooseOriginal);

    LayerDiagram* diagram = panel_->diagram();
    constexpr double zoomStep = 1.25;
    on(actions_->zoomIn, [diagram] { diagram->zoomBy(zoomStep); });
    on(actions_->zoomOut, [diagram] { diagram->zoomBy(1 / zoomStep); });
    on(actions_->fit, [diagram] { diagram->fit(); });
    on(actions_->find, [diagram] { diagram->startSearch(); });
    on(actions_->foldAll, [diagram] { diagram->foldAll(); });
    on(actions_->unfoldAll, [diagram] { diagram->unfoldAll(); });
    connect(actions_->palette, &QAction::toggled, this, [this](bool visible) {
        panel_->setPaletteVisible(visible);
        settings_.setValue("window/palette", visible);
    });
    on(actions_->themeSystem, [this] { useTheme(QStringLiteral("system")); });
    on(actions_->themeLight, [this] { useTheme(QStringLiteral("light")); });
    on(actions_->themeDark, [this] { useTheme(QStringLiteral("dark")); });
    on(actions_->resetLayout, [this] {
        restoreState(firstLayout_);
        defaultLayout();
    });
    on(actions_->help, [this] { showFirstSteps(this); });
    on(actions_->shortcuts, [this] { showKeysAndGestures(this); });
    on(actions_->about, [this] {
        QMessageBox::about(this, tr("About Layerbench"),
                           tr("<b>Layerbench %1</b><p>A workbench for transfer learning: slice, freeze and replace the "
                              "layers of a pretrained network, and see which way fits your data.</p>"
                              "<p>Free software under the GNU General Public License, version 3 or later.</p>")
                               .arg(QApplication::applicationVersion()));
    });
}

void MainWindow::chooseNetwork() {
    auto* chooser = new NetworkChooser(settings_.value("networks/folders").toStringList(), this);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    connect(chooser, &NetworkChooser::chosen, this, &MainWindow::openNetwork);
    connect(chooser, &NetworkChooser::foldersChanged, this,
            [this](const QStringList& folders) { settings_.setValue("networks/folders", folders); });
    chooser->open();
}

void MainWindow::chooseData() {
    auto* chooser = new DataChooser(settings_.value("recent/data").toStringList(), this);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    connect(chooser, &DataChooser::chosen, this, &MainWindow::openData);
    chooser->open();
}

void MainWindow::chooseOriginal() {
    auto* chooser = new DataChooser(settings_.value("recent/data").toStringList(), this);
    chooser->setWindowTitle(tr("What was the network trained on?"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    connect(chooser, &DataChooser::chosen, comparison_,
            [this](const QString& data) { comparison_->setOriginal(data.toStdString()); });
    chooser->open();
}

void MainWindow::chooseOther() {
    auto* chooser = new DataChooser(settings_.value("recent/data").toStringList(), this);
    chooser->setWindowTitle(tr("Other data for the transferability study"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    connect(chooser, &DataChooser::chosen, study_,
            [this](const QString& data) { study_->setOther(data.toStdString()); });
    chooser->open();
}

void MainWindow::manageFeatureCache() {
    auto* dialog = new FeatureCacheDialog(cacheFolder(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::chooseProject() {
    auto* dialog =
        makeFileDialog(this, tr("Open a project"), tr("Layerbench projects (*.layerbench)"), QFileDialog::AcceptOpen);
    connect(dialog, &QFileDialog::fileSelected, document_, &Document::openProject);
    dialog->open();
}

void MainWindow::chooseProjectName() {
    auto* dialog = makeFileDialog(this, tr("Save the project as"), tr("Layerbench projects (*.layerbench)"),
                                  QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("layerbench"));
    connect(dialog, &QFileDialog::fileSelected, document_, &Document::saveAs);
    dialog->open();
}

}  // namespace layerbench
