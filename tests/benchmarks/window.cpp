// SPDX-License-Identifier: GPL-3.0-or-later
// How smooth the window is, with the real window and real events.
#include "tests/benchmarks/scene.h"

#include "ui/background/engine_host.h"
#include "ui/document/document.h"
#include "widgets/diagram/layer_diagram.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>

#include <atomic>
#include <cstdio>
#include <thread>

namespace layerbench::bench {

namespace {

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

void turnFor(double seconds) {
    QElapsedTimer clock;
    clock.start();
    turnUntil([&] { return static_cast<double>(clock.elapsed()) > seconds * 1000; });
}

QJsonObject delaysFor(double seconds) {
    const DelayMeter meter;
    turnFor(seconds);
    const auto& delays = meter.delays();
    return {{QStringLiteral("median"), rounded(quantile(delays, 0.5))},
            {QStringLiteral("p95"), rounded(quantile(delays, 0.95))},
            {QStringLiteral("p99"), rounded(quantile(delays, 0.99))},
            {QStringLiteral("largest"), rounded(quantile(delays, 1))},
            {QStringLiteral("events"), static_cast<qint64>(delays.size())}};
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

/// Training with the curves streaming against training with the window hidden, in turn.
QJsonObject streamingCost(Scene& scene, LongRun& run, std::size_t epochs, int turns) {
    std::vector<double> shown;
    std::vector<double> hidden;
    std::vector<double> ratios;
    const auto rateOf = [&](bool visible) {
        scene.window.setVisible(visible);
        return run.rateOfEpochs(epochs);
    };
    for (int turn = 0; turn < turns; ++turn) {
        // Whoever comes first in a pair changes, so that a drift of the machine favours neither.
        const bool first = turn % 2 == 0;
        const double one = rateOf(first);
        const double other = rateOf(!first);
        shown.push_back(first ? one : other);
        hidden.push_back(first ? other : one);
        ratios.push_back(shown.back() / hidden.back());
    }
    scene.window.show();
    return {{QStringLiteral("window_hidden_images_per_second"), rounded(quantile(hidden, 0.5))},
            {QStringLiteral("curves_streaming_images_per_second"), rounded(quantile(shown, 0.5))},
            {QStringLiteral("slowed_by_percent"), rounded(100 * (1 - quantile(ratios, 0.5)))}};
}

}  // namespace

/// Says when its window is painted, and its memory when the engine is there.
int firstPaintChild(std::int64_t started) {
    Scene scene;
    scene.window.repaint();
    const auto now = Clock::now().time_since_epoch();
    const double taken = milliseconds(now - std::chrono::nanoseconds(started));
    scene.untilReady();
    QElapsedTimer clock;
    clock.start();
    turnUntil([&] { return scene.window.engine().engine() != nullptr || clock.elapsed() > 20'000; });
    std::printf("%f %f\n", taken, processMegabytes("VmRSS"));
    return 0;
}

QJsonObject measureWindow(const Options& options) {
    const double seconds = options.quick ? 3 : 12;
    const Start start = firstPaint(options.quick ? 3 : 9);
    Scene scene;
    scene.untilReady();
    scene.untilEngineIsThere();
    LayerDiagram& diagram = scene.window.diagram();
    const auto dragDiagram = [&](double time) {
        return rounded(dragFramesPerSecond(diagram, Qt::MiddleButton, diagram, time));
    };
    // The plots move together: a frame is there when the one that is not dragged is painted too.
    auto* loss = scene.window.findChild<QWidget*>(QStringLiteral("lossArea"));
    auto* accuracy = scene.window.findChild<QWidget*>(QStringLiteral("accuracyArea"));
    const auto panPlot = [&](double time) {
        return rounded(dragFramesPerSecond(*loss, Qt::LeftButton, *accuracy, time));
    };
    QJsonObject delays{{QStringLiteral("idle"), delaysFor(seconds)}};
    QJsonObject drags;
    QJsonObject pans;
    QJsonObject rates;
    QJsonObject streaming;
    {
        LongRun run(scene);
        delays[QStringLiteral("training")] = delaysFor(seconds);
        rates[QStringLiteral("undisturbed")] = rounded(run.takeRate());
        drags[QStringLiteral("training")] = dragDiagram(seconds);
        rates[QStringLiteral("while_dragging")] = rounded(run.takeRate());
        streaming = streamingCost(scene, run, options.quick ? 2 : 4, options.quick ? 3 : 9);
        for (int notch = 0; notch < 8; ++notch)
            wheel(*loss, 1);
        run.takeRate();
        pans[QStringLiteral("training")] = panPlot(seconds);
        rates[QStringLiteral("while_panning_a_plot")] = rounded(run.takeRate());
    }
    pans[QStringLiteral("idle")] = panPlot(seconds / 2);
    scene.window.openNetwork(QStringLiteral("resnet50:random"));
    turnUntil([&] { return scene.window.document().network().architecture() == "resnet50"; });
    diagram.unfoldAll();
    drags[QStringLiteral("resnet50_unfolded")] = dragDiagram(seconds / 2);

    scene.window.close();
    return {{QStringLiteral("first_paint_ms"), rounded(start.paint)},
            {QStringLiteral("resident_after_start_mb"), rounded(start.memory)},
            {QStringLiteral("event_loop_delay_ms"), delays},
            {QStringLiteral("drag_frames_per_second"), drags},
            {QStringLiteral("plot_pan_frames_per_second"), pans},
            {QStringLiteral("training_images_per_second"), rates},
            {QStringLiteral("streaming"), streaming}};
}

}  // namespace layerbench::bench
