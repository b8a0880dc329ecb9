// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/transferability.h"

#include <QColor>
#include <QPixmap>
#include <QWidget>

#include <memory>
#include <vector>

namespace layerbench {

struct Theme;
struct Treatment;

/// The treatment's colour, lighter where the surface is dark.
QColor treatmentColour(const Treatment& treatment, const Theme& theme);

/// The figure of Yosinski et al. 2014: accuracy on task B over the number of copied blocks. Of each treatment a line
/// through the means of the seeds and a band from the lowest to the highest; of base B a dashed line, and a ring a seed
/// at 0. What is given is drawn as far as it was measured. The mouse, or the arrow keys (left and right along a line,
/// up and down from line to line), tell the numbers of a point.
class TransferabilityPlot final : public QWidget {
    Q_OBJECT

public:
    explicit TransferabilityPlot(QWidget* parent = nullptr);
    ~TransferabilityPlot() override;

    void setResult(const TransferabilityResult& result);

    /// What is drawn of a treatment: copied blocks, mean accuracy.
    std::vector<QPointF> drawnPoints(Origin origin, bool frozen) const;
    bool bandDrawn(Origin origin, bool frozen) const;
    QStringList legend() const;
    /// Where a point lies, in pixels of this widget.
    QPointF at(double depth, double accuracy) const;
    /// The numbers that are told at the moment; empty: none.
    const QString& told() const;

    /// As it stands, so many pixels wide.
    QPixmap picture(int width) const;

Q_SIGNALS:
    void hint(const QString& text);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct State;

    void dress();
    void placeLabels();
    void point(const QPointF& pixel);
    void walk(int along, int across);
    void tell(int curve, int place, const QPoint& where);
    void tellNothing();

    std::unique_ptr<State> state_;
};

}  // namespace layerbench
