// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/tour.h"

#include "core/project/caches.h"
#include "ui/compare/compare_page.h"
#include "ui/document/document.h"
#include "ui/study/study_page.h"
#include "ui/study/study_setup.h"
#include "ui/training/training_view.h"
#include "ui/window/actions.h"
#include "ui/window/comparison_control.h"
#include "ui/window/data_control.h"
#include "ui/window/main_window.h"
#include "ui/window/study_control.h"
#include "ui/window/training_control.h"
#include "widgets/basics/message_strip.h"
#include "widgets/board/case_board.h"
#include "widgets/curves/curve_panel.h"
#include "widgets/diagram/layer_diagram.h"
#include "widgets/diagram/layer_palette.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QListWidget>
#include <QMouseEvent>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>

#include <cstdio>
#include <functional>

namespace layerbench {

namespace {

constexpr int secondsAtMost = 600;

/// Turns the event loop until `condition` holds; false when it never does.
bool waitFor(const std::function<bool()>& condition) {
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (clock.elapsed() > secondsAtMost * 1000)
            return false;
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 50);
    }
    return true;
}

/// Lets animations and delayed drawing come to rest.
void settle(int milliseconds = 400) {
    QElapsedTimer clock;
    clock.start();
    waitFor([&clock, milliseconds] { return clock.elapsed() > milliseconds; });
}

void mouse(QWidget& target, QEvent::Type type, const QPointF& at, Qt::MouseButton button, Qt::MouseButtons buttons) {
    QMouseEvent event(type, at, target.mapToGlobal(at), button, buttons, Qt::NoModifier);
    QApplication::sendEvent(&target, &event);
}

void press(QWidget& target, const QPointF& at) {
    mouse(target, QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton);
}

void drag(QWidget& target, const QPointF& from, const QPointF& to) {
    constexpr int steps = 12;
    for (int i = 1; i <= steps; ++i)
        mouse(target, QEvent::MouseMove, from + (to - from) * i / steps, Qt::NoButton, Qt::LeftButton);
}

void release(QWidget& target, const QPointF& at) {
    mouse(target, QEvent::MouseButtonRelease, at, Qt::LeftButton, Qt::NoButton);
}

void escape(QWidget& target) {
    QKeyEvent down(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier);
    QApplication::sendEvent(&target, &down);
}

/// One way through the program; a step that does not come about ends it.
class Tour {
public:
    Tour(MainWindow& window, QDir folder, QString theme)
        : window_(window), folder_(std::move(folder)), theme_(std::move(theme)) {}

    bool walk() {
        window_.useTheme(theme_);
        return begin() && slice() && freeze() && insert() && train() && results() && phases() && board() && dialogs() &&
               study() && large() && message();
    }

private:
    void action(const char* name) { window_.findChild<QAction*>(QLatin1String(name))->trigger(); }
    void raise(const char* dock) { window_.findChild<QDockWidget*>(QLatin1String(dock))->raise(); }
    LayerId layer(const char* name) { return window_.document().network().find(name)->id; }

    bool picture(const char* name) {
        settle();
        return keep(window_.grab(), name);
    }
    bool keep(const QPixmap& pixmap, const char* name) {
        const QString file = folder_.filePath(QStringLiteral("%1-%2.png").arg(QLatin1String(name), theme_));
        if (pixmap.save(file))
            return true;
        std::fprintf(stderr, "layerbench: “%s” cannot be written\n", qPrintable(file));
        return false;
    }

    bool begin() {
        return waitFor([this] {
                   return window_.document().hasNetwork() && window_.document().project() && window_.data().data() &&
                          window_.findChild<QAction*>(QStringLiteral("knifeTool"))->isEnabled();
               }) &&
               picture("start");
    }

    bool slice() {
        LayerDiagram& diagram = window_.diagram();
        const QPointF handle = diagram.knifeHandle();
        const QPointF cut = diagram.cutPointAfter(layer("features.8"));
        press(diagram, handle);
        drag(diagram, handle, cut);
        const bool written = picture("knife");
        escape(diagram);
        release(diagram, cut);
        return written;
    }

