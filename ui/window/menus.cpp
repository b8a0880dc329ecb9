// SPDX-License-Identifier: GPL-3.0-or-later
// Where the actions stand.
#include "ui/window/actions.h"

#include <QCoreApplication>
#include <QLabel>
#include <QMainWindow>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

namespace layerbench {

namespace {

QString said(const char* source) {
    return QCoreApplication::translate("Menus", source);
}

void add(QMenu* menu, const QList<QAction*>& actions) {
    for (QAction* action : actions)
        action ? menu->addAction(action) : static_cast<void>(menu->addSeparator());
}

QMenu* variantMenu(QMenu* menu) {
    menu->setToolTipsVisible(true);
    return menu;
}

QList<QAction*> variantsOf(const Actions& a) {
    return {a.variants.begin(), a.variants.end()};
}

QToolButton* buttonOf(QToolBar* bar, QAction* action, Qt::ToolButtonStyle style) {
    bar->addAction(action);
    auto* button = qobject_cast<QToolButton*>(bar->widgetForAction(action));
    button->setToolButtonStyle(style);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    return button;
}

}  // namespace

void buildMenus(QMainWindow& window, const Actions& a, const QList<QAction*>& panels) {
    QMenuBar* bar = window.menuBar();
    add(bar->addMenu(said("&File")), {a.newProject, a.openProject, a.saveAs, nullptr, a.openNetwork, a.openData,
                                      nullptr, a.applyRecipe, a.saveRecipe, a.exportWeights, nullptr, a.quit});
    add(bar->addMenu(said("&Edit")), {a.undo, a.redo, a.backToSource, nullptr, a.find});
    QMenu* network = bar->addMenu(said("&Network"));
    add(network, {a.select, a.knife, a.freezeTool, nullptr, a.freeze, a.change, a.remove, a.newHead, nullptr});
    add(network, QList<QAction*>(a.cases.begin(), a.cases.end()));
    add(variantMenu(network->addMenu(said("Other &ways to transfer"))), variantsOf(a));
    add(bar->addMenu(said("&Train")), {a.train, a.pause, a.stop, nullptr, a.featureCache});
    add(bar->addMenu(said("&Compare")), {a.compare, a.askAdviser, a.showCut, a.chooseOriginal, nullptr, a.study,
                                         nullptr, a.compareRecipes, nullptr, a.boardPage});
    QMenu* view = bar->addMenu(said("&View"));
    add(view, {a.networkPage, a.boardPage, a.studyPage, nullptr, a.zoomIn, a.zoomOut, a.fit, nullptr, a.foldAll,
               a.unfoldAll, a.palette, nullptr});
    QMenu* theme = view->addMenu(said("&Theme"));
    add(theme, {a.themeSystem, a.themeLight, a.themeDark});
    QMenu* docks = view->addMenu(said("&Panels"));
    add(docks, panels);
    view->addAction(a.resetLayout);
    add(bar->addMenu(said("&Help")), {a.help, a.shortcuts, nullptr, a.about});
}

QToolBar* buildToolBar(QMainWindow& window, const Actions& a) {
    auto* bar = new QToolBar(said("Tools"), &window);
    bar->setObjectName(QStringLiteral("tools"));
    bar->setMovable(false);
    bar->setIconSize(QSize(16, 16));
    buttonOf(bar, a.openNetwork, Qt::ToolButtonTextBesideIcon);
    buttonOf(bar, a.openData, Qt::ToolButtonTextBesideIcon);
    bar->addSeparator();
    buttonOf(bar, a.undo, Qt::ToolButtonIconOnly);
    buttonOf(bar, a.redo, Qt::ToolButtonIconOnly);
    bar->addSeparator();
    buttonOf(bar, a.select, Qt::ToolButtonIconOnly);
    buttonOf(bar, a.knife, Qt::ToolButtonTextBesideIcon);
    buttonOf(bar, a.freezeTool, Qt::ToolButtonTextBesideIcon);
    buttonOf(bar, a.change, Qt::ToolButtonTextBesideIcon);
    bar->addSeparator();
    auto* label = new QLabel(said("Case"), bar);
    label->setProperty("muted", true);
    label->setContentsMargins(4, 0, 4, 0);
    bar->addWidget(label);
    for (QAction* action : a.cases)
        buttonOf(bar, action, Qt::ToolButtonIconOnly);
    auto* others = new QToolButton(bar);
    others->setObjectName(QStringLiteral("variantsButton"));
    others->setText(QStringLiteral("…"));
    others->setAccessibleName(said("Other ways to transfer"));
    others->setToolTip(said("Other ways to transfer: unfreeze block by block, probe then fine-tune …"));
    // Three dots say enough.
    others->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    others->setPopupMode(QToolButton::InstantPopup);
    others->setMenu(variantMenu(new QMenu(others)));
    add(others->menu(), variantsOf(a));
    bar->addWidget(others);
    bar->addSeparator();
    buttonOf(bar, a.palette, Qt::ToolButtonTextBesideIcon);
    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    buttonOf(bar, a.train, Qt::ToolButtonTextOnly);
    buttonOf(bar, a.pause, Qt::ToolButtonTextBesideIcon);
    buttonOf(bar, a.stop, Qt::ToolButtonTextBesideIcon);
    window.addToolBar(Qt::TopToolBarArea, bar);
    return bar;
}

void setCompact(QMainWindow& window, const Actions& a, bool compact) {
    for (const QAction* action :
         {a.openNetwork, a.openData, a.knife, a.freezeTool, a.change, a.palette, a.pause, a.stop})
        window.findChild<QToolButton*>(action->objectName() + QStringLiteral("Button"))
            ->setToolButtonStyle(compact ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
}

}  // namespace layerbench
