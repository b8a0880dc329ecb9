// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/curves/plot_run.h"

#include <QWidget>

#include <memory>
#include <span>

class QLayout;
class QPixmap;

namespace layerbench {

/// Loss and accuracy side by side over epochs, training and validation, for one run or several. While a run streams in,
/// the axes follow it until the user zooms; a double click shows everything again. Smoothing and axes are views: stored
/// points never change. While it is hidden it only keeps what arrives and draws when it is shown.
class CurvePanel final : public QWidget {
    Q_OBJECT

public:
    explicit CurvePanel(QWidget* parent = nullptr);
    ~CurvePanel() override;

    /// Shows exactly these runs.
    void setRuns(std::vector<PlotRun> runs);
    const std::vector<PlotRun>& runs() const;
    /// Adds a run that starts, or goes on (then its points behind `epochsDone` are dropped and what it had is kept).
    void beginRun(const PlotRun& run, std::int64_t epochsDone = 0);
    /// Points of a run that is shown; of another they are ignored. Cheap: the plots redraw together at most every 40
    /// ms.
    void appendSteps(std::int64_t run, std::span<const StepMetrics> steps);
    void appendEpochs(std::int64_t run, std::span<const EpochMetrics> epochs);
    void setBestEpoch(std::int64_t run, std::int64_t epoch);

    double smoothing() const;  ///< 0 (none) … 0.99: weight of the past in the exponential moving average of step curves
    void setSmoothing(double weight);
    bool logarithmic() const;  ///< the loss axis
    void setLogarithmic(bool logarithmic);

    /// What a curve shows at the moment, for tests: the drawn points of "loss" or "accuracy", training or validation;
    /// accuracies in [0, 1], NaN where the line has a gap. Training: epoch means where no steps are known, then the
    /// smoothed steps at step / stepsPerEpoch (smoothing.h has the formula).
    std::vector<QPointF> drawnPoints(std::int64_t run, const QString& quantity, bool validation) const;
    bool bestMarked(const QString& quantity) const;
    /// Epochs at which a line says that layers changed there; of a single run.
    std::vector<double> phaseMarks(const QString& quantity) const;
    /// The part that the axes show: epochs (x, width) and values (y, height).
    QRectF shownRange(const QString& quantity) const;
    /// How often it has drawn so far.
    int redraws() const;
    /// Both plots as a picture `width` pixels wide.
    QPixmap picture(int width) const;

Q_SIGNALS:
    /// "png", "svg" or "csv": whoever knows files asks for a name and writes it.
    void exportRequested(const QString& format);
    void hint(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QLayout* controls();

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace layerbench
