// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include "ui/background/engine_host.h"
#include "ui/compare/compare_page.h"
#include "ui/data/data_view.h"
#include "ui/document/document.h"
#include "ui/networks/layer_inspector.h"
#include "ui/networks/network_opener.h"
#include "ui/results/messages_view.h"
#include "ui/results/results_view.h"
#include "ui/study/study_page.h"
#include "ui/training/training_view.h"
#include "ui/window/actions.h"
#include "ui/window/comparison_control.h"
#include "ui/window/data_control.h"
#include "ui/window/network_editor.h"
#include "ui/window/network_panel.h"
#include "ui/window/pages.h"
#include "ui/window/sessions.h"
#include "ui/window/study_control.h"
#include "ui/window/training_control.h"
#include "widgets/basics/icons.h"
#include "widgets/basics/message_strip.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"
#include "widgets/curves/curve_panel.h"
#include "widgets/diagram/layer_diagram.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

namespace layerbench {

namespace {

bool wantsDark(const QString& theme, bool systemIsDark) {
    return theme == QStringLiteral("dark") || (theme != QStringLiteral("light") && systemIsDark);
}

/// The remembered theme for all widgets that will be made. Returns whether the system is dark, which cannot be told
/// afterwards.
bool dress(const QSettings& settings) {
    const bool systemIsDark = systemPrefersDark(*qApp);
    const QString theme = settings.value("window/theme", QStringLiteral("system")).toString();
    applyTheme(*qApp, wantsDark(theme, systemIsDark) ? Theme::forDark() : Theme::light());
    return systemIsDark;
}

/// Painted by the style sheet in the colour of panels.
void onPanel(QWidget* widget) {
    widget->setProperty("panel", true);
    widget->setAttribute(Qt::WA_StyledBackground);
}

}  // namespace

MainWindow::Places MainWindow::standardPlaces() {
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    const QString settings = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
    return {data + QStringLiteral("/projects"), settings + QStringLiteral("/window.ini")};
}

MainWindow::MainWindow(const Places& places, QWidget* parent)
    : QMainWindow(parent), settings_(places.settings, QSettings::IniFormat), systemIsDark_(dress(settings_)),
      actions_(std::make_unique<Actions>(this)), strip_(new MessageStrip), panel_(new NetworkPanel),
      comparePage_(new ComparePage), studyPage_(new StudyPage), pages_(new Pages(panel_, comparePage_, studyPage_)),
      dataView_(new DataView), inspector_(new LayerInspector), trainingView_(new TrainingView), curves_(new CurvePanel),
      results_(new ResultsView), messages_(new MessagesView), hint_(new QLabel), engineLabel_(new QLabel),
      engine_(new EngineHost(this)), document_(new Document(places.projects, this)),
      sessions_(std::make_unique<Sessions>()) {
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(applicationIcon());
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    setDocumentMode(true);

    auto* middle = new QWidget;
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(strip_);
    column->addWidget(pages_, 1);
    setCentralWidget(middle);
    buildDocks();
    buildToolBar(*this, *actions_);

    hint_->setObjectName(QStringLiteral("hint"));
    hint_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    statusBar()->addWidget(hint_, 1);
    auto* comparing = new QLabel;
    comparing->setObjectName(QStringLiteral("comparing"));
    auto* studying = new QLabel;
    studying->setObjectName(QStringLiteral("studying"));
    statusBar()->addPermanentWidget(comparing);
    statusBar()->addPermanentWidget(studying);
    statusBar()->addPermanentWidget(engineLabel_);
    statusBar()->setSizeGripEnabled(false);

    data_ = new DataControl(*document_, *dataView_, *strip_, this);
    opener_ = new NetworkOpener(this);
    editor_ =
        new NetworkEditor(*document_, {panel_->diagram(), inspector_, panel_->palette(), strip_}, *actions_, this);
    training_ = new TrainingControl(*document_, *data_, *engine_, *sessions_,
                                    {trainingView_, curves_, results_, messages_, inspector_, strip_}, *actions_, this);
    comparison_ = new ComparisonControl(*document_, *data_, *sessions_,
                                        {comparePage_, trainingView_, messages_, strip_, comparing}, *actions_, this);
    study_ = new StudyControl(*document_, *data_, *sessions_, {studyPage_, trainingView_, messages_, strip_, studying},
                              *actions_, this);
    connectSessions();
    connectActions();
    connectDocument();
    connectPages();
    restoreLayout();
}

MainWindow::~MainWindow() = default;

LayerDiagram& MainWindow::diagram() {
    return *panel_->diagram();
}

void MainWindow::buildDocks() {
    const auto dock = [this](const char* name, const QString& title, QWidget* content, Qt::DockWidgetArea area) {
        auto* made = new QDockWidget(title, this);
        made->setObjectName(QLatin1String(name));
        onPanel(content);
        made->setWidget(content);
        addDockWidget(area, made);
        return made;
    };
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
    // Where the window is low, their contents scroll.
    const auto scrolling = [](QWidget* content) {
        auto* area = new QScrollArea;
        area->setWidgetResizable(true);
        area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        area->setWidget(content);
        area->setMinimumWidth(rightWidth - 4);
        onPanel(area->viewport());
        onPanel(content);
        return area;
    };
    auto* data = dock("dataDock", tr("Data"), dataView_, Qt::LeftDockWidgetArea);
    auto* inspector = dock("inspectorDock", tr("Layer"), scrolling(inspector_), Qt::RightDockWidgetArea);
    auto* training = dock("trainingDock", tr("Training"), scrolling(trainingView_), Qt::RightDockWidgetArea);
    auto* curves = dock("curvesDock", tr("Curves"), curves_, Qt::BottomDockWidgetArea);
    auto* results = dock("resultsDock", tr("Results"), results_, Qt::BottomDockWidgetArea);
    auto* messages = dock("messagesDock", tr("Messages"), messages_, Qt::BottomDockWidgetArea);
    // Their tabs say what they are: a title below them would only take room.
    for (auto* below : {curves, results, messages})
        below->setTitleBarWidget(new QWidget(below));
    tabifyDockWidget(curves, results);
    tabifyDockWidget(results, messages);
    curves->raise();
    QList<QAction*> panels;
    for (auto* one : {data, inspector, training, curves, results, messages})
        panels << one->toggleViewAction();
    buildMenus(*this, *actions_, panels);
}

void MainWindow::useTheme(const QString& name) {
    settings_.setValue("window/theme", name);
    (name == QStringLiteral("dark")    ? actions_->themeDark
     : name == QStringLiteral("light") ? actions_->themeLight
                                       : actions_->themeSystem)
        ->setChecked(true);
    applyTheme(*qApp, wantsDark(name, systemIsDark_) ? Theme::forDark() : Theme::light());
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    if (std::exchange(shown_, true))
        return;
    if (!settings_.contains(layoutKey()))
        defaultLayout();
    // LibTorch behind the first paint: it takes half a second.
    QTimer::singleShot(0, engine_, &EngineHost::load);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    constexpr int wide = 1150;
    const bool compact = width() < wide;
    if (compact == compact_)
        return;
    compact_ = compact;
    setCompact(*this, *actions_, compact);
    // Away for the moment, not by choice: what is remembered stays.
    const QSignalBlocker silent(actions_->palette);
    const bool palette = !compact && settings_.value("window/palette", true).toBool();
    actions_->palette->setChecked(palette);
    panel_->setPaletteVisible(palette);
}

void MainWindow::start() {
    const QString last = settings_.value("window/project").toString();
    if (!last.isEmpty() && QFileInfo::exists(last)) {
        document_->openProject(last);
        return;
    }
    document_->createUntitled();
    openNetwork(QStringLiteral("demo"));
    data_->openRemembered(true);
}

void MainWindow::showTitle() {
    const QString name = document_->untitled() ? tr("Untitled") : QFileInfo(document_->path()).completeBaseName();
    setWindowTitle(tr("%1 – Layerbench").arg(name));
}

void MainWindow::hint(const QString& text) {
    hint_->setText(text);
}

void MainWindow::problem(const QString& text) {
    messages_->add(MessagesView::Kind::error, text);
    strip_->show(MessageStrip::Kind::error, text);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    // A run ends and is saved; opened again, the project lets it go on.
    training_->stopAndWait();
    comparison_->stopAndWait();
    study_->stopAndWait();
    settings_.setValue("window/geometry", saveGeometry());
    settings_.setValue(layoutKey(), saveState());
    document_->close();
    settings_.sync();
    QMainWindow::closeEvent(event);
}

}  // namespace layerbench
