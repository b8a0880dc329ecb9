// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder: includes QCustomPlot, whose header needs Qt's keywords.

#include "widgets/curves/curve_plot.h"
#include "widgets/curves/dense_graph.h"
#include "widgets/curves/plot_run.h"
#include "widgets/curves/smoothing.h"

#include <qcustomplot.h>

#include <limits>
#include <optional>

namespace layerbench {

/// From the lowest to the highest of the lines drawn. Raw steps don't count: one bad batch must not flatten the rest.
struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    double lowPositive = std::numeric_limits<double>::infinity();

    void add(double value);
    void add(const Extent& other);
    bool empty() const { return low > high; }
};

struct CurveColours {
    QColor training;
    QColor validation;
    QColor behind;         ///< what the plot stands on
    bool several = false;  ///< training pale and dashed, no raw steps, the best epoch ringed
};

/// The curves of one run for one quantity: raw steps, the smoothed steps above them, epoch means where no steps are
/// known, validation.
class RunCurves final {
    Q_DECLARE_TR_FUNCTIONS(RunCurves)

public:
    RunCurves(QCustomPlot& plot, Quantity quantity, std::int64_t run);
    ~RunCurves();
    RunCurves(const RunCurves&) = delete;
    RunCurves& operator=(const RunCurves&) = delete;

    std::int64_t run() const { return run_; }
    /// Takes over what is new.
    void take(const PlotRun& run, double smoothing);
    /// The next take() begins anew.
    void clear();
    void dress(const CurveColours& colours);

    Extent extent() const;
    double lastEpoch() const;  ///< 0: nothing yet
    bool hasSteps() const { return !smoothed_->data()->isEmpty(); }
    /// Of the best epoch: (epoch, value), where there is one. The value is of the validation, else of the training.
    std::optional<QPointF> best() const { return best_; }
    const QString& label() const { return label_; }
    std::vector<QPointF> points(bool validation) const;

    struct Hit {
        double distance;  ///< pixels
        QPointF at;       ///< epoch, value
        QString text;
        QColor colour;
    };
    /// The point that is drawn nearest to `pixel`.
    std::optional<Hit> nearest(const QPointF& pixel) const;

private:
    void takeSteps(const PlotRun& run);
    void takeEpochs(const PlotRun& run);
    void findBest(const PlotRun& run);
    void clearEpochs();
    QString value(double value) const;

    QCustomPlot& plot_;
    Quantity quantity_;
    std::int64_t run_;
    QString label_;
    DenseGraph* raw_;
    DenseGraph* smoothed_;
    DenseGraph* training_;
    DenseGraph* validation_;
    QCPGraph* ring_;
    MovingAverage average_;
    double smoothing_ = 0;
    double stepsPerEpoch_ = 1;
    Extent stepExtent_;
    Extent epochExtent_;
    std::size_t epochs_ = 0;         ///< taken so far
    std::int64_t firstStepped_ = 0;  ///< the first epoch whose steps are known: from there on they are its curve
    bool gaps_ = false;              ///< epochs without a value of the validation
    std::optional<QPointF> best_;
};

}  // namespace layerbench
