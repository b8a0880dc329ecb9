// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs made up without a random generator, and a panel that shows them.

#include "widgets/curves/curve_panel.h"

#include <QTest>

#include <cmath>

namespace layerbench::fixtures {

inline const auto loss = QStringLiteral("loss");
inline const auto accuracy = QStringLiteral("accuracy");

/// A loss that falls and jitters, without a random generator.
inline StepMetrics stepAt(std::int64_t step, std::int64_t stepsPerEpoch) {
    const double t = static_cast<double>(step) / static_cast<double>(stepsPerEpoch);
    const double jitter = 0.12 * std::sin(2.7 * static_cast<double>(step)) * std::cos(1.3 * static_cast<double>(step));
    return {(step - 1) / stepsPerEpoch + 1, step, 0.25 + 1.6 * std::exp(-t / 6) + jitter,
            0.93 - 0.75 * std::exp(-t / 5) + 0.4 * jitter, 0.001};
}

inline EpochMetrics epochAt(std::int64_t epoch, double better = 0) {
    const auto t = static_cast<double>(epoch);
    return {.epoch = epoch,
            .trainLoss = 0.25 + 1.6 * std::exp(-t / 6),
            .trainAccuracy = 0.93 - 0.75 * std::exp(-t / 5),
            .validationLoss = 0.42 + 1.5 * std::exp(-t / 5) + 0.004 * t,
            .validationAccuracy = 0.84 + better - 0.7 * std::exp(-t / 4) - 0.001 * t};
}

inline PlotRun makeRun(std::int64_t id, const char* caseName, std::int64_t epochs, std::int64_t stepsPerEpoch,
                       bool steps, double better = 0) {
    PlotRun run{.id = id,
                .label = QStringLiteral("Run %1 · case %2").arg(id).arg(QLatin1String(caseName)),
                .caseName = caseName,
                .stepsPerEpoch = stepsPerEpoch};
    for (std::int64_t epoch = 1; epoch <= epochs; ++epoch)
        run.epochs.push_back(epochAt(epoch, better));
    for (std::int64_t step = 1; steps && step <= epochs * stepsPerEpoch; ++step)
        run.steps.push_back(stepAt(step, stepsPerEpoch));
    run.bestEpoch = epochs;
    return run;
}

inline void show(CurvePanel& panel, QSize size = {900, 260}) {
    panel.resize(size);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
}

/// Waits until what was given is drawn.
inline void drawn(const CurvePanel& panel, int before) {
    QTRY_VERIFY(panel.redraws() > before);
}

}  // namespace layerbench::fixtures
