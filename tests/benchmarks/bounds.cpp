// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/bounds.h"

#include <QStringList>

#include <array>
#include <cstdio>

namespace layerbench::bench {

namespace {

/// Well below what an idle machine shows, because others may share it; far above what it was before the work that each
/// guards.
struct Bound {
    const char* figure;
    double least;
    double most;
};
constexpr double any = 1e300;
constexpr std::array bounds{
    Bound{"prefix.first_run_ratio", 12, any},
    Bound{"prefix.second_run_ratio", 50, any},
    Bound{"training.mobilenet_v2.ratio", 1.8, any},
    Bound{"training.mobilenet_v2.channels_last_ratio", 1.05, any},
    Bound{"training.squeezenet1_1.ratio", 0.9, any},
    Bound{"training.squeezenet1_1.channels_last_ratio", 0.75, any},
    Bound{"loading.first_pass_ratio", 0.9, any},
    Bound{"loading.later_pass_ratio", 3, any},
    Bound{"loading.later_epochs_waiting_percent", 0, 10},
    Bound{"window.event_loop_delay_ms.training.p95", 0, 32},
    Bound{"window.first_paint_ms", 0, 1500},
    Bound{"window.resident_after_start_mb", 0, 300},
};

QJsonValue valueAt(const QJsonObject& figures, const char* path) {
    QJsonValue value = figures;
    for (const QString& key : QString::fromLatin1(path).split(QLatin1Char('.')))
        value = value.toObject().value(key);
    return value;
}

/// Whether a part of the path says that something failed.
bool failedAbove(const QJsonObject& figures, const char* path) {
    QJsonObject part = figures;
    for (const QString& key : QString::fromLatin1(path).split(QLatin1Char('.'))) {
        part = part.value(key).toObject();
        if (part.contains(QStringLiteral("failed")))
            return true;
    }
    return false;
}

}  // namespace

bool boundsHold(const QJsonObject& figures) {
    bool all = true;
    for (const auto& bound : bounds) {
        const QJsonValue value = valueAt(figures, bound.figure);
        if (!value.isDouble()) {
            // Without data or a peer there is nothing to measure; what ran and failed is another matter.
            const bool broken = failedAbove(figures, bound.figure);
            std::fprintf(stderr, "%-48s %s\n", bound.figure, broken ? "FAILED" : "not measured");
            all = all && !broken;
            continue;
        }
        const bool holds = value.toDouble() >= bound.least && value.toDouble() <= bound.most;
        const bool isFloor = bound.most >= any;
        std::fprintf(stderr, "%-48s %8.2f, %s %g%s\n", bound.figure, value.toDouble(), isFloor ? "at least" : "at most",
                     isFloor ? bound.least : bound.most, holds ? "" : "  MISSED");
        all = all && holds;
    }
    return all;
}

}  // namespace layerbench::bench
