// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The real main window in a folder of its own, used with real mouse and keyboard events.

#include "core/study/cases.h"
#include "tests/network/networks.h"
#include "ui/background/engine_host.h"
#include "ui/background/in_background.h"
#include "ui/document/document.h"
#include "ui/training/training_view.h"
#include "ui/window/data_control.h"
#include "ui/window/main_window.h"
#include "ui/window/training_control.h"
#include "widgets/basics/message_strip.h"
#include "widgets/diagram/layer_diagram.h"
#include "widgets/diagram/layer_palette.h"

#include <QAction>
#include <QPushButton>
#include <QTabBar>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <memory>

namespace layerbench::fixture {

class WindowFixture {
public:
    WindowFixture() {
        qputenv("LAYERBENCH_NO_ANIMATION", "1");
        show();
    }
    ~WindowFixture() { close(); }

    /// A window over the same folder: what the one before kept is there again.
    void show() {
        window = std::make_unique<MainWindow>(
            MainWindow::Places{folder.filePath("projects"), folder.filePath("window.ini")});
        window->resize(1366, 768);
        window->show();
        window->start();
    }
    void close() {
        if (window)
            window->close();
        window.reset();
    }
    /// Network, data, project and engine are there.
    bool ready() const {
        return window->document().hasNetwork() && window->document().project() && window->data().data() &&
               window->engine().engine();
    }

    Document& document() { return window->document(); }
    const Network& network() { return window->document().network(); }
    LayerDiagram& diagram() { return window->diagram(); }
    LayerId layer(const char* name) { return required(network().idOf(name)); }
    QAction* action(const char* name) { return window->findChild<QAction*>(name); }
    QString strip() { return window->findChild<MessageStrip*>()->message(); }
    TrainingSession* session() { return window->training().session(); }

    /// A click on the tool bar's button of an action.
    void press(const char* actionName) {
        auto* button = window->findChild<QToolButton*>(QString(actionName) + "Button");
        QVERIFY2(button, actionName);
        QVERIFY2(button->isEnabled(), actionName);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    /// Press, some moves, release.
    static void drag(QWidget& widget, const QPointF& from, const QPointF& to) {
        QTest::mousePress(&widget, Qt::LeftButton, {}, from.toPoint());
        move(widget, from, to);
        QTest::mouseRelease(&widget, Qt::LeftButton, {}, to.toPoint());
    }
    static void move(QWidget& widget, const QPointF& from, const QPointF& to) {
        constexpr int steps = 8;
        for (int i = 1; i <= steps; ++i) {
            const QPointF at = from + (to - from) * i / steps;
            QMouseEvent event(QEvent::MouseMove, at, widget.mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                              Qt::NoModifier);
            QApplication::sendEvent(&widget, &event);
        }
    }
    /// The steps in the project file, read when all is written.
    EditHistory written() {
        waitForBackground();
        return required(document().project()->history());
    }
    void setEpochs(std::int64_t epochs) {
        auto* view = window->findChild<TrainingView*>();
        TrainingOptions options = view->options();
        options.epochs = epochs;
        view->setOptions(options);
    }

    QTemporaryDir folder;
    std::unique_ptr<MainWindow> window;
};

/// Who uses its buttons and pages with the mouse.
class WindowUser {
protected:
    static constexpr int patience = 90'000;
    std::unique_ptr<WindowFixture> f;

    template <class Widget>
    Widget* find(const char* name) {
        return f->window->findChild<Widget*>(QLatin1String(name));
    }
    void click(const char* button) {
        auto* found = find<QPushButton>(button);
        QVERIFY2(found && found->isVisible() && found->isEnabled(), button);
        QTest::mouseClick(found, Qt::LeftButton);
    }
    void clickTab(int page) {
        auto* tabs = find<QTabBar>("pageTabs");
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(page).center());
    }
};

}  // namespace layerbench::fixture
