// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diagram/diagram_view.h"

#include <algorithm>

namespace layerbench {

void DiagramView::fit(const QRectF& bounds, const QSizeF& size) {
    if (bounds.isEmpty() || size.isEmpty())
        return;
    const double across = size.width() / bounds.width();
    const double room = std::max(1.0, size.height() - headroom - footroom);
    const double down = room / bounds.height();
    zoom_ = std::clamp(std::min(down, std::max(across, smallestFit)), smallestZoom, largestFit);
    const QSizeF shown = bounds.size() * zoom_;
    const double x = shown.width() <= size.width() ? (size.width() - shown.width()) / 2 : 0;
    origin_ = QPointF(x, headroom + (room - shown.height()) / 2) - bounds.topLeft() * zoom_;
}

void DiagramView::zoomAbout(const QPointF& point, double factor) {
    const QPointF fixed = toDiagram(point);
    zoom_ = std::clamp(zoom_ * factor, smallestZoom, largestZoom);
    origin_ = point - fixed * zoom_;
}

DiagramView DiagramView::between(const DiagramView& before, const DiagramView& after, double progress) {
    DiagramView view;
    view.zoom_ = before.zoom_ + (after.zoom_ - before.zoom_) * progress;
    view.origin_ = before.origin_ + (after.origin_ - before.origin_) * progress;
    return view;
}

void DiagramView::centreOn(const QPointF& point, const QSizeF& size) {
    origin_ = QPointF(size.width() / 2, size.height() / 2) - point * zoom_;
}

void DiagramView::reveal(const QRectF& rect, const QSizeF& size) {
    constexpr double air = 24;
    const QRectF shown = toWidget(rect).adjusted(-air, -air, air, air);
    const auto shift = [](double low, double high, double extent) {
        return low < 0 ? -low : high > extent ? std::max(extent - high, -low) : 0.0;
    };
    origin_ += QPointF(shift(shown.left(), shown.right(), size.width()),
                       shown.height() > size.height() ? 0 : shift(shown.top(), shown.bottom(), size.height()));
}

void DiagramView::keepInReach(const QRectF& bounds, const QSizeF& size) {
    const QRectF shown = toWidget(bounds);
    // At least this much of it stays inside.
    const double x = std::min(80.0, shown.width());
    const double y = std::min(60.0, shown.height());
    origin_.rx() += std::clamp(0.0, x - shown.right(), std::max(x - shown.right(), size.width() - x - shown.left()));
    origin_.ry() += std::clamp(0.0, y - shown.bottom(), std::max(y - shown.bottom(), size.height() - y - shown.top()));
}

}  // namespace layerbench