    bool freeze() {
        LayerDiagram& diagram = window_.diagram();
        diagram.setTool(LayerDiagram::Tool::freeze);
        const QPointF from = diagram.bodyOf(layer("features.0")).center();
        const QPointF to = diagram.bodyOf(layer("features.8")).center();
        press(diagram, from);
        drag(diagram, from, to);
        const bool written = picture("freeze");
        release(diagram, to);
        diagram.setTool(LayerDiagram::Tool::select);
        action("undo");
        return written;
    }

    bool insert() {
        LayerDiagram& diagram = window_.diagram();
        auto* palette = window_.findChild<LayerPalette*>();
        const QPointF from = palette->chipOf(Kind::dropout).center();
        const QPointF to = palette->mapFrom(
            &window_,
            diagram.mapTo(&window_, diagram.bodyOf(window_.document().network().output()).center() -
                                        QPointF(diagram.bodyOf(window_.document().network().output()).width(), 0)));
        press(*palette, from);
        drag(*palette, from, to);
        const bool written = picture("insert");
        escape(*palette);
        release(*palette, to);
        return written;
    }

    bool train() {
        raise("curvesDock");
        action("case1");
        if (!picture("case1") || !window_.findChild<QAction*>(QStringLiteral("train"))->isEnabled()) {
            std::fprintf(stderr, "layerbench: the run is not ready\n");
            return false;
        }
        const std::size_t before = window_.document().runs().size();
        action("train");
        TrainingSession* session = window_.training().session();
        const auto* curves = window_.findChild<CurvePanel*>();
        if (!waitFor([session, curves] {
                return !session->active() || (!curves->runs().empty() && curves->runs()[0].epochs.size() > 8);
            }) ||
            !keep(window_.grab(), "training"))
            return false;
        return waitFor([this, session, before] {
                   return !session->active() && window_.document().runs().size() > before &&
                          window_.document().runs().back().status == RunStatus::finished;
               }) &&
               picture("trained");
    }

    bool results() {
        raise("resultsDock");
        const bool written = picture("results");
        raise("curvesDock");
        return written;
    }

    /// A way of transferring whose layers join one after the other.
    bool phases() {
        action("variant-gradual-unfreezing");
        const std::size_t before = window_.document().runs().size();
        action("train");
        TrainingSession* session = window_.training().session();
        const bool written = waitFor([this, session, before] {
                                 return !session->active() && window_.document().runs().size() > before;
                             }) &&
                             picture("phases");
        action("case1");
        return written;
    }

    bool board() {
        DataRequest request = firstData();
        request.augmentation = Augmentation::none;
        window_.data().open(request);
        settle(50);
        if (!waitFor([this] { return window_.data().data() && !window_.data().opening(); }))
            return false;
        action("boardPage");
        if (!picture("board-empty"))
            return false;
        ComparisonSession* session = window_.comparison().session();
        action("askAdviser");
        if (!waitFor([session] { return !session->active(); }) || !picture("board-advised"))
            return false;
        auto* options = window_.findChild<TrainingView*>();
        TrainingOptions shorter = options->options();
        shorter.epochs = 8;
        options->setOptions(shorter);
        action("compare");
        CaseBoard* board = window_.comparePage().board();
        if (!waitFor([session, board] {
                const BoardCell* cell = board->state().find("1");
                return !session->active() || (cell && cell->runs.size() > 1 && cell->runs[1].accuracy.size() > 3);
            }) ||
            !keep(window_.grab(), "board-running"))
            return false;
        if (!waitFor([session] { return !session->active(); }) || !picture("board"))
            return false;
        board->enlarge("3");
        if (!picture("board-enlarged"))
            return false;
        board->enlarge({});
        if (!details())
            return false;
        action("showCut");
        const bool written = picture("cut");
        action("networkPage");
        return written;
    }

    bool details() {
        window_.findChild<QPushButton*>(QStringLiteral("compareDetails"))->click();
        auto* open = window_.findChild<QDialog*>(QStringLiteral("comparisonDetails"));
        settle();
        if (!open || !keep(open->grab(), "details"))
            return false;
        open->findChild<QTabWidget*>()->setCurrentIndex(1);
        settle();
        const bool written = keep(open->grab(), "details-settings");
        open->close();
        settle(50);
        return written;
    }

