// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/curves/treatment_curve.h"

#include "widgets/basics/numbers.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"
#include "widgets/curves/transferability_plot.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace layerbench {

namespace {

constexpr double dotSize = 7;
constexpr float bandOpacity = 0.16F;

}  // namespace

QColor treatmentColour(const Treatment& treatment, const Theme& theme) {
    const QColor own(toQString(treatment.colour));
    constexpr int brightEnough = 200;
    constexpr int lighter = 135;
    return theme.dark && own.value() < brightEnough ? own.lighter(lighter) : own;
}

QString accuracyOf(const Spread& accuracy, double low, double high) {
    if (accuracy.count < 2)
        return TreatmentCurve::tr("%1 · one seed").arg(percent(accuracy.mean));
    return TreatmentCurve::tr("%1 ± %2 · from %3 to %4 · %5 seeds")
        .arg(percent(accuracy.mean), QLocale().toString(100 * accuracy.deviation, 'f', 1), percent(low), percent(high),
             fullCount(accuracy.count));
}

TreatmentCurve::TreatmentCurve(QCustomPlot& plot, const Treatment& treatment)
    : treatment_(treatment), low_(plot.addGraph()), high_(plot.addGraph()),
      bars_(new QCPErrorBars(plot.xAxis, plot.yAxis)), line_(plot.addGraph()) {
    low_->setPen(Qt::NoPen);
    high_->setPen(Qt::NoPen);
    high_->setChannelFillGraph(low_);
    bars_->setDataPlottable(line_);
    bars_->setWhiskerWidth(dotSize);
    bars_->setSymbolGap(dotSize);
    setBrief(false);
    setPoints({});
}

void TreatmentCurve::setBrief(bool brief) {
    const QString name = toQString(treatment_.name);
    line_->setName(brief ? name : name + QStringLiteral("  ") + translated(treatment_.title));
}

void TreatmentCurve::setPoints(std::vector<TreatmentPoint> points) {
    points_ = std::move(points);
    QVector<double> depths, means, lows, highs, below, above;
    for (const auto& point : points_) {
        depths << static_cast<double>(point.depth);
        means << point.accuracy.mean;
        lows << point.low;
        highs << point.high;
        below << point.accuracy.mean - point.low;
        above << point.high - point.accuracy.mean;
    }
    line_->setData(depths, means, true);
    low_->setData(depths, lows, true);
    high_->setData(depths, highs, true);
    bars_->setData(below, above);
    const bool several =
        std::ranges::any_of(points_, [](const TreatmentPoint& point) { return point.accuracy.count > 1; });
    low_->setVisible(several && points_.size() > 1);
    high_->setVisible(several && points_.size() > 1);
    bars_->setVisible(several && points_.size() == 1);
    line_->setVisible(!points_.empty());
    if (!points_.empty())
        line_->addToLegend();
}

void TreatmentCurve::dress(const Theme& theme) {
    const QColor colour = treatmentColour(treatment_, theme);
    QColor pale = colour;
    pale.setAlphaF(bandOpacity);
    high_->setBrush(pale);
    bars_->setPen(QPen(colour, 1));
    line_->setPen(QPen(colour, 2));
    // Frozen as a dot, learning on as a ring: told apart without their colours.
    line_->setScatterStyle(
        {QCPScatterStyle::ssCircle, QPen(colour, 1.8), QBrush(treatment_.frozen ? colour : theme.panel), dotSize});
}

QString TreatmentCurve::told(std::size_t place, const std::vector<std::string>& cuts) const {
    const TreatmentPoint& point = points_[place];
    const QString run = toQString(name(TransferabilityRun{0, treatment_.origin, point.depth, treatment_.frozen}));
    return tr("%1: up to %2, %3")
               .arg(run, toQString(cuts[static_cast<std::size_t>(point.depth - 1)]), translated(treatment_.title)) +
           QLatin1Char('\n') + accuracyOf(point.accuracy, point.low, point.high);
}

}  // namespace layerbench
