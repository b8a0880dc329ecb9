// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/metrics.h"
#include "tests/benchmarks/figures.h"
#include "ui/window/main_window.h"

#include <QObject>
#include <QTemporaryDir>

#include <functional>
#include <vector>

// The real window with real events, for the parts that measure it.
namespace layerbench {
class TrainingSession;
}

namespace layerbench::bench {

/// A main window with settings and projects of its own.
struct Scene {
    QTemporaryDir folder;
    MainWindow window{{folder.filePath(QStringLiteral("projects")), folder.filePath(QStringLiteral("window.ini"))}};

    Scene();
    void untilReady();  ///< network, project and data are there
    void untilEngineIsThere();
    void action(const char* name);
};

/// A run of all layers with so many epochs that it lasts longer than what is measured beside it.
class LongRun {
public:
    explicit LongRun(Scene& scene);
    ~LongRun();
    /// Pictures a second: the median of the epochs since the last call; 0 without one.
    double takeRate();
    /// The same over the next epochs, the one that is under way left out.
    double rateOfEpochs(std::size_t count);

private:
    TrainingSession* session() const;

    Scene& scene_;
    std::vector<double> rates_;
};

/// Counts how often a widget is painted.
class PaintCount final : public QObject {
public:
    explicit PaintCount(QWidget& widget);
    int count() const { return count_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    int count_ = 0;
};

/// Turns the event loop until the condition holds and gives the milliseconds in which it was at work, waiting for
/// timers left out: how long the window was deaf.
double busyMilliseconds(const std::function<bool()>& condition);
/// The same until the widget has been painted again; `begin` comes before it and counts.
double busyUntilPainted(QWidget& widget, const std::function<void()>& begin);

/// Drags the mouse over `widget` to and fro; each move is painted, on `painted`, before the next.
double dragFramesPerSecond(QWidget& widget, Qt::MouseButton button, const QWidget& painted, double seconds);
/// Turns the wheel in the middle, eight notches in and eight out; each is painted before the next.
double wheelFramesPerSecond(QWidget& widget, double seconds);
/// Moves the mouse across without a button; what that changes is painted.
double hoverFramesPerSecond(QWidget& widget, double seconds);
void wheel(QWidget& widget, int notches);

}  // namespace layerbench::bench
