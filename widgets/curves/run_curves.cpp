// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/curves/run_curves.h"

#include "widgets/basics/numbers.h"

#include <algorithm>
#include <cmath>

namespace layerbench {

namespace {

/// With more epochs than that the dots would run into each other.
constexpr std::size_t fewEpochs = 40;

double finite(double value) {
    return std::isfinite(value) ? value : std::nan("");
}

double of(const StepMetrics& step, Quantity quantity) {
    return finite(quantity == Quantity::loss ? step.loss : step.accuracy);
}
double trainingOf(const EpochMetrics& epoch, Quantity quantity) {
    return finite(quantity == Quantity::loss ? epoch.trainLoss : epoch.trainAccuracy);
}
double validationOf(const EpochMetrics& epoch, Quantity quantity) {
    return finite(quantity == Quantity::loss ? epoch.validationLoss : epoch.validationAccuracy);
}

QColor pale(QColor colour, double opacity) {
    colour.setAlphaF(static_cast<float>(opacity));
    return colour;
}

}  // namespace

void Extent::add(double value) {
    if (!std::isfinite(value))
        return;
    low = std::min(low, value);
    high = std::max(high, value);
    if (value > 0)
        lowPositive = std::min(lowPositive, value);
}

void Extent::add(const Extent& other) {
    low = std::min(low, other.low);
    high = std::max(high, other.high);
    lowPositive = std::min(lowPositive, other.lowPositive);
}

RunCurves::RunCurves(QCustomPlot& plot, Quantity quantity, std::int64_t run)
    : plot_(plot), quantity_(quantity), run_(run), raw_(new DenseGraph(plot)), smoothed_(new DenseGraph(plot)),
      training_(new DenseGraph(plot)), validation_(new DenseGraph(plot)), ring_(plot.addGraph()) {
    ring_->setLineStyle(QCPGraph::lsNone);
}

RunCurves::~RunCurves() {
    for (QCPGraph* graph : std::initializer_list<QCPGraph*>{raw_, smoothed_, training_, validation_, ring_})
        plot_.removeGraph(graph);
}

void RunCurves::take(const PlotRun& run, double smoothing) {
    label_ = run.label;
    stepsPerEpoch_ = static_cast<double>(std::max<std::int64_t>(run.stepsPerEpoch, 1));
    if (smoothing != smoothing_) {
        smoothing_ = smoothing;
        smoothed_->clear();
        stepExtent_ = {};
        average_ = MovingAverage(smoothing);
    }
    takeSteps(run);
    takeEpochs(run);

    findBest(run);
}

void RunCurves::findBest(const PlotRun& run) {
    best_.reset();
    const auto epoch = std::ranges::lower_bound(run.epochs, run.bestEpoch, {}, &EpochMetrics::epoch);
    if (epoch != run.epochs.end() && epoch->epoch == run.bestEpoch) {
        const double validated = validationOf(*epoch, quantity_);
        best_ = QPointF(static_cast<double>(epoch->epoch),
                        std::isnan(validated) ? trainingOf(*epoch, quantity_) : validated);
    }
    ring_->data()->clear();
    if (best_)
        ring_->addData(best_->x(), best_->y());
}

void RunCurves::takeSteps(const PlotRun& run) {
    const auto begin = [&](const QCPGraph* graph) { return static_cast<std::size_t>(graph->data()->size()); };
    const auto points = [&](std::size_t from, auto valueOf) {
        QVector<QCPGraphData> fresh;
        fresh.reserve(static_cast<qsizetype>(run.steps.size() - from));
        for (std::size_t i = from; i < run.steps.size(); ++i)
            fresh.append(
                {static_cast<double>(run.steps[i].step) / stepsPerEpoch_, valueOf(of(run.steps[i], quantity_))});
        return fresh;
    };
    if (begin(raw_) < run.steps.size())
        raw_->append(points(begin(raw_), [](double value) { return value; }));
    if (begin(smoothed_) < run.steps.size())
        smoothed_->append(points(begin(smoothed_), [this](double value) {
            const double smooth = average_.next(value);
            stepExtent_.add(smooth);
            return smooth;
        }));
}

void RunCurves::takeEpochs(const PlotRun& run) {
    const std::int64_t firstStepped = run.steps.empty() ? std::numeric_limits<std::int64_t>::max() : run.steps[0].epoch;
    if (firstStepped != firstStepped_) {
        // Steps take the place of the means.
        firstStepped_ = firstStepped;
        clearEpochs();
    }
    QVector<QCPGraphData> training;
    QVector<QCPGraphData> validation;
    for (; epochs_ < run.epochs.size(); ++epochs_) {
        const EpochMetrics& epoch = run.epochs[epochs_];
        const auto at = static_cast<double>(epoch.epoch);
        if (epoch.epoch < firstStepped)
            training.append({at, trainingOf(epoch, quantity_)});
        validation.append({at, validationOf(epoch, quantity_)});
        gaps_ = gaps_ || std::isnan(validation.back().value);
    }
    for (const auto* curve : {&training, &validation})
        for (const auto& point : *curve)
            epochExtent_.add(point.value);
    training_->append(training);
    validation_->append(validation);

    // A value between two gaps is no line: it needs its dot.
    const bool dots = epochs_ <= fewEpochs || gaps_;
    for (auto* graph : {training_, validation_})
        graph->setScatterStyle(dots ? QCPScatterStyle(QCPScatterStyle::ssDisc, epochs_ <= fewEpochs ? 4 : 2)
                                    : QCPScatterStyle());
}

void RunCurves::clear() {
    raw_->clear();
    smoothed_->clear();
    ring_->data()->clear();
    average_ = MovingAverage(smoothing_);
    stepExtent_ = {};
    clearEpochs();
    best_.reset();
}

void RunCurves::clearEpochs() {
    training_->clear();
    validation_->clear();
    epochs_ = 0;
    gaps_ = false;
    epochExtent_ = {};
}

void RunCurves::dress(const CurveColours& colours) {
    const bool several = colours.several;
    raw_->setPen(QPen(pale(colours.training, 0.28), 1));
    // With no smoothing both lines are the same.
    raw_->setVisible(!several && smoothing_ > 0);
    smoothed_->setPen(several ? QPen(pale(colours.training, 0.45), 1.2) : QPen(colours.training, 1.8));
    QPen training(several ? pale(colours.training, 0.6) : colours.training, several ? 1.2 : 1.8);
    if (several)
        training.setDashPattern({4, 3});
    training_->setPen(training);
    validation_->setPen(QPen(colours.validation, 1.8));
    ring_->setVisible(several);
    ring_->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colours.validation, 1.6), QBrush(colours.behind), 8));
}

