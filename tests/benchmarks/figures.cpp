// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/figures.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace layerbench::bench {

double milliseconds(Clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

double secondsOf(const std::function<void()>& work) {
    const auto begin = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double quantile(std::vector<double> values, double share) {
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

double rounded(double value) {
    if (std::abs(value) >= 10'000)
        return std::round(value);
    return std::round(value * 100) / 100;
}

double processMegabytes(const char* of) {
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const auto found = QRegularExpression(QLatin1String(of) + QStringLiteral(":\\s+(\\d+)"))
                           .match(QString::fromLatin1(status.readAll()));
    return found.captured(1).toDouble() * 1024 / 1e6;
}

void turnUntil(const std::function<bool()>& condition) {
    while (!condition())
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
}

}  // namespace layerbench::bench
