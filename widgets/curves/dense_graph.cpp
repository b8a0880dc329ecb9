// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/curves/dense_graph.h"

#include <algorithm>
#include <functional>
#include <ranges>

namespace layerbench {

namespace {

/// With fewer points to a pixel a line through them is quick enough, and finer.
constexpr double fewPoints = 2;

}  // namespace

void DenseGraph::append(const QVector<QCPGraphData>& points) {
    data()->add(points, true);
    for (const auto& point : points)
        extremes_.append(point.value);
}

void DenseGraph::clear() {
    data()->clear();
    extremes_.clear();
}

void DenseGraph::draw(QCPPainter* painter) {
    const QCPRange shown = keyAxis()->range();
    const auto begin = data()->findBegin(shown.lower, false) - data()->constBegin();
    const auto end = data()->findEnd(shown.upper, false) - data()->constBegin();
    // One column for each pixel of the device, which on fine screens and in pictures are more than our units.
    const double scale = std::max(1.0, painter->deviceTransform().m11());
    if (static_cast<double>(end - begin) < fewPoints * keyAxis()->axisRect()->width() * scale) {
        QCPGraph::draw(painter);
        return;
    }
    auto all = columns(static_cast<std::size_t>(begin), static_cast<std::size_t>(end), 1 / scale);
    painter->save();
    applyDefaultAntialiasingHint(painter);
    painter->setPen(Qt::NoPen);
    painter->setBrush(pen().color());
    // A gap of a column's width or more breaks the band, as it breaks a line.
    for (std::size_t from = 0; from < all.size();) {
        std::size_t to = from + 1;
        while (to < all.size() && all[to].left - all[to - 1].left < 1.5 / scale)
            ++to;
        drawBand(*painter, std::span(all).subspan(from, to - from), 1 / scale);
        from = to;
    }
    painter->restore();
}

std::vector<DenseGraph::Column> DenseGraph::columns(std::size_t begin, std::size_t end, double width) const {
    const auto points = data()->constBegin();
    const auto keyAt = [&](std::size_t i) { return (points + static_cast<qsizetype>(i))->key; };
    const auto valueAt = [&](std::size_t i) { return (points + static_cast<qsizetype>(i))->value; };
    const auto area = keyAxis()->axisRect()->rect();
    // A whole number is the middle of a pixel, here and where the painter smooths.
    const double first = area.left() - 0.5;
    const auto count = static_cast<std::size_t>((area.width() + 1) / width + 0.5);
    std::vector<Column> all;
    all.reserve(count);
    std::size_t next = begin;
    std::size_t expected = (end - begin) / count;
    for (std::size_t i = 0; i < count && next < end; ++i) {
        const double left = first + static_cast<double>(i) * width;
        const double until = keyAxis()->pixelToCoord(left + width);
        std::size_t stop = end;
        if (i + 1 < count) {
            // Points lie about evenly: looked for near the place that the column before makes likely.
            const std::size_t likely = std::min(end, next + 2 * expected + 2);
            const std::size_t last = likely < end && keyAt(likely) < until ? end : likely;
            const auto indices = std::views::iota(next, last);
            stop = next + static_cast<std::size_t>(std::ranges::lower_bound(indices, until, std::less{}, keyAt) -
                                                   indices.begin());
        }
        const ValueSpan span = extremes_.of(next, stop, valueAt);
        expected = stop - next;
        next = stop;
        if (!span.empty())
            all.push_back({left, valueAxis()->coordToPixel(span.high), valueAxis()->coordToPixel(span.low)});
    }
    return all;
}

void DenseGraph::drawBand(QCPPainter& painter, std::span<Column> columns, double width) const {
    // As thick as the line would be.
    const double half = std::max(pen().widthF(), width) / 2;
    // Where a line would leap from one column to the next, both reach to the middle of the leap.
    for (std::size_t i = 1; i < columns.size(); ++i) {
        Column& before = columns[i - 1];
        Column& here = columns[i];
        if (before.bottom < here.top)
            before.bottom = here.top = (before.bottom + here.top) / 2;
        else if (here.bottom < before.top)
            before.top = here.bottom = (here.bottom + before.top) / 2;
    }
    // Along the upper rims to the right, along the lower ones back.
    QPolygonF band;
    band.reserve(static_cast<qsizetype>(4 * columns.size()));
    for (const auto& column : columns)
        band << QPointF(column.left, column.top - half) << QPointF(column.left + width, column.top - half);
    for (const auto& column : std::views::reverse(columns))
        band << QPointF(column.left + width, column.bottom + half) << QPointF(column.left, column.bottom + half);
    painter.drawPolygon(band);
}

}  // namespace layerbench
