// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/board/size_series.h"

#include <QPointF>
#include <QRectF>
#include <QWidget>

#include <optional>
#include <vector>

namespace layerbench {

/// Accuracy against images per class for every case, the size logarithmic: means with their bands, and a dashed line
/// where another case takes the lead. Left and Right go from size to size, hovering tells the values there.
class SizePlot final : public QWidget {
    Q_OBJECT

public:
    explicit SizePlot(QWidget* parent = nullptr);

    /// `chosen`: images per class that the dial stands at; 0: none.
    void setSeries(std::vector<SizeSeries> series, double chosen = 0);
    const std::vector<SizeSeries>& series() const { return series_; }

    /// Where a size and an accuracy stand, in pixels.
    QPointF pixelOf(double perClass, double accuracy) const;
    /// "Case 3 leads from about 600 a class on"; empty where no lead changes.
    QString leadText() const;
    int redraws() const { return redraws_; }

    QSize sizeHint() const override { return {300, 210}; }
    QSize minimumSizeHint() const override { return {200, 130}; }

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct Axes {
        QRectF area;
        double from = 1;  ///< images per class
        double to = 10;
        double low = 0;
        double high = 1;
        std::vector<double> ticks = {};
    };

    QString whatToDo() const;
    Axes axes() const;
    std::optional<double> sizeNear(double x) const;
    QString textAt(double perClass) const;
    void hover(std::optional<double> perClass);
    void paintAxes(QPainter& painter, const Axes& axes) const;
    void paintSeries(QPainter& painter, const SizeSeries& series) const;
    void paintLead(QPainter& painter, const Axes& axes) const;
    void paintEndLabels(QPainter& painter, const Axes& axes) const;

    std::vector<SizeSeries> series_;
    std::vector<double> sizes_;  ///< measured, ascending
    std::optional<LeadChange> lead_;
    std::optional<double> hovered_;
    double chosen_ = 0;
    int redraws_ = 0;
};

}  // namespace layerbench
