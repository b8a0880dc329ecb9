// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/curves.h"
#include "widgets/basics/theme.h"
#include "widgets/curves/curve_legend.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include <cmath>

using namespace layerbench;
using namespace layerbench::fixtures;

namespace {

bool sameBits(const std::vector<StepMetrics>& a, const std::vector<StepMetrics>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const StepMetrics& x, const StepMetrics& y) {
        return x.epoch == y.epoch && x.step == y.step && x.loss == y.loss && x.accuracy == y.accuracy;
    });
}

}  // namespace

class TestCurvePanel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }

    void emptySaysWhatToDo() {
        CurvePanel panel;
        show(panel);
        auto* text = panel.findChild<QLabel*>(QStringLiteral("curvesEmpty"));
        QCOMPARE(text->text(), QStringLiteral("Train to see curves here"));
        panel.setRuns({makeRun(1, "1", 3, 4, true)});
        QTRY_VERIFY(!text->isVisible());
        panel.setRuns({});
        QTRY_VERIFY(text->isVisible());
    }

    /// A phase begins where the epoch before it ends; of several runs each change has one line.
    void phasesAreMarked() {
        PlotRun run = makeRun(1, "gradual-unfreezing", 8, 4, false);
        run.phases = {{3, QStringLiteral("From epoch 3: …")}, {6, QStringLiteral("From epoch 6: …")}};
        CurvePanel panel;
        panel.setRuns({run});
        show(panel);
        QTRY_COMPARE(panel.phaseMarks(loss), (std::vector<double>{2, 5}));
        QCOMPARE(panel.phaseMarks(accuracy), (std::vector<double>{2, 5}));
        auto* area = panel.findChild<QWidget*>(QStringLiteral("accuracyArea"));
        QSignalSpy hints(&panel, &CurvePanel::hint);
        // The axis' margins are 46 pixels left and 12 right; near the bottom no curve is in reach.
        const double x = 46 + (5 - panel.shownRange(accuracy).left()) / panel.shownRange(accuracy).width() *
                                  (area->width() - 46 - 12);
        QTest::mouseMove(area, QPoint(qRound(x), area->height() - 24));
        QTRY_COMPARE(hints.value(0).value(0).toString(), QStringLiteral("From epoch 6: …"));
        PlotRun other = makeRun(2, "1", 8, 4, false);
        other.phases = {{2, QStringLiteral("From epoch 2: …")}, run.phases[0]};
        panel.setRuns({run, other});
        QTRY_COMPARE(panel.phaseMarks(loss), (std::vector<double>{1, 2, 5}));
    }

    void smoothing_data() {
        QTest::addColumn<double>("weight");
        for (const auto& [name, weight] : {std::pair("none", 0.0), std::pair("half", 0.5), std::pair("strong", 0.95)})
            QTest::newRow(name) << weight;
    }
    void smoothing() {
        QFETCH(double, weight);
        const PlotRun run = makeRun(1, "1", 5, 8, true);
        CurvePanel panel;
        panel.setSmoothing(weight);
        panel.setRuns({run});
        show(panel);
        for (const auto& quantity : {loss, accuracy}) {
            const auto points = panel.drawnPoints(1, quantity, false);
            QCOMPARE(points.size(), run.steps.size());
            for (std::size_t n = 0; n < points.size(); ++n) {
                // The closed form: sum of w^(n-k) (1-w) x_k over its own weights.
                double sum = 0;
                double weights = 0;
                for (std::size_t k = 0; k <= n; ++k) {
                    const double share = std::pow(weight, static_cast<double>(n - k)) * (1 - weight);
                    sum += share * (quantity == loss ? run.steps[k].loss : run.steps[k].accuracy);
                    weights += share;
                }
                QCOMPARE(points[n].x(), static_cast<double>(n + 1) / 8);
                QVERIFY2(std::abs(points[n].y() - sum / weights) < 1e-12, qPrintable(QString::number(n)));
            }
        }
        QVERIFY(sameBits(panel.runs()[0].steps, run.steps));
    }

    void smoothingByTheSlider() {
        const PlotRun run = makeRun(1, "1", 5, 8, true);
        CurvePanel panel;
        panel.setRuns({run});
        show(panel);
        auto* slider = panel.findChild<QSlider*>(QStringLiteral("smoothing"));
        const auto before = panel.drawnPoints(1, loss, false);
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Home);
        QCOMPARE(panel.smoothing(), 0.0);
        QTRY_VERIFY(panel.drawnPoints(1, loss, false) != before);
        QCOMPARE(panel.drawnPoints(1, loss, false)[7].y(), run.steps[7].loss);
        QTest::keyClick(slider, Qt::Key_End);
        QCOMPARE(panel.smoothing(), 0.99);
        QCOMPARE(panel.findChild<QLabel*>(QStringLiteral("smoothingValue"))->text(), QStringLiteral("0.99"));
        QVERIFY(sameBits(panel.runs()[0].steps, run.steps));
    }

    void logarithmicLoss() {
        CurvePanel panel;
        panel.setRuns({makeRun(1, "1", 30, 8, true)});
        show(panel);
        QCOMPARE(panel.shownRange(loss).top(), 0.0);
        auto* button = panel.findChild<QPushButton*>(QStringLiteral("logarithmic"));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(panel.logarithmic());
        QTRY_VERIFY(panel.shownRange(loss).top() > 0);
        // All of the curves is in view, and the accuracy has not changed its axis.
        for (const auto& point : panel.drawnPoints(1, loss, true))
            QVERIFY(point.y() > panel.shownRange(loss).top() && point.y() < panel.shownRange(loss).bottom());
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(panel.shownRange(loss).top(), 0.0);
    }

    void lossesOfZeroOnALogarithmicAxis() {
        PlotRun run = makeRun(1, "1", 4, 2, false);
        for (auto& epoch : run.epochs)
            epoch.trainLoss = epoch.validationLoss = 0;
        CurvePanel panel;
        panel.setLogarithmic(true);
        panel.setRuns({run});
        show(panel);
        QCOMPARE(panel.shownRange(loss).top(), 0.1);
        QCOMPARE(panel.shownRange(loss).bottom(), 1.0);
    }

    void streaming() {
        CurvePanel panel;
        show(panel);
        panel.beginRun({.id = 7, .label = QStringLiteral("Run 7"), .caseName = "1", .stepsPerEpoch = 10});
        std::vector<StepMetrics> all;
        for (std::int64_t step = 1; step <= 40; ++step) {
            all.push_back(stepAt(step, 10));
            panel.appendSteps(7, std::span(&all.back(), 1));
            panel.appendSteps(8, std::span(&all.back(), 1));
        }
        QTRY_COMPARE(panel.drawnPoints(7, loss, false).size(), 40U);
        QVERIFY(panel.drawnPoints(8, loss, false).empty());
        const auto first = panel.drawnPoints(7, loss, false);
        std::vector<StepMetrics> more{stepAt(41, 10), stepAt(42, 10)};
        panel.appendSteps(7, more);
        const std::vector<EpochMetrics> epochs{epochAt(1), epochAt(2)};
        panel.appendEpochs(7, epochs);
        QTRY_COMPARE(panel.drawnPoints(7, loss, false).size(), 42U);
        // What stood there still stands; appended smoothing is what smoothing all at once would give.
        const auto then = panel.drawnPoints(7, loss, false);
        QVERIFY(std::equal(first.begin(), first.end(), then.begin()));
        QCOMPARE(panel.drawnPoints(7, accuracy, true).size(), 2U);
        QCOMPARE(panel.drawnPoints(7, accuracy, true)[1].y(), epochs[1].validationAccuracy);
        // The axis follows to the end of the epoch that has begun.
        QVERIFY(panel.shownRange(loss).right() >= 5 && panel.shownRange(loss).right() < 5.2);
    }

    void goesOnFromACheckpoint() {
        CurvePanel panel;
        show(panel);
        panel.setRuns({makeRun(1, "1", 5, 4, true)});
        panel.beginRun({.id = 1, .label = QStringLiteral("Run 1"), .caseName = "1", .stepsPerEpoch = 4}, 3);
        QCOMPARE(panel.runs()[0].steps.size(), 12U);
        QCOMPARE(panel.runs()[0].epochs.size(), 3U);
        QCOMPARE(panel.runs()[0].bestEpoch, 0);
        QTRY_COMPARE(panel.drawnPoints(1, loss, false).size(), 12U);

        // Of a run that is not shown the project knows the epochs alone: they lead, the steps go on.
        panel.beginRun(makeRun(2, "2", 5, 4, false), 3);
        const std::vector<StepMetrics> steps{stepAt(13, 4), stepAt(14, 4)};
        panel.appendSteps(2, steps);
        QTRY_COMPARE(panel.drawnPoints(2, loss, false).size(), 5U);
        const auto points = panel.drawnPoints(2, loss, false);
        QCOMPARE(points[2], QPointF(3, epochAt(3).trainLoss));
        QCOMPARE(points[3], QPointF(3.25, steps[0].loss));
    }

    void redrawsTogether() {
        CurvePanel panel;
        show(panel);
        panel.beginRun({.id = 1, .label = {}, .caseName = "1", .stepsPerEpoch = 10});
        drawn(panel, 0);
        const int before = panel.redraws();
        for (std::int64_t step = 1; step <= 1000; ++step) {
            const StepMetrics one = stepAt(step, 10);
            panel.appendSteps(1, std::span(&one, 1));
        }
        QTRY_COMPARE(panel.drawnPoints(1, loss, false).size(), 1000U);
        QCOMPARE(panel.redraws(), before + 1);
    }

    void hiddenDrawsNothing() {
        CurvePanel panel;
        show(panel);
        panel.setRuns({makeRun(1, "1", 2, 4, true)});
        QTRY_COMPARE(panel.drawnPoints(1, loss, false).size(), 8U);
        panel.hide();
        const int before = panel.redraws();
        const std::vector<StepMetrics> steps{stepAt(9, 4)};
        panel.appendSteps(1, steps);
        // Longer than the panel takes to draw when it is seen.
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY(clock.elapsed() > 120);
        QCOMPARE(panel.redraws(), before);
        QCOMPARE(panel.drawnPoints(1, loss, false).size(), 8U);
        QCOMPARE(panel.runs()[0].steps.size(), 9U);
        panel.show();
        QTRY_COMPARE(panel.drawnPoints(1, loss, false).size(), 9U);
        QCOMPARE(panel.redraws(), before + 1);
    }

    void bestEpoch() {
        PlotRun run = makeRun(1, "1", 12, 4, false);
        run.bestEpoch = 0;
        CurvePanel panel;
        panel.setRuns({run});
        show(panel);
        auto* remark = panel.findChild<QLabel*>(QStringLiteral("accuracyRemark"));
        QVERIFY(!panel.bestMarked(loss) && !panel.bestMarked(accuracy));
        QCOMPARE(remark->text(), QString());
        panel.setBestEpoch(1, 12);
        QTRY_VERIFY(panel.bestMarked(loss) && panel.bestMarked(accuracy));
        QCOMPARE(remark->text(), QStringLiteral("79.3\u202f% at epoch 12"));
        QCOMPARE(panel.findChild<QLabel*>(QStringLiteral("lossRemark"))->text(), QStringLiteral("lower is better"));
        panel.setRuns({run, makeRun(2, "2", 12, 4, false, 0.1)});
        QTRY_COMPARE(remark->text(), QStringLiteral("Run 2 · case 2: 89.3\u202f%"));
        QVERIFY(panel.bestMarked(accuracy));
    }

    void gapWithoutValidation() {
        PlotRun run = makeRun(1, "1", 9, 4, false);
        for (const std::size_t missing : {3U, 4U, 5U})
            run.epochs[missing].validationLoss = run.epochs[missing].validationAccuracy = std::nan("");
        CurvePanel panel;
        panel.setRuns({run});
        show(panel);
        const auto points = panel.drawnPoints(1, accuracy, true);
        QCOMPARE(points.size(), 9U);
        for (std::size_t i = 0; i < points.size(); ++i)
            QCOMPARE(std::isnan(points[i].y()), i >= 3 && i <= 5);

        // And in the picture: no pixel of validation's colour between the two parts.
        auto* area = panel.findChild<QWidget*>(QStringLiteral("accuracyArea"));
        const QImage image = area->grab().toImage();
        const QRectF range = panel.shownRange(accuracy);
        const auto columnHasValidation = [&](double epoch) {
            // The axis rectangle begins and ends at the margins of the plot.
            const double left = 46;
            const double width = area->width() - 46 - 12;
            const int x = qRound((left + (epoch - range.left()) / range.width() * width) * image.devicePixelRatio());
            const QColor wanted = Theme::light().validation;
            for (int y = 0; y < image.height(); ++y) {
                const QColor colour = image.pixelColor(x, y);
                if (std::abs(colour.red() - wanted.red()) + std::abs(colour.green() - wanted.green()) +
                        std::abs(colour.blue() - wanted.blue()) <
                    40)
                    return true;
            }
            return false;
        };
        QVERIFY(columnHasValidation(2.5));
        QVERIFY(!columnHasValidation(5));
        QVERIFY(columnHasValidation(8));
    }

    void theLegendKeepsItsRoom() {
        CurvePanel panel;
        panel.setRuns({makeRun(1, "1", 9, 4, false)});
        show(panel);
        auto* legend = panel.findChild<CurveLegend*>(QStringLiteral("curveLegend"));
        auto* number = panel.findChild<QLabel*>(QStringLiteral("smoothingValue"));
        for (const int width : {430, 900}) {
            panel.resize(width, 220);
            QCOMPARE(number->isVisible(), width == 900);
            int needed = 0;
            for (const QString& label : legend->labels())
                needed += 40 + legend->fontMetrics().horizontalAdvance(label);
            QTRY_VERIFY2(legend->width() >= needed - 16, qPrintable(QString::number(legend->width())));
        }
    }

    void legend() {
        CurvePanel panel;
        panel.setRuns({makeRun(1, "1", 9, 4, false)});
        show(panel);
        auto* legend = panel.findChild<CurveLegend*>(QStringLiteral("curveLegend"));
        QCOMPARE(legend->labels(), QStringList({QStringLiteral("training"), QStringLiteral("validation")}));
        panel.setRuns({makeRun(1, "1", 9, 4, false), makeRun(2, "4-finetune", 9, 4, false)});
        QTRY_COMPARE(legend->labels(),
                     QStringList({QStringLiteral("Run 1 · case 1"), QStringLiteral("Run 2 · case 4-finetune")}));
        // Runs of one case stay apart and keep its hue.
        const QColor first = runColour("3", 0, Theme::light());
        const QColor second = runColour("3", 1, Theme::light());
        QCOMPARE(first, colourOfCase("3"));
        QVERIFY(first != second);
        QVERIFY(std::abs(first.hsvHue() - second.hsvHue()) <= 2);
    }

    void pictureOfAHiddenPanel() {
        CurvePanel panel;
        panel.setRuns({makeRun(1, "1", 9, 4, true)});
        const QImage picture = panel.picture(1200).toImage();
        QCOMPARE(picture.width(), 1200);
        const QColor training = Theme::light().training;
        int found = 0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                found += picture.pixelColor(x, y) == training ? 1 : 0;
        QVERIFY2(found > 300, qPrintable(QString::number(found)));
    }

    void themeChanges() {
        CurvePanel panel;
        panel.setRuns({makeRun(1, "1", 9, 4, false)});
        show(panel);
        auto* area = panel.findChild<QWidget*>(QStringLiteral("lossArea"));
        const auto corner = [area] { return area->grab().toImage().pixelColor(2, 2); };
        QCOMPARE(corner(), Theme::light().panel);
        applyTheme(*qApp, Theme::forDark());
        QTRY_COMPARE(corner(), Theme::forDark().panel);
        applyTheme(*qApp, Theme::light());
        QTRY_COMPARE(corner(), Theme::light().panel);
    }

    void aMillionSteps() {
        CurvePanel panel;
        show(panel);
        panel.beginRun({.id = 1, .label = {}, .caseName = "1", .stepsPerEpoch = 10'000});
        drawn(panel, 0);
        std::vector<StepMetrics> steps;
        for (std::int64_t step = 1; step <= 1'000'000; ++step)
            steps.push_back(stepAt(step, 10'000));
        QElapsedTimer clock;
        clock.start();
        panel.appendSteps(1, steps);
        QTRY_COMPARE_WITH_TIMEOUT(panel.drawnPoints(1, loss, false).size(), 1'000'000U, 10'000);
        QVERIFY(sameBits(panel.runs()[0].steps, steps));
        // One more costs one more, and a drawing of all. Generous, for loaded machines.
        for (std::int64_t step = 1'000'001; step <= 1'000'003; ++step) {
            clock.restart();
            const int before = panel.redraws();
            const std::vector<StepMetrics> more{stepAt(step, 10'000)};
            panel.appendSteps(1, more);
            drawn(panel, before);
            qInfo("a step after a million: drawn after %lld ms", clock.elapsed());
        }
        QVERIFY(clock.elapsed() < 1500);
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("LAYERBENCH_PICTURES");
        if (folder.isEmpty())
            return;
        for (const bool dark : {false, true}) {
            applyTheme(*qApp, dark ? Theme::forDark() : Theme::light());
            const std::vector<PlotRun> several{makeRun(1, "1", 25, 8, false), makeRun(2, "2", 25, 8, false, -0.1),
                                               makeRun(3, "3", 25, 8, false, 0.06),
                                               makeRun(4, "4", 25, 8, false, -0.3)};
            PlotRun best = makeRun(1, "1", 25, 40, true);
            best.bestEpoch = 19;
            const std::pair<const char*, std::vector<PlotRun>> contents[] = {
                {"empty", {}}, {"one", {best}}, {"stored", {makeRun(1, "1", 12, 8, false)}}, {"several", several}};
            for (const QSize size : {QSize(900, 260), QSize(700, 230)})
                for (const auto& [name, runs] : contents)
                    for (const bool log : {false, true}) {
                        CurvePanel panel;
                        panel.setLogarithmic(log);
                        panel.setRuns(runs);
                        show(panel, size);
                        panel.grab().save(QStringLiteral("%1/curves-%2-%3%4-%5.png")
                                              .arg(folder, QLatin1String(name))
                                              .arg(size.width())
                                              .arg(log ? QStringLiteral("-log") : QString(),
                                                   dark ? QStringLiteral("dark") : QStringLiteral("light")));
                        if (log && size.width() == 900)
                            panel.picture(1400).save(
                                QStringLiteral("%1/curves-%2-picture.png").arg(folder, QLatin1String(name)));
                    }
        }
        applyTheme(*qApp, Theme::light());
    }
};

QTEST_MAIN(TestCurvePanel)
#include "test_curve_panel.moc"
