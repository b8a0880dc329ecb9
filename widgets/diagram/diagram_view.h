// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QTransform>

namespace layerbench {

/// Which part of a diagram is seen and how large: maps diagram units to widget coordinates. A value.
class DiagramView {
public:
    static constexpr double smallestZoom = 0.05;
    static constexpr double largestZoom = 4;
    static constexpr double smallestFit = 0.72;  ///< a long network starts at its left end rather than as dust
    static constexpr double largestFit = 1.4;
    static constexpr double headroom = 26;  ///< pixels above a fitted diagram, for the knife's handle
    static constexpr double footroom = 30;  ///< and below it, for the overview and the zoom buttons

    double zoom() const { return zoom_; }
    QPointF toWidget(const QPointF& point) const { return point * zoom_ + origin_; }
    QRectF toWidget(const QRectF& rect) const { return {toWidget(rect.topLeft()), rect.size() * zoom_}; }
    QPointF toDiagram(const QPointF& point) const { return (point - origin_) / zoom_; }
    QRectF visible(const QSizeF& size) const { return {toDiagram({0, 0}), size / zoom_}; }
    QTransform transform() const { return {zoom_, 0, 0, zoom_, origin_.x(), origin_.y()}; }

    /// As much as can be read well, from the left.
    void fit(const QRectF& bounds, const QSizeF& size);
    /// About a point of the widget, which stays where it is.
    void zoomAbout(const QPointF& point, double factor);
    /// From one view to another, for an animation: `progress` in [0, 1].
    static DiagramView between(const DiagramView& before, const DiagramView& after, double progress);
    void pan(const QPointF& delta) { origin_ += delta; }
    void centreOn(const QPointF& point, const QSizeF& size);
    /// Brings a rectangle of the diagram into view, moving no more than needed.
    void reveal(const QRectF& rect, const QSizeF& size);
    /// Keeps some of the diagram in view.
    void keepInReach(const QRectF& bounds, const QSizeF& size);

private:
    double zoom_ = 1;
    QPointF origin_;
};

}  // namespace layerbench
