// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/board_curves.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
/// No plan is longer; a wrong number must not make the axis endless.
constexpr std::int64_t mostEpochs = 1'000'000;

bool isAccuracy(double value) {
    return value >= 0 && value <= 1;
}

}  // namespace

MeanCurve meanCurve(const std::vector<BoardRun>& runs) {
    MeanCurve curve;
    std::size_t length = 0;
    for (const auto& run : runs) {
        if (std::ranges::none_of(run.accuracy, isAccuracy))
            continue;
        curve.common = curve.runs == 0 ? run.accuracy.size() : std::min(curve.common, run.accuracy.size());
        length = std::max(length, run.accuracy.size());
        ++curve.runs;
    }
    curve.mean.assign(length, unknown);
    curve.low.assign(length, unknown);
    curve.high.assign(length, unknown);
    for (std::size_t epoch = 0; epoch < length; ++epoch) {
        double sum = 0;
        double low = 1;
        double high = 0;
        int count = 0;
        for (const auto& run : runs) {
            if (epoch >= run.accuracy.size() || !isAccuracy(run.accuracy[epoch]))
                continue;
            const double value = run.accuracy[epoch];
            sum += value;
            low = std::min(low, value);
            high = std::max(high, value);
            ++count;
        }
        if (count == 0)
            continue;
        curve.mean[epoch] = sum / count;
        curve.low[epoch] = low;
        curve.high[epoch] = high;
    }
    return curve;
}

AccuracyAxis accuracyAxis(double low, double high) {
    if (!(low <= high))
        return {};
    const double span = std::max(high - low, 0.02);
    const double step = span > 0.55 ? 0.25 : span > 0.4 ? 0.2 : span > 0.2 ? 0.1 : span > 0.08 ? 0.05 : 0.02;
    AccuracyAxis axis;
    axis.low = std::clamp(std::floor((low - 0.04 * span) / step + 1e-9) * step, 0.0, 1 - step);
    axis.high = std::clamp(std::ceil((high + 0.04 * span) / step - 1e-9) * step, axis.low + step, 1.0);
    axis.ticks.clear();
    const auto lines = static_cast<int>(std::lround((axis.high - axis.low) / step));
    for (int i = 0; i <= lines; ++i)
        axis.ticks.push_back(std::min(axis.low + i * step, 1.0));
    return axis;
}

BoardCurves boardCurves(const BoardState& state) {
    BoardCurves curves;
    double low = 1;
    double high = 0;
    for (const auto& cell : state.cells) {
        const auto [place, added] = curves.ofCase.try_emplace(cell.caseName, meanCurve(cell.runs));
        if (!added)
            continue;
        const MeanCurve& curve = place->second;
        for (const double value : curve.low)
            low = value < low ? value : low;
        for (const double value : curve.high)
            high = value > high ? value : high;
        for (const auto& run : cell.runs)
            curves.epochs = std::max(
                {curves.epochs, std::min(run.epochs, mostEpochs), static_cast<std::int64_t>(run.accuracy.size())});
    }
    curves.axis = accuracyAxis(low, high);
    return curves;
}

}  // namespace layerbench
