// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/actions.h"

#include "core/study/cases.h"
#include "core/study/variants.h"
#include "widgets/basics/icons.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMainWindow>
#include <QPainter>

namespace layerbench {

namespace {

QString said(const char* source) {
    return QCoreApplication::translate("Actions", source);
}

class Maker {
public:
    explicit Maker(QMainWindow* window) : window_(window) {}

    QAction* make(const char* name, const QString& text, const QKeySequence& key, const QString& tip) const {
        auto* action = new QAction(text, window_);
        action->setObjectName(QLatin1String(name));
        action->setShortcut(key);
        action->setStatusTip(tip);
        QString plain = text;
        plain.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
        action->setToolTip(key.isEmpty()
                               ? tip
                               : QStringLiteral("%1 (%2)\n%3").arg(plain, key.toString(QKeySequence::NativeText), tip));
        return action;
    }
    QAction* make(const char* name, Icon sign, const QString& text, const QKeySequence& key, const QString& tip) const {
        auto* action = make(name, text, key, tip);
        action->setIcon(icon(sign));
        return action;
    }

private:
    QMainWindow* window_;
};

/// A dot in the case's colour with its number.
QIcon caseIcon(std::string_view caseName) {
    constexpr int size = 64;
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colourOfCase(caseName));
    painter.drawEllipse(QRectF(2, 2, size - 4, size - 4));
    QFont font = painter.font();
    font.setPixelSize(38);
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(Qt::white);
    painter.drawText(pixmap.rect(), Qt::AlignCenter, toQString(caseName));
    return QIcon(pixmap);
}

QAction* caseAction(const Maker& maker, int number) {
    const Case which = allCases()[static_cast<std::size_t>(number - 1)];
    auto* action =
        maker.make(qPrintable(QStringLiteral("case%1").arg(number)),
                   said(QT_TRANSLATE_NOOP("Actions", "Case &%1: %2")).arg(number).arg(translated(title(which))),
                   QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number)), translated(explanation(which)));
    action->setIcon(caseIcon(name(which)));
    action->setIconText(QString::number(number));
    return action;
}

QAction* variantAction(const Maker& maker, Variant which) {
    const QString tip = translated(explanation(which));
    auto* action = maker.make(qPrintable(QStringLiteral("variant-%1").arg(toQString(std::string(name(which))))),
                              translated(title(which)), {}, tip);
    action->setToolTip(tip + QStringLiteral("\n\n") + translated(origin(which)));
    return action;
}

}  // namespace

