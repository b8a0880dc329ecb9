// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/scene.h"

#include "ui/background/engine_host.h"
#include "ui/document/document.h"
#include "ui/training/training_view.h"
#include "ui/window/data_control.h"
#include "ui/window/training_control.h"

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

namespace layerbench::bench {

namespace {

void sendMouse(QWidget& widget, QEvent::Type type, const QPointF& at, Qt::MouseButton button,
               Qt::MouseButtons buttons) {
    QMouseEvent event(type, at, widget.mapToGlobal(at), button, buttons, Qt::NoModifier);
    QApplication::sendEvent(&widget, &event);
}

QPointF middleOf(const QWidget& widget) {
    return {widget.width() / 2.0, widget.height() / 2.0};
}

/// Calls `frame` with 1, 2, 3, … for so long and gives the frames a second.
double framesPerSecond(double seconds, const std::function<void(int)>& frame) {
    QElapsedTimer clock;
    clock.start();
    int frames = 0;
    while (static_cast<double>(clock.elapsed()) < seconds * 1000)
        frame(++frames);
    return frames * 1000.0 / static_cast<double>(clock.elapsed());
}

/// 1, 2, … 60, 59, … 0, 1, …
int toAndFro(int frame) {
    const int turn = frame % 120;
    return turn <= 60 ? turn : 120 - turn;
}

/// What a move changed is painted; where it changed nothing, there is nothing to wait for.
void untilPainted(const PaintCount& paints, int before) {
    constexpr int longest = 250;
    QElapsedTimer clock;
    clock.start();
    turnUntil([&] { return paints.count() > before || clock.elapsed() > longest; });
}

}  // namespace

Scene::Scene() {
    window.resize(1366, 768);
    window.show();
    window.start();
}

void Scene::untilReady() {
    turnUntil([this] { return window.document().hasNetwork() && window.document().project() && window.data().data(); });
}

void Scene::untilEngineIsThere() {
    turnUntil([this] { return window.engine().engine() != nullptr; });
}

void Scene::action(const char* name) {
    window.findChild<QAction*>(QLatin1String(name))->trigger();
}

LongRun::LongRun(Scene& scene) : scene_(scene) {
    scene_.action("case3");
    auto* view = scene_.window.findChild<TrainingView*>();
    TrainingOptions options = view->options();
    options.epochs = 100'000;
    view->setOptions(options);
    scene_.action("train");
    QObject::connect(session(), &TrainingSession::epochsArrived, &scene_.window,
                     [this](std::int64_t, const std::vector<EpochMetrics>& epochs) {
                         for (const auto& epoch : epochs)
                             rates_.push_back(epoch.imagesPerSecond);
                     });
    turnUntil([this] { return session()->state() == TrainingSession::State::running && !rates_.empty(); });
    rates_.clear();
}

LongRun::~LongRun() {
    session()->disconnect(&scene_.window);
    session()->stop();
    turnUntil([this] { return !session()->active(); });
}

double LongRun::rateOfEpochs(std::size_t count) {
    rates_.clear();
    turnUntil([this] { return !rates_.empty(); });
    rates_.clear();
    turnUntil([&] { return rates_.size() >= count; });
    return takeRate();
}

double LongRun::takeRate() {
    const double rate = quantile(rates_, 0.5);
    rates_.clear();
    return rate;
}

TrainingSession* LongRun::session() const {
    return scene_.window.training().session();
}

PaintCount::PaintCount(QWidget& widget) {
    widget.installEventFilter(this);
}

bool PaintCount::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Paint)
        ++count_;
    return QObject::eventFilter(watched, event);
}

double busyMilliseconds(const std::function<bool()>& condition) {
    // A turn that finds nothing to do takes a few microseconds.
    constexpr double idle = 0.05;
    double busy = 0;
    while (!condition()) {
        const double taken = secondsOf([] { QCoreApplication::processEvents(); }) * 1000;
        if (taken > idle)
            busy += taken;
    }
    return busy;
}

double busyUntilPainted(QWidget& widget, const std::function<void()>& begin) {
    const PaintCount paints(widget);
    const double first = secondsOf(begin) * 1000;
    return first + busyMilliseconds([&] { return paints.count() > 0; });
}

double dragFramesPerSecond(QWidget& widget, Qt::MouseButton button, const QWidget& painted, double seconds) {
    const PaintCount paints(const_cast<QWidget&>(painted));
    const QPointF start = middleOf(widget);
    sendMouse(widget, QEvent::MouseButtonPress, start, button, button);
    const double rate = framesPerSecond(seconds, [&](int frame) {
        const int before = paints.count();
        // Beyond what a click may shake.
        const QPointF away(-12 - 4 * toAndFro(frame), 0);
        sendMouse(widget, QEvent::MouseMove, start + away, Qt::NoButton, button);
        untilPainted(paints, before);
    });
    sendMouse(widget, QEvent::MouseButtonRelease, start, button, Qt::NoButton);
    return rate;
}

void wheel(QWidget& widget, int notches) {
    const QPointF at = middleOf(widget);
    QWheelEvent event(at, widget.mapToGlobal(at), {}, QPoint(0, 120 * notches), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

double wheelFramesPerSecond(QWidget& widget, double seconds) {
    const PaintCount paints(widget);
    return framesPerSecond(seconds, [&](int frame) {
        const int before = paints.count();
        wheel(widget, frame % 16 < 8 ? 1 : -1);
        untilPainted(paints, before);
    });
}

double hoverFramesPerSecond(QWidget& widget, double seconds) {
    const QPointF start = middleOf(widget);
    return framesPerSecond(seconds, [&](int frame) {
        sendMouse(widget, QEvent::MouseMove, start + QPointF(4 * toAndFro(frame), frame % 7), Qt::NoButton,
                  Qt::NoButton);
        QCoreApplication::processEvents();
    });
}

}  // namespace layerbench::bench
