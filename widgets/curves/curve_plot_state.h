// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder: includes QCustomPlot, whose header needs Qt's keywords.

#include "widgets/curves/curve_plot.h"
#include "widgets/curves/run_curves.h"

#include <qcustomplot.h>

namespace layerbench {

struct CurvePlot::State {
    Quantity quantity;
    QCustomPlot* plot;
    QLabel* title;
    QLabel* remark;
    QCPItemStraightLine* bestLine;
    QCPItemText* bestText;
    QCPItemText* unit;
    QCPItemTracer* tracer;
    std::vector<std::unique_ptr<RunCurves>> curves = {};
    std::vector<std::string> cases = {};
    /// Of a single run: where its layers changed, a line and the words for it.
    struct PhaseMark {
        QCPItemStraightLine* line;
        double epoch;
        QString text;
    };
    std::vector<PhaseMark> phases = {};
    bool toldOfPhase = false;  ///< the mouse is on such a line
    QCPRange fullEpochs{0, 1};
    QCPRange fullValues{0, 1};
    double smoothing = 0;
    bool logarithmic = false;
    bool following = true;
    bool setting = false;  ///< the axes move by our hand, not the user's

    void setRange(QCPAxis* axis, const QCPRange& range) {
        setting = true;
        axis->setRange(range);
        setting = false;
    }
    void showFull() {
        following = true;
        setRange(plot->xAxis, fullEpochs);
        setRange(plot->yAxis, fullValues);
    }
};

}  // namespace layerbench
