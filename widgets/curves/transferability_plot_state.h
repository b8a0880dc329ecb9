// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder: includes QCustomPlot, whose header needs Qt's keywords.

#include "widgets/curves/plot_axes.h"
#include "widgets/curves/transferability_plot.h"
#include "widgets/curves/treatment_curve.h"

#include <algorithm>

class QLabel;

namespace layerbench {

struct TransferabilityPlot::State {
    QCustomPlot* plot;
    QLabel* title;
    QLabel* remark;
    QCPGraph* base;
    QCPGraph* baseLow;
    QCPGraph* baseHigh;
    QCPGraph* rings;  ///< base B's seeds
    QCPItemText* nothing;
    QCPItemTracer* tracer;
    QSharedPointer<QCPAxisTickerText> depths{new QCPAxisTickerText};
    std::vector<std::unique_ptr<TreatmentCurve>> curves = {};
    TransferabilityResult result = {};
    int curve = -1;  ///< whose point is told; -1: none
    int place = -1;
    QPoint where = {};  ///< of the pointer, on the screen
    QString told = {};

    const TreatmentCurve* find(Origin origin, bool frozen) const {
        const auto found = std::ranges::find_if(curves, [&](const auto& one) {
            return one->treatment().origin == origin && one->treatment().frozen == frozen;
        });
        return found == curves.end() ? nullptr : found->get();
    }
};

}  // namespace layerbench
