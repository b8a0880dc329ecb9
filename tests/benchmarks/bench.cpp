// SPDX-License-Identifier: GPL-3.0-or-later
// layerbench-bench: how smooth the window is, as figures in JSON.
#include "ui/background/engine_host.h"
#include "ui/background/yielding_threads.h"
#include "ui/document/document.h"
#include "ui/training/training_view.h"
#include "ui/window/data_control.h"
#include "ui/window/main_window.h"
#include "ui/window/training_control.h"
#include "widgets/diagram/layer_diagram.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMouseEvent>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <thread>

using namespace layerbench;

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

double quantile(std::vector<double> values, double share) {
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

double rounded(double value) {
    return std::round(value * 100) / 100;
}

void turnUntil(const std::function<bool()>& condition) {
    while (!condition())
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
}

/// Memory of this process, in MB of 10^6 bytes.
double residentMegabytes() {
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const auto found =
        QRegularExpression(QStringLiteral("VmRSS:\\s+(\\d+)")).match(QString::fromLatin1(status.readAll()));
    return found.captured(1).toDouble() * 1024 / 1e6;
}

struct Scene {
    QTemporaryDir folder;
    MainWindow window{{folder.filePath(QStringLiteral("projects")), folder.filePath(QStringLiteral("window.ini"))}};

    Scene() {
        window.resize(1366, 768);
        window.show();
        window.start();
    }
    void untilReady() {
        turnUntil(
            [this] { return window.document().hasNetwork() && window.document().project() && window.data().data(); });
    }
    void action(const char* name) { window.findChild<QAction*>(QLatin1String(name))->trigger(); }
};

/// Posts an event every 4 ms from another thread and notes how long each waited.
class DelayMeter : public QObject {
public:
    DelayMeter() : poster_([this] { post(); }) {}
    ~DelayMeter() override {
        ended_ = true;
        poster_.join();
    }
    const std::vector<double>& delays() const { return delays_; }

private:
    void post() {
        while (!ended_) {
            const auto now = Clock::now();
            QMetaObject::invokeMethod(
                this, [this, now] { delays_.push_back(milliseconds(Clock::now() - now)); }, Qt::QueuedConnection);
            std::this_thread::sleep_until(now + std::chrono::milliseconds(4));
        }
    }

    std::vector<double> delays_;
    std::atomic<bool> ended_ = false;
    std::thread poster_;
};

QJsonObject delaysFor(double seconds) {
    DelayMeter meter;
    QElapsedTimer clock;
    clock.start();
    turnUntil([&] { return static_cast<double>(clock.elapsed()) > seconds * 1000; });
    const auto& delays = meter.delays();
    return {{QStringLiteral("median"), rounded(quantile(delays, 0.5))},
            {QStringLiteral("p95"), rounded(quantile(delays, 0.95))},
            {QStringLiteral("p99"), rounded(quantile(delays, 0.99))},
            {QStringLiteral("largest"), rounded(quantile(delays, 1))},
            {QStringLiteral("events"), static_cast<qint64>(delays.size())}};
}

/// Pans the diagram to and fro; every move is painted before the next.
double dragFramesPerSecond(LayerDiagram& diagram, double seconds) {
    const auto send = [&diagram](QEvent::Type type, const QPointF& at, Qt::MouseButton button,
                                 Qt::MouseButtons buttons) {
        QMouseEvent event(type, at, diagram.mapToGlobal(at), button, buttons, Qt::NoModifier);
        QApplication::sendEvent(&diagram, &event);
    };
    const QPointF start(diagram.width() / 2.0, diagram.height() / 2.0);
    send(QEvent::MouseButtonPress, start, Qt::MiddleButton, Qt::MiddleButton);
    QElapsedTimer clock;
    clock.start();
    int frames = 0;
    for (; static_cast<double>(clock.elapsed()) < seconds * 1000; ++frames) {
        const double phase = frames % 120 < 60 ? frames % 60 : 60 - frames % 60;
        send(QEvent::MouseMove, start + QPointF(-phase * 4, 0), Qt::NoButton, Qt::MiddleButton);
        diagram.repaint();
        QApplication::processEvents();
    }
    const double taken = static_cast<double>(clock.elapsed()) / 1000;
    send(QEvent::MouseButtonRelease, start, Qt::MiddleButton, Qt::NoButton);
    return frames / taken;
}

/// The child process of firstPaint(): says when its window is painted, and its memory when the engine is there.
int firstPaintChild(std::int64_t started) {
    Scene scene;
    scene.window.repaint();
    const auto now = Clock::now().time_since_epoch();
    const double taken = milliseconds(now - std::chrono::nanoseconds(started));
    scene.untilReady();
    QElapsedTimer clock;
    clock.start();
    turnUntil([&] { return scene.window.engine().engine() != nullptr || clock.elapsed() > 20'000; });
    std::printf("%f %f\n", taken, residentMegabytes());
    return 0;
}

struct Start {
    double paint;
    double memory;
};
Start firstPaint(int times) {
    std::vector<double> paints;
    std::vector<double> memory;
    for (int i = 0; i < times; ++i) {
        QProcess child;
        const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count();
        child.start(QApplication::applicationFilePath(), {QStringLiteral("--first-paint"), QString::number(now)});
        child.waitForFinished(60'000);
        const auto parts = QString::fromLatin1(child.readAllStandardOutput()).split(QLatin1Char(' '));
        if (parts.size() == 2) {
            paints.push_back(parts[0].toDouble());
            memory.push_back(parts[1].toDouble());
        }
    }
    return {quantile(paints, 0.5), quantile(memory, 0.5)};
}

/// A run of all layers with so many epochs that it lasts longer than what is measured beside it.
class LongRun {
public:
    explicit LongRun(Scene& scene) : scene_(scene) {
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
    ~LongRun() {
        session()->disconnect(&scene_.window);
        session()->stop();
        turnUntil([this] { return !session()->active(); });
    }
    bool running() const { return session()->active(); }
    /// The median since the last call.
    double takeRate() {
        const double rate = quantile(rates_, 0.5);
        rates_.clear();
        return rate;
    }

private:
    TrainingSession* session() const { return scene_.window.training().session(); }

    Scene& scene_;
    std::vector<double> rates_;
};

}  // namespace

int main(int argc, char* argv[]) {
    useYieldingThreads(argv);
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() == 3 && arguments[1] == QStringLiteral("--first-paint"))
        return firstPaintChild(arguments[2].toLongLong());
    const bool quick = arguments.contains(QStringLiteral("--quick"));
    const double seconds = quick ? 3 : 12;

    const Start start = firstPaint(quick ? 3 : 9);
    Scene scene;
    scene.untilReady();
    turnUntil([&] { return scene.window.engine().engine() != nullptr; });
    QJsonObject delays{{QStringLiteral("idle"), delaysFor(seconds)}};
    QJsonObject frames;
    QJsonObject rates;
    {
        LongRun run(scene);
        delays[QStringLiteral("training")] = delaysFor(seconds);
        rates[QStringLiteral("undisturbed")] = rounded(run.takeRate());
        frames[QStringLiteral("training")] = rounded(dragFramesPerSecond(scene.window.diagram(), seconds));
        rates[QStringLiteral("while_dragging")] = rounded(run.takeRate());
    }
    scene.window.openNetwork(QStringLiteral("resnet50:random"));
    turnUntil([&] { return scene.window.document().network().architecture() == "resnet50"; });
    scene.window.diagram().unfoldAll();
    frames[QStringLiteral("resnet50_unfolded")] = rounded(dragFramesPerSecond(scene.window.diagram(), seconds / 2));

    const QJsonObject all{{QStringLiteral("first_paint_ms"), rounded(start.paint)},
                          {QStringLiteral("resident_after_start_mb"), rounded(start.memory)},
                          {QStringLiteral("event_loop_delay_ms"), delays},
                          {QStringLiteral("drag_frames_per_second"), frames},
                          {QStringLiteral("training_images_per_second"), rates},
                          {QStringLiteral("platform"), QApplication::platformName()},
                          {QStringLiteral("cores"), static_cast<int>(std::thread::hardware_concurrency())}};
    std::printf("%s", QJsonDocument(all).toJson().constData());
    scene.window.close();
    return 0;
}
