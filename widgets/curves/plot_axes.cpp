// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/curves/plot_axes.h"

#include "widgets/basics/numbers.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

/// What a curve at the end of an axis needs so that its line and dots are not cut in half.
constexpr double rim = 0.015;

class EpochTicker final : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange& range) override {
        const double step = QCPAxisTicker::getTickStep(range);
        // Inside of two epochs there is nothing whole to count.
        if (range.size() < 2)
            return step;
        return step < 5 ? std::max(1.0, std::floor(step)) : std::round(step);
    }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return number(tick, 6); }
};

class ValueTicker final : public QCPAxisTicker {
protected:
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        return std::abs(tick) < 1e-12 ? QStringLiteral("0") : number(tick, 4);
    }
};

class PercentTicker final : public QCPAxisTicker {
protected:
    QVector<double> createTickVector(double step, const QCPRange& range) override {
        auto ticks = QCPAxisTicker::createTickVector(step, range);
        ticks.erase(std::remove_if(ticks.begin(), ticks.end(), [](double t) { return t > 1 + 1e-9 || t < -1e-9; }),
                    ticks.end());
        return ticks;
    }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        return number(std::abs(tick) < 1e-12 ? 0 : tick * 100, 5) + QChar(0x202f) + QLatin1Char('%');
    }
};

class LogarithmicTicker final : public QCPAxisTicker {
protected:
    QVector<double> createTickVector(double, const QCPRange& range) override {
        QVector<double> ticks;
        if (range.lower <= 0 || range.upper <= range.lower)
            return ticks;
        const double decades = std::log10(range.upper / range.lower);
        const int every = std::max(1, static_cast<int>(std::ceil(decades / 6)));
        int exponent = static_cast<int>(std::floor(std::log10(range.lower)));
        // Multiples of the stride, so that panning does not change which powers are named.
        exponent -= ((exponent % every) + every) % every;
        for (; std::pow(10.0, exponent) <= range.upper; exponent += every)
            for (const double factor : {1.0, 2.0, 5.0})
                if (factor == 1 || decades <= 2.5)
                    ticks.append(factor * std::pow(10.0, exponent));
        return ticks;
    }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return number(tick, 2); }
};

template <class Ticker>
QSharedPointer<QCPAxisTicker> ticker(int count) {
    QSharedPointer<QCPAxisTicker> made(new Ticker);
    made->setTickCount(count);
    return made;
}

QCPRange padded(double low, double high, double below, double above) {
    const double size = high - low;
    return {low - below * size, high + above * size};
}

}  // namespace

QSharedPointer<QCPAxisTicker> epochTicker() {
    return ticker<EpochTicker>(6);
}
QSharedPointer<QCPAxisTicker> percentTicker() {
    return ticker<PercentTicker>(4);
}
QSharedPointer<QCPAxisTicker> lossTicker() {
    return ticker<ValueTicker>(4);
}
QSharedPointer<QCPAxisTicker> logarithmicTicker() {
    return ticker<LogarithmicTicker>(4);
}

QCPRange epochRange(double lastEpoch, bool steps) {
    const double last = std::ceil(lastEpoch - 1e-9);
    // Steps begin at 0; epochs alone begin with the first one's end.
    const double first = steps || last < 2 ? 0 : 1;
    return padded(first, std::max(last, steps ? 1.0 : 2.0), steps ? 0 : rim, rim);
}

QCPRange lossRange(const Extent& extent, bool logarithmic) {
    if (logarithmic) {
        if (!std::isfinite(extent.lowPositive))
            return {0.1, 1};
        const double high = std::max(extent.high, extent.lowPositive);
        // At least a factor of two, so that a flat curve stays flat.
        const double middle = std::sqrt(high * extent.lowPositive);
        const double half = std::max(1.1 * std::sqrt(high / extent.lowPositive), std::sqrt(2.0));
        return {middle / half, middle * half};
    }
    if (extent.empty() || extent.high <= 0)
        return {0, 1};
    return {0, extent.high * 1.06};
}

QCPRange accuracyRange(const Extent& extent) {
    if (extent.empty())
        return padded(0, 1, 0, 2 * rim);
    const double span = std::max(extent.high - extent.low, 0.02);
    const double step = span > 0.45 ? 0.2 : span > 0.2 ? 0.1 : span > 0.08 ? 0.05 : 0.02;
    const double low = std::clamp(std::floor((extent.low - 0.05 * span) / step + 1e-9) * step, 0.0, 1 - step);
    const double high = std::clamp(std::ceil((extent.high + 0.05 * span) / step - 1e-9) * step, low + step, 1.0);
    return padded(low, high, 0, 2 * rim);
}

QCPRange within(const QCPRange& range, const QCPRange& full) {
    QCPRange moved = range;
    if (moved.size() >= full.size())
        return full;
    if (moved.lower < full.lower)
        moved = {full.lower, full.lower + range.size()};
    if (moved.upper > full.upper)
        moved = {full.upper - range.size(), full.upper};
    return moved;
}

}  // namespace layerbench
