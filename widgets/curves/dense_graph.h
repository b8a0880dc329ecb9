// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder: includes QCustomPlot, whose header needs Qt's keywords.

#include "widgets/curves/block_extremes.h"

#include <qcustomplot.h>

#include <span>
#include <vector>

namespace layerbench {

/// A graph that stays quick with a million points. Where several share a pixel column it draws the band from the lowest
/// to the highest of them, which is what a line through all of them would cover; else it is a QCPGraph. The points stay
/// as they are; they must come by append().
class DenseGraph final : public QCPGraph {
public:
    explicit DenseGraph(QCustomPlot& plot) : QCPGraph(plot.xAxis, plot.yAxis) {}

    /// Keys must ascend, within the points and from what is there already.
    void append(const QVector<QCPGraphData>& points);
    void clear();

protected:
    void draw(QCPPainter* painter) override;

private:
    /// In pixels; y grows downwards.
    struct Column {
        double left;
        double top;
        double bottom;
    };
    /// Of the points [begin, end); columns without a value are left out.
    std::vector<Column> columns(std::size_t begin, std::size_t end, double width) const;
    void drawBand(QCPPainter& painter, std::span<Column> columns, double width) const;

    BlockExtremes extremes_;
};

}  // namespace layerbench
