// SPDX-License-Identifier: GPL-3.0-or-later
// Plots with a million points a curve: how long the window is deaf when they are drawn.
#include "tests/benchmarks/scene.h"
#include "widgets/basics/theme.h"
#include "widgets/curves/curve_panel.h"

#include <QApplication>

#include <cmath>

namespace layerbench::bench {

namespace {

constexpr std::int64_t pointsPerCurve = 1'000'000;
constexpr std::int64_t stepsPerEpoch = 10'000;

/// A loss that falls and jitters, without a random generator.
StepMetrics stepAt(std::int64_t step, double level) {
    const auto n = static_cast<double>(step);
    const double jitter = 0.12 * std::sin(2.7 * n) * std::cos(1.3 * n);
    const double t = n / (20.0 * stepsPerEpoch);
    return {(step - 1) / stepsPerEpoch + 1, step, level + 0.3 + 1.6 * std::exp(-t) + jitter,
            0.9 - 0.7 * std::exp(-t) + 0.4 * jitter, 0.001};
}

PlotRun longRun(std::int64_t id) {
    PlotRun run{.id = id,
                .label = QStringLiteral("Run %1").arg(id),
                .caseName = std::to_string(id),
                .stepsPerEpoch = stepsPerEpoch};
    const double level = 0.05 * static_cast<double>(id);
    run.steps.reserve(pointsPerCurve);
    for (std::int64_t step = 1; step <= pointsPerCurve; ++step)
        run.steps.push_back(stepAt(step, level));
    for (std::int64_t epoch = 1; epoch <= pointsPerCurve / stepsPerEpoch; ++epoch) {
        const StepMetrics last = stepAt(epoch * stepsPerEpoch, level);
        run.epochs.push_back({.epoch = epoch,
                              .trainLoss = last.loss,
                              .trainAccuracy = last.accuracy,
                              .validationLoss = last.loss + 0.1,
                              .validationAccuracy = last.accuracy - 0.1});
    }
    run.bestEpoch = pointsPerCurve / stepsPerEpoch;
    return run;
}

/// Steps arrive as they do from a run, sixteen at a time, and are drawn.
QJsonObject redraws(CurvePanel& panel, QWidget& area, int times) {
    std::vector<double> taken;
    for (int i = 0; i < times; ++i) {
        const int before = panel.redraws();
        double busy = secondsOf([&] {
                          for (const auto& run : panel.runs()) {
                              std::vector<StepMetrics> fresh;
                              for (std::int64_t next = 1; next <= 16; ++next)
                                  fresh.push_back(stepAt(run.steps.back().step + next, 0.05));
                              panel.appendSteps(run.id, fresh);
                          }
                      }) *
                      1000;
        const PaintCount paints(area);
        busy += busyMilliseconds([&] { return panel.redraws() > before && paints.count() > 0; });
        taken.push_back(busy);
    }
    return {{QStringLiteral("median"), rounded(quantile(taken, 0.5))},
            {QStringLiteral("p95"), rounded(quantile(taken, 0.95))},
            {QStringLiteral("largest"), rounded(quantile(taken, 1))}};
}

QJsonObject withRuns(std::int64_t count, const Options& options) {
    std::vector<PlotRun> runs;
    for (std::int64_t id = 1; id <= count; ++id)
        runs.push_back(longRun(id));
    const int times = options.quick ? 12 : 60;
    const double seconds = options.quick ? 1 : 4;
    CurvePanel panel;
    panel.resize(1100, 300);
    panel.show();
    auto* loss = panel.findChild<QWidget*>(QStringLiteral("lossArea"));
    auto* accuracy = panel.findChild<QWidget*>(QStringLiteral("accuracyArea"));
    busyMilliseconds([&] { return panel.isVisible(); });
    const double memory = processMegabytes("VmRSS");
    const double add = busyUntilPainted(*accuracy, [&] { panel.setRuns(std::move(runs)); });
    QJsonObject all{{QStringLiteral("runs"), qint64{count}},
                    {QStringLiteral("points_per_curve"), qint64{pointsPerCurve}},
                    {QStringLiteral("add_ms"), rounded(add)},
                    {QStringLiteral("memory_beside_the_values_mb"), rounded(processMegabytes("VmRSS") - memory)}};
    // The first point beyond what was reserved moves them all, once.
    redraws(panel, *accuracy, 1);
    QJsonObject redraw{{QStringLiteral("everything"), redraws(panel, *accuracy, times)}};
    const auto zoom = [&](int notches) {
        for (int notch = 0; notch < notches; ++notch)
            wheel(*loss, 1);
    };
    zoom(6);  // to some 40 %
    redraw[QStringLiteral("part")] = redraws(panel, *accuracy, times);
    all[QStringLiteral("pan_frames_per_second")] =
        rounded(dragFramesPerSecond(*loss, Qt::LeftButton, *accuracy, seconds));
    zoom(36);  // to some thousand points
    redraw[QStringLiteral("near")] = redraws(panel, *accuracy, times);
    all[QStringLiteral("redraw_ms")] = redraw;
    all[QStringLiteral("smoothing_ms")] = rounded(busyUntilPainted(*accuracy, [&] { panel.setSmoothing(0.5); }));
    return all;
}

}  // namespace

QJsonObject measurePlots(const Options& options) {
    applyTheme(*qApp, Theme::light());
    return {{QStringLiteral("one_run"), withRuns(1, options)}, {QStringLiteral("four_runs"), withRuns(4, options)}};
}

}  // namespace layerbench::bench
