// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/curves.h"
#include "widgets/basics/theme.h"

#include <QAction>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace layerbench;
using namespace layerbench::fixtures;

namespace {

void wheel(QWidget* target, const QPointF& at, int clicks) {
    QWheelEvent event(at, target->mapToGlobal(at), {}, {0, 120 * clicks}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(target, &event);
}

}  // namespace

class TestCurveGestures final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }

    void wheelZoomsAndDoubleClickShowsAll() {
        CurvePanel panel;
        panel.setRuns({makeRun(1, "1", 30, 8, true)});
        show(panel);
        const QRectF lossAll = panel.shownRange(loss);
        const QRectF accuracyAll = panel.shownRange(accuracy);
        auto* area = panel.findChild<QWidget*>(QStringLiteral("lossArea"));
        wheel(area, QRectF(area->rect()).center(), 3);
        QVERIFY(panel.shownRange(loss).width() < 0.75 * lossAll.width());
        QVERIFY(panel.shownRange(loss).height() < 0.75 * lossAll.height());
        // The other plot shows the same epochs.
        QCOMPARE(panel.shownRange(accuracy).left(), panel.shownRange(loss).left());
        QCOMPARE(panel.shownRange(accuracy).width(), panel.shownRange(loss).width());

        // While the user looks into it, what arrives does not move it.
        const QRectF zoomed = panel.shownRange(loss);
        const int before = panel.redraws();
        const std::vector<EpochMetrics> later{epochAt(60)};
        panel.appendEpochs(1, later);
        drawn(panel, before);
        QCOMPARE(panel.shownRange(loss), zoomed);

        QTest::mouseDClick(area, Qt::LeftButton, {}, area->rect().center());
        QVERIFY(panel.shownRange(loss).right() > 60);
        QVERIFY(panel.shownRange(accuracy).right() > 60);
        QCOMPARE(panel.shownRange(accuracy).left(), accuracyAll.left());
        // Zooming out ends where everything is seen, and follows again.
        wheel(area, QRectF(area->rect()).center(), -5);
        QVERIFY(panel.shownRange(loss).right() < 62);
    }

    void dragPans() {
        CurvePanel panel;
        panel.setRuns({makeRun(1, "1", 30, 8, true)});
        show(panel);
        auto* area = panel.findChild<QWidget*>(QStringLiteral("accuracyArea"));
        const QPoint middle = area->rect().center();
        wheel(area, middle, 4);
        const QRectF before = panel.shownRange(accuracy);
        QTest::mousePress(area, Qt::LeftButton, {}, middle);
        QTest::mouseMove(area, middle + QPoint(-20, 0));
        QTest::mouseMove(area, middle + QPoint(-40, 0));
        QTest::mouseRelease(area, Qt::LeftButton, {}, middle + QPoint(-40, 0));
        const QRectF after = panel.shownRange(accuracy);
        QVERIFY(after.left() > before.left());
        QVERIFY(std::abs(after.width() - before.width()) < 1e-9);
        QCOMPARE(panel.shownRange(loss).left(), after.left());
    }

    void keyboard() {
        CurvePanel panel;
        panel.setRuns({makeRun(1, "1", 30, 8, true)});
        show(panel);
        const QRectF all = panel.shownRange(loss);
        auto* plot = panel.findChild<QWidget*>(QStringLiteral("lossPlot"));
        plot->setFocus();
        QTest::keyClick(plot, Qt::Key_Plus);
        QTest::keyClick(plot, Qt::Key_Plus);
        const QRectF zoomed = panel.shownRange(loss);
        QVERIFY(zoomed.width() < all.width());
        QTest::keyClick(plot, Qt::Key_Right);
        QVERIFY(panel.shownRange(loss).left() > zoomed.left());
        QTest::keyClick(plot, Qt::Key_Home);
        QCOMPARE(panel.shownRange(loss), all);
    }

    void hoverTellsThePoint() {
        CurvePanel panel;
        panel.setRuns({makeRun(1, "1", 9, 4, false)});
        show(panel);
        QSignalSpy hints(&panel, &CurvePanel::hint);
        auto* area = panel.findChild<QWidget*>(QStringLiteral("accuracyArea"));
        const QRectF range = panel.shownRange(accuracy);
        const QPointF point = panel.drawnPoints(1, accuracy, true)[8];
        const double width = area->width() - 46 - 12;
        const double height = area->height() - 5 - 19;
        const QPointF at(46 + (point.x() - range.left()) / range.width() * width,
                         5 + (range.bottom() - point.y()) / range.height() * height);
        QTest::mouseMove(area, at.toPoint());
        QTRY_VERIFY(!hints.isEmpty());
        QCOMPARE(hints.last().first().toString(), QStringLiteral("Epoch 9, validation: 75.7\u202f%"));
        QTest::mouseMove(area, {60, 10});
        QTRY_COMPARE(hints.last().first().toString(), QString());
    }

    void exportMenu_data() {
        QTest::addColumn<QString>("format");
        for (const auto* format : {"png", "svg", "csv"})
            QTest::newRow(format) << QString::fromLatin1(format);
    }

    void exportMenu() {
        QFETCH(QString, format);
        CurvePanel panel;
        QSignalSpy asked(&panel, &CurvePanel::exportRequested);
        panel.findChild<QAction*>(QStringLiteral("export-") + format)->trigger();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().toString(), format);
    }
};

QTEST_MAIN(TestCurveGestures)
#include "test_curve_gestures.moc"