Actions::Actions(QMainWindow* window) {
    const Maker a(window);
    newProject = a.make("newProject", said("&New project"), QKeySequence::New,
                        said("Start again with the demonstration network; this project stays where it is"));
    openProject = a.make("openProject", Icon::open, said("&Open project…"), QKeySequence::Open,
                         said("Open a project with its network, edits and runs"));
    saveAs = a.make("saveAs", Icon::save, said("Save project &as…"), QKeySequence::SaveAs,
                    said("Give the project a name; it is saved by itself as you work"));
    openNetwork = a.make("openNetwork", Icon::network, said("&Network…"), QKeySequence(QStringLiteral("Ctrl+Shift+N")),
                         said("Choose a pretrained network, or drop a weight file on the window"));
    openData = a.make("openData", Icon::data, said("&Data…"), QKeySequence(QStringLiteral("Ctrl+Shift+D")),
                      said("Choose pictures to learn from, or drop a folder on the window"));
    applyRecipe = a.make("applyRecipe", said("Apply a &recipe…"), {}, said("Edit the network as a recipe file says"));
    saveRecipe = a.make("saveRecipe", said("Save the edits as a re&cipe…"), {},
                        said("Write the edits to a small JSON file that works on other networks too"));
    exportWeights =
        a.make("exportWeights", Icon::exportFile, said("&Export weights…"), QKeySequence(QStringLiteral("Ctrl+E")),
               said("Write a run's network as safetensors or .pth for PyTorch"));
    quit = a.make("quit", said("&Quit"), QKeySequence::Quit, said("Close the program; everything is saved"));

    undo = a.make("undo", Icon::undo, said("&Undo"), QKeySequence::Undo, said("Take the last edit back"));
    redo = a.make("redo", Icon::redo, said("&Redo"), QKeySequence::Redo, said("Do the edit again"));

    select = a.make("selectTool", Icon::pointer, said("&Select"), {},
                    said("Select layers; drag the background to move the diagram (V)"));
    knife = a.make("knifeTool", Icon::knife, said("&Knife"), {},
                   said("Cut the network: what stands behind the knife goes (K)"));
    freezeTool = a.make("freezeTool", Icon::snowflake, said("&Freeze"), {},
                        said("Drag over layers to freeze them, starting on a frozen one to let them train (Shift+F)"));
    for (QAction* tool : {select, knife, freezeTool})
        tool->setCheckable(true);
    auto* tools = new QActionGroup(window);
    for (QAction* tool : {select, knife, freezeTool})
        tools->addAction(tool);
    freeze = a.make("freezeSelection", said("Free&ze or unfreeze the selected layers"), {},
                    said("Frozen layers keep their weights, bit for bit (F)"));
    change = a.make("changeLayer", Icon::replace, said("&Change…"), {},
                    said("Change or replace the selected layer (double click)"));
    remove = a.make("removeLayer", Icon::remove, said("Re&move"), {}, said("Take the selected layer out (Delete)"));
    newHead = a.make("newHead", said("New &head for the data's classes"), QKeySequence(QStringLiteral("Ctrl+H")),
                     said("Replace the last layer by a new one with an output for each class"));
    for (int number = 1; number <= 4; ++number)
        cases[static_cast<std::size_t>(number - 1)] = caseAction(a, number);
    for (std::size_t i = 0; i < variants.size(); ++i)
        variants[i] = variantAction(a, allVariants()[i]);
    backToSource = a.make("backToSource", said("Undo &all edits"), {},
                          said("Back to the network as it was opened; redo brings the edits back"));

    zoomIn = a.make("zoomIn", Icon::zoomIn, said("Zoom &in"), QKeySequence::ZoomIn, said("Show the diagram larger"));
    zoomOut =
        a.make("zoomOut", Icon::zoomOut, said("Zoom &out"), QKeySequence::ZoomOut, said("Show the diagram smaller"));
    fit =
        a.make("fit", Icon::fit, said("&Fit"), QKeySequence(QStringLiteral("Ctrl+0")), said("Show all of the diagram"));
    find =
        a.make("find", Icon::search, said("Find a &layer…"), QKeySequence::Find, said("Find layers by name or kind"));
    foldAll = a.make("foldAll", Icon::fold, said("Fold all &blocks"), {}, said("Show each block as one"));
    unfoldAll = a.make("unfoldAll", Icon::unfold, said("&Unfold all blocks"), {}, said("Show every layer"));
    palette = a.make("palette", Icon::layers, said("La&yers"), QKeySequence(QStringLiteral("Ctrl+L")),
                     said("Show the kinds of layers that can be dragged into the diagram"));
    palette->setCheckable(true);
    palette->setChecked(true);
    themeSystem = a.make("themeSystem", said("As the &system"), {}, said("Light or dark as the desktop is"));
    themeLight = a.make("themeLight", said("&Light"), {}, said("Dark text on light panels"));
    themeDark = a.make("themeDark", said("&Dark"), {}, said("Light text on dark panels"));
    auto* themes = new QActionGroup(window);
    for (QAction* theme : {themeSystem, themeLight, themeDark}) {
        theme->setCheckable(true);
        themes->addAction(theme);
    }
    resetLayout =
        a.make("resetLayout", said("&Reset the layout"), {}, said("Put all panels back to where they were at first"));

    train = a.make("train", Icon::train, said("&Train"), QKeySequence(QStringLiteral("Ctrl+R")),
                   said("Train the network as it stands on the data"));
    pause = a.make("pause", Icon::pause, said("&Pause"), QKeySequence(QStringLiteral("Ctrl+P")),
                   said("Hold the run where it is, or let it go on"));
    stop = a.make("stop", Icon::stop, said("&Stop"), QKeySequence(QStringLiteral("Ctrl+.")),
                  said("End the run; what it has learnt is kept and it can go on later"));
    featureCache = a.make("manageFeatureCache", said("&Feature cache…"), {},
                          said("How many features of frozen layers are kept for runs to come, and where"));

    compare = a.make("compare", said("&Compare the cases"), QKeySequence(QStringLiteral("Ctrl+Shift+R")),
                     said("Train all cases on the same split and budget, once per seed"));
    askAdviser = a.make("askAdviser", said("&Ask the adviser"), QKeySequence(QStringLiteral("Ctrl+Shift+A")),
                        said("Measure how well the features of each layer fit the data; trains nothing"));
    chooseOriginal =
        a.make("chooseOriginal", said("&Original data…"), {},
               said("Name the pictures that the network was trained on, to measure how far yours are from them"));
    compareRecipes =
        a.make("compareRecipes", said("Compare two &recipes…"), {},
               said("Two ways of editing the network beside each other: on the diagram, and step by step"));
    showCut = a.make("showCut", said("&Show the cut"), QKeySequence(QStringLiteral("Ctrl+Shift+K")),
                     said("Show in the diagram after which layer the adviser would cut"));
    networkPage = a.make("networkPage", said("&Network"), QKeySequence(QStringLiteral("Alt+1")),
                         said("Show the network as a diagram"));
    boardPage = a.make("boardPage", said("Case &board"), QKeySequence(QStringLiteral("Alt+2")),
                       said("Show the four cases side by side"));
    study = a.make("study", said("&Transferability study…"), QKeySequence(QStringLiteral("Ctrl+Shift+T")),
                   said("How general the blocks of this architecture are: copied from network to network, as Yosinski "
                        "et al. 2014 did"));
    studyPage = a.make("studyPage", said("&Transferability"), QKeySequence(QStringLiteral("Alt+3")),
                       said("Show the transferability study and its figure"));
    auto* pages = new QActionGroup(window);
    for (QAction* page : {networkPage, boardPage, studyPage}) {
        page->setCheckable(true);
        pages->addAction(page);
    }
    networkPage->setChecked(true);

    help = a.make("help", Icon::info, said("&First steps"), QKeySequence::HelpContents,
                  said("What to do first, and what the words mean"));
    shortcuts = a.make("shortcuts", said("&Keys and gestures"), {}, said("Everything that keyboard and mouse do"));
    about = a.make("about", said("&About Layerbench"), {}, said("Version and licence"));
}

}  // namespace layerbench
