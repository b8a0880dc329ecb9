// SPDX-License-Identifier: GPL-3.0-or-later
// Curves with many points to a pixel: what is drawn is the band from the lowest to the highest of each pixel column,
// and what is stored stays as it is.
#include "tests/widgets/curves.h"
#include "widgets/basics/theme.h"
#include "widgets/curves/block_extremes.h"

#include <QApplication>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace layerbench;
using namespace layerbench::fixtures;

namespace {

constexpr std::int64_t stepCount = 1'000'000;
constexpr std::int64_t stepsPerEpoch = 10'000;
// Of the axes, in the widget.
constexpr int left = 46, top = 5, right = 12, bottom = 19;

PlotRun longRun() {
    PlotRun run{.id = 1, .label = QStringLiteral("Run 1"), .caseName = "1", .stepsPerEpoch = stepsPerEpoch};
    run.steps.reserve(stepCount);
    for (std::int64_t step = 1; step <= stepCount; ++step)
        run.steps.push_back(stepAt(step, stepsPerEpoch));
    return run;
}

/// A panel with one run, no smoothing, and a picture of its loss.
struct Shown {
    CurvePanel panel;
    QImage picture;

    explicit Shown(PlotRun run, bool logarithmic = false) {
        panel.setSmoothing(0);
        panel.setLogarithmic(logarithmic);
        panel.setRuns({std::move(run)});
        show(panel);
        settled();
    }
    QWidget& area() const { return *panel.findChild<QWidget*>(QStringLiteral("lossArea")); }
    /// What was asked for is drawn.
    void settled() {
        QTest::qWait(0);
        picture = area().grab().toImage();
    }
    void zoomIn(int notches) {
        // Where the curve is.
        const QPointF middle(area().width() / 2.0, rowOf(0.25));
        for (int notch = 0; notch < notches; ++notch) {
            QWheelEvent event(middle, area().mapToGlobal(middle), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(&area(), &event);
        }
        settled();
    }
    int columns() const { return area().width() - left - right; }
    int rows() const { return area().height() - top - bottom; }
    /// Where a pixel's column begins: whole numbers are the middles of pixels.
    double epochAt(int column) const {
        const QRectF range = panel.shownRange(loss);
        return range.left() + range.width() * (column - 0.5) / columns();
    }
    double rowOf(double value) const {
        const QRectF range = panel.shownRange(loss);
        const double share = panel.logarithmic()
                                 ? std::log(value / range.top()) / std::log(range.bottom() / range.top())
                                 : (value - range.top()) / range.height();
        return top + rows() - 1 - share * rows();
    }
    /// The row, or the nearest that can be seen; the axis' line is at the bottom.
    int inside(double row) const { return std::clamp(static_cast<int>(row), top, top + rows() - 3); }
    bool isCurve(int column, int row) const {
        const QColor colour = picture.pixelColor(left + column, row);
        const QColor wanted = Theme::light().training;
        return std::abs(colour.red() - wanted.red()) + std::abs(colour.green() - wanted.green()) +
                   std::abs(colour.blue() - wanted.blue()) <
               90;
    }
    int curveRows(int column) const {
        int count = 0;
        // The axis' line is at the bottom.
        for (int row = top; row < top + rows() - 2; ++row)
            count += isCurve(column, row) ? 1 : 0;
        return count;
    }
};

/// By looking at every one.
ValueSpan lossesBetween(const PlotRun& run, double from, double to) {
    ValueSpan span;
    for (const auto& step : run.steps) {
        const double epoch = static_cast<double>(step.step) / static_cast<double>(run.stepsPerEpoch);
        if (epoch >= from && epoch < to)
            span.add(step.loss);
    }
    return span;
}

}  // namespace

class TestDenseCurves final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }

    void extremesOfAnyStretch_data() {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("begin");
        QTest::addColumn<int>("end");
        QTest::newRow("no values") << 0 << 0 << 0;
        QTest::newRow("an empty stretch") << 100 << 64 << 64;
        QTest::newRow("one value") << 100 << 63 << 64;
        QTest::newRow("inside of a block") << 200 << 70 << 110;
        QTest::newRow("a block") << 200 << 64 << 128;
        QTest::newRow("all of one block") << 64 << 0 << 64;
        QTest::newRow("the ends of two blocks") << 200 << 60 << 70;
        QTest::newRow("many blocks") << 10'000 << 17 << 9'983;
        QTest::newRow("a block that is not full") << 1'000 << 900 << 1'000;
    }
    void extremesOfAnyStretch() {
        QFETCH(const int, count);
        QFETCH(const int, begin);
        QFETCH(const int, end);
        BlockExtremes extremes;
        std::vector<double> values;
        for (int i = 0; i < count; ++i) {
            // Every 13th is no value.
            values.push_back(i % 13 == 5 ? std::nan("") : std::sin(0.7 * i) * (1 + 0.01 * i));
            extremes.append(values.back());
        }
        ValueSpan expected;
        for (int i = begin; i < end; ++i)
            expected.add(values[static_cast<std::size_t>(i)]);
        const auto valueAt = [&](std::size_t i) { return values[i]; };
        QCOMPARE(extremes.size(), values.size());
        QVERIFY(extremes.of(static_cast<std::size_t>(begin), static_cast<std::size_t>(end), valueAt) == expected);
        extremes.clear();
        QVERIFY(extremes.of(0, 0, valueAt).empty());
    }

    void columnsFromLowestToHighest_data() {
        QTest::addColumn<bool>("logarithmic");
        QTest::addColumn<int>("notches");
        QTest::newRow("everything") << false << 0;
        QTest::newRow("everything, logarithmic") << true << 0;
        QTest::newRow("a part") << false << 6;
        QTest::newRow("a part, logarithmic") << true << 6;
        QTest::newRow("some points a pixel") << false << 22;
    }
    void columnsFromLowestToHighest() {
        QFETCH(const bool, logarithmic);
        QFETCH(const int, notches);
        const PlotRun run = longRun();
        Shown shown(run, logarithmic);
        shown.zoomIn(notches);
        for (int column = 1; column + 1 < shown.columns(); column += 7) {
            const ValueSpan span = lossesBetween(run, shown.epochAt(column), shown.epochAt(column + 1));
            QVERIFY(!span.empty());
            // The line is 1.8 pixels thick, its rims are smoothed, and a neighbour's slope may reach in.
            const int high = shown.inside(std::ceil(shown.rowOf(span.high)));
            const int low = shown.inside(std::floor(shown.rowOf(span.low)));
            for (int row = high; row <= low; ++row)
                QVERIFY2(shown.isCurve(column, row), qPrintable(QStringLiteral("%1, %2").arg(column).arg(row)));
            for (int row = top; row < high - 6; ++row)
                QVERIFY2(!shown.isCurve(column, row), qPrintable(QStringLiteral("%1, %2").arg(column).arg(row)));
            for (int row = low + 7; row < top + shown.rows() - 2; ++row)
                QVERIFY2(!shown.isCurve(column, row), qPrintable(QStringLiteral("%1, %2").arg(column).arg(row)));
        }
        QCOMPARE(shown.panel.drawnPoints(1, loss, false).size(), run.steps.size());
        QVERIFY(std::ranges::equal(shown.panel.runs()[0].steps, run.steps, {}, &StepMetrics::loss, &StepMetrics::loss));
    }

    void oneOutlierIsSeen() {
        PlotRun run = longRun();
        Shown shown(run);
        const int column = shown.columns() / 3;
        const double epoch = (shown.epochAt(column) + shown.epochAt(column + 1)) / 2;
        const int before = shown.curveRows(column);
        // One of some 2,500 steps in that pixel.
        run.steps[static_cast<std::size_t>(epoch * stepsPerEpoch)].loss = 0.01;
        const int redraws = shown.panel.redraws();
        shown.panel.setRuns({run});
        drawn(shown.panel, redraws);
        shown.settled();
        QVERIFY(shown.curveRows(column) > before + 3);
    }

    void gapsStayOpen() {
        PlotRun run = longRun();
        for (std::size_t i = 400'000; i < 600'000; ++i)
            run.steps[i].loss = std::nan("");
        const Shown shown(run);
        for (int column = 1; column + 1 < shown.columns(); ++column) {
            const double from = shown.epochAt(column);
            const double to = shown.epochAt(column + 1);
            if (from > 41 && to < 59)
                QCOMPARE(shown.curveRows(column), 0);
            else if (to < 40 || (from > 60 && to < 99))
                QVERIFY(shown.curveRows(column) > 0);
        }
    }

    /// A run that streams in: what is new stands at the end, and the rest where it stood.
    void appendedPointsAppear() {
        const PlotRun run = longRun();
        Shown shown(run);
        const int last = shown.columns() - 12;
        const int before = shown.curveRows(last);
        std::vector<StepMetrics> fresh;
        for (std::int64_t step = stepCount + 1; step <= stepCount + 40'000; ++step) {
            fresh.push_back(stepAt(step, stepsPerEpoch));
            fresh.back().loss = step % 2 == 0 ? 0.1 : 1.5;
        }
        const int redraws = shown.panel.redraws();
        shown.panel.appendSteps(1, fresh);
        drawn(shown.panel, redraws);
        shown.settled();
        QCOMPARE(shown.panel.drawnPoints(1, loss, false).size(), run.steps.size() + fresh.size());
        QVERIFY(shown.curveRows(last) > before + 20);
        QVERIFY(std::abs(shown.curveRows(shown.columns() / 2) - shown.curveRows(shown.columns() / 2 - 9)) < 12);
    }
};

QTEST_MAIN(TestDenseCurves)
#include "test_dense_curves.moc"