Extent RunCurves::extent() const {
    Extent both = stepExtent_;
    both.add(epochExtent_);
    return both;
}

double RunCurves::lastEpoch() const {
    double last = 0;
    for (const auto* graph : {smoothed_, validation_})
        if (!graph->data()->isEmpty())
            last = std::max(last, (graph->data()->constEnd() - 1)->key);
    return last;
}

std::vector<QPointF> RunCurves::points(bool validation) const {
    std::vector<QPointF> all;
    const auto append = [&all](const QCPGraph* graph) {
        for (const auto& point : *graph->data())
            all.emplace_back(point.key, point.value);
    };
    if (validation) {
        append(validation_);
    } else {
        append(training_);
        append(smoothed_);
    }
    return all;
}

QString RunCurves::value(double value) const {
    return quantity_ == Quantity::loss ? number(value, 3) : percent(value);
}

std::optional<RunCurves::Hit> RunCurves::nearest(const QPointF& pixel) const {
    std::optional<Hit> hit;
    const double key = plot_.xAxis->pixelToCoord(pixel.x());
    for (const auto* graph : {validation_, training_, smoothed_}) {
        const auto data = graph->data();
        const auto about = data->findBegin(key, true) - data->constBegin();
        // Keys are sorted: a few neighbours are enough.
        for (auto i = std::max<qsizetype>(about - 2, 0); i < std::min<qsizetype>(about + 4, data->size()); ++i) {
            const auto point = data->constBegin() + i;
            const QPointF away =
                QPointF(plot_.xAxis->coordToPixel(point->key), plot_.yAxis->coordToPixel(point->value)) - pixel;
            const double distance = std::hypot(away.x(), away.y());
            if (!std::isfinite(distance) || (hit && hit->distance <= distance))
                continue;
            QString text;
            if (graph == smoothed_) {
                const double raw = (raw_->data()->constBegin() + i)->value;
                const QString step = fullCount(std::llround(point->key * stepsPerEpoch_));
                text = smoothing_ > 0
                           ? tr("Step %1, training: %2, smoothed %3").arg(step, value(raw), value(point->value))
                           : tr("Step %1, training: %2").arg(step, value(raw));
            } else {
                const QString epoch = fullCount(std::llround(point->key));
                text = (graph == validation_ ? tr("Epoch %1, validation: %2") : tr("Epoch %1, training: %2"))
                           .arg(epoch, value(point->value));
            }
            QColor colour = graph->pen().color();
            colour.setAlpha(255);
            hit = Hit{distance, {point->key, point->value}, text, colour};
        }
    }
    return hit;
}

}  // namespace layerbench