    bool dialog(const char* actionName, const char* pictureName) {
        action(actionName);
        auto* open = waitFor([this] { return QApplication::activeModalWidget() || window_.findChild<QDialog*>(); })
                         ? window_.findChild<QDialog*>()
                         : nullptr;
        if (!open)
            return false;
        settle(1200);
        const bool written = keep(open->grab(), pictureName);
        open->close();
        settle(50);
        return written;
    }

    bool dialogs() {
        window_.diagram().setSelection({layer("features.0")});
        return picture("selected") && dialog("openNetwork", "choose-network") && dialog("openData", "choose-data") &&
               dialog("changeLayer", "change-layer") && dialog("compareRecipes", "compare-recipes") &&
               dialog("manageFeatureCache", "feature-cache") && dialog("help", "help");
    }

    bool study() {
        action("study");
        // Small enough to wait for: it shows what the page is like, not what the paper found.
        const StudySetup* setup = window_.studyPage().setup();
        setup->findChild<QSpinBox*>(QStringLiteral("studySeeds"))->setValue(2);
        setup->findChild<QSpinBox*>(QStringLiteral("studyEpochs"))->setValue(4);
        auto* depths = setup->findChild<QListWidget*>(QStringLiteral("studyDepths"));
        for (int line = 1; line < depths->count(); line += 2)
            depths->item(line)->setCheckState(Qt::Unchecked);
        const StudySession* session = window_.study().session();
        window_.studyPage().findChild<QPushButton*>(QStringLiteral("studyStart"))->click();
        const auto secondSeed = [this] {
            const auto& studies = window_.study().studies();
            return !studies.empty() && studies.back().runs.back().run.seed != studies.back().seeds.front();
        };
        if (!waitFor([&] { return !session->active() || secondSeed(); }) || !keep(window_.grab(), "study-running") ||
            !waitFor([session] { return !session->active(); }) || !picture("study"))
            return false;
        action("networkPage");
        return true;
    }

    bool large() {
        window_.openNetwork(QStringLiteral("resnet50:random"));
        if (!waitFor([this] { return window_.document().network().architecture() == "resnet50"; }) ||
            !picture("resnet50"))
            return false;
        window_.diagram().setUnfolded({QStringLiteral("layer1.0"), QStringLiteral("layer1.1")});
        window_.diagram().fit();
        return picture("resnet50-unfolded");
    }

    bool message() {
        window_.open(QStringLiteral("/media/stick/resnet18.pth"));
        raise("messagesDock");
        const bool written = picture("message");
        window_.findChild<MessageStrip*>()->dismiss();
        raise("curvesDock");
        return written;
    }

    MainWindow& window_;
    QDir folder_;
    QString theme_;
};

}  // namespace

int runTour(const QString& folder) {
    if (!QDir().mkpath(folder)) {
        std::fprintf(stderr, "layerbench: “%s” is no folder to write into; name another one\n", qPrintable(folder));
        return 1;
    }
    // What the user has kept is neither used nor changed.
    const QTemporaryDir cache;
    qputenv("LAYERBENCH_CACHE", cache.path().toUtf8());
    useCaches(cacheFolder());
    for (const char* theme : {"light", "dark"}) {
        const QTemporaryDir own;
        MainWindow window({own.filePath(QStringLiteral("projects")), own.filePath(QStringLiteral("window.ini"))});
        const double scale = window.devicePixelRatioF();
        window.resize(scale >= 2 ? QSize(960, 540) : QSize(1366, 768));
        window.show();
        window.start();
        if (!Tour(window, QDir(folder), QLatin1String(theme)).walk()) {
            std::fprintf(stderr, "layerbench: the tour could not be finished\n");
            return 1;
        }
        window.close();
    }
    std::printf("pictures of the window in use: %s\n", qPrintable(folder));
    return 0;
}

}  // namespace layerbench
