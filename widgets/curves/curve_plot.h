// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/curves/plot_run.h"

#include <QWidget>

#include <memory>

class QPainter;

namespace layerbench {

enum class Quantity { loss, accuracy };

/// One quantity of the runs over epochs, with a caption above. It follows what arrives until the user zooms (wheel),
/// pans (drag, arrow keys) or asks for everything again (double click, Home). It draws only when redraw() is called.
class CurvePlot final : public QWidget {
    Q_OBJECT

public:
    explicit CurvePlot(Quantity quantity, QWidget* parent = nullptr);
    ~CurvePlot() override;

    /// Both take effect with the next redraw().
    void setSmoothing(double weight);
    void setLogarithmic(bool logarithmic);  ///< the loss alone

    /// Takes over what the runs have got since the last call and draws. Points of a run may only have been added,
    /// unless forget() was called for it.
    void redraw(const std::vector<PlotRun>& runs);
    void forget(std::int64_t run);
    /// Draws everything, and follows again.
    void showAll();
    /// Draws these epochs (of the other plot, which the user moved).
    void showEpochs(double from, double to);

    /// See CurvePanel.
    std::vector<QPointF> drawnPoints(std::int64_t run, bool validation) const;
    bool bestMarked() const;
    /// Where lines stand that say that layers changed there, in epochs.
    std::vector<double> phaseMarks() const;
    QRectF shownRange() const;
    void paint(QPainter& painter, const QRectF& area, double scale) const;

Q_SIGNALS:
    /// The user moved the axes.
    void epochsShown(double from, double to);
    void everythingWanted();
    /// What is under the mouse; empty: nothing.
    void hint(const QString& text);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void dress();
    void fit();
    void markBest();
    void markPhases(const std::vector<PlotRun>& runs);
    void writeCaption();
    void moved();
    void point(const QPointF& at);

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace layerbench
