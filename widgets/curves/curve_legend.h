// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/curves/plot_run.h"

#include <QColor>
#include <QWidget>

namespace layerbench {

struct Theme;

/// The colour of a run among several: its case's; `repeat` counts the runs of the same case before it, which differ in
/// lightness.
QColor runColour(const std::string& caseName, int repeat, const Theme& theme);

/// One line that says which colour is what: training and validation of one run, or each of several runs. What finds no
/// room is counted (“+2”) and stands in the tooltip.
class CurveLegend final : public QWidget {
    Q_OBJECT

public:
    explicit CurveLegend(QWidget* parent = nullptr);

    void setRuns(const std::vector<PlotRun>& runs);
    /// The texts, those without room as well.
    QStringList labels() const;
    void paint(QPainter& painter, const QRectF& area) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Entry {
        QString label;
        std::string caseName;
        int repeat;
    };
    std::vector<Entry> entries_;
    bool several_ = false;
};

}  // namespace layerbench
