// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the folder: includes QCustomPlot, whose header needs Qt's keywords.

#include "core/study/transferability_treatments.h"

#include <QCoreApplication>
#include <qcustomplot.h>

#include <vector>

namespace layerbench {

struct Theme;

/// One treatment of a transferability study in a plot: the line through its means and the band of its seeds.
class TreatmentCurve final {
    Q_DECLARE_TR_FUNCTIONS(TreatmentCurve)

public:
    TreatmentCurve(QCustomPlot& plot, const Treatment& treatment);
    TreatmentCurve(const TreatmentCurve&) = delete;
    TreatmentCurve& operator=(const TreatmentCurve&) = delete;

    /// Where there are any, the line joins the legend's end.
    void setPoints(std::vector<TreatmentPoint> points);
    void dress(const Theme& theme);
    /// How the legend calls it: "AnB+", or in full.
    void setBrief(bool brief);

    const Treatment& treatment() const { return treatment_; }
    const std::vector<TreatmentPoint>& points() const { return points_; }
    QColor colour() const { return line_->pen().color(); }
    bool hasBand() const { return high_->visible(); }
    /// Two lines: "A3B, blocks of A, frozen: …" and the numbers.
    QString told(std::size_t place, const std::vector<std::string>& cuts) const;

private:
    Treatment treatment_;
    std::vector<TreatmentPoint> points_;
    QCPGraph* low_;
    QCPGraph* high_;
    QCPErrorBars* bars_;  ///< of a treatment with one point, which has no room for a band
    QCPGraph* line_;
};

/// "61.2 % ± 1.4 · 60.1 % to 62.9 % · 3 seeds"
QString accuracyOf(const Spread& accuracy, double low, double high);

}  // namespace layerbench
