// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QObject>

#include <array>

class QActionGroup;
class QMainWindow;
class QMenu;
class QToolBar;

namespace layerbench {

/// Everything that can be done, each thing once: with its name, key, icon and the sentence for the status bar. Menus,
/// tool bar and context menus show the same actions. Who connects them does the work.
struct Actions {
    explicit Actions(QMainWindow* window);

    // File
    QAction* newProject;
    QAction* openProject;
    QAction* saveAs;
    QAction* openNetwork;
    QAction* openData;
    QAction* applyRecipe;
    QAction* saveRecipe;
    QAction* exportWeights;
    QAction* quit;
    // Edit
    QAction* undo;
    QAction* redo;
    // Network
    QAction* select;
    QAction* knife;
    QAction* freezeTool;
    QAction* freeze;  ///< the selection
    QAction* change;
    QAction* remove;
    QAction* newHead;
    std::array<QAction*, 4> cases;
    std::array<QAction*, 6> variants;  ///< as allVariants()
    QAction* backToSource;
    // View
    QAction* zoomIn;
    QAction* zoomOut;
    QAction* fit;
    QAction* find;
    QAction* foldAll;
    QAction* unfoldAll;
    QAction* palette;
    QAction* themeSystem;
    QAction* themeLight;
    QAction* themeDark;
    QAction* resetLayout;
    // Train
    QAction* train;
    QAction* pause;
    QAction* stop;
    QAction* featureCache;
    // Compare
    QAction* compare;
    QAction* askAdviser;
    QAction* chooseOriginal;
    QAction* compareRecipes;
    QAction* showCut;
    QAction* networkPage;
    QAction* boardPage;
    QAction* study;  ///< shows its page, where it can be set up
    QAction* studyPage;
    // Help
    QAction* help;
    QAction* shortcuts;
    QAction* about;
};

/// The menus; `panels` are the docks' own actions.
void buildMenus(QMainWindow& window, const Actions& actions, const QList<QAction*>& panels);
QToolBar* buildToolBar(QMainWindow& window, const Actions& actions);
/// In a narrow window the tool bar's buttons show their signs alone, so that none is out of sight.
void setCompact(QMainWindow& window, const Actions& actions, bool compact);

}  // namespace layerbench
