// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/curves/transferability_plot.h"

#include "core/study/transferability_treatments.h"
#include "tests/study/paper_study.h"
#include "widgets/basics/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QtTest>

#include <cmath>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

void show(TransferabilityPlot& plot, const TransferabilityResult& result, QSize size = {760, 380}) {
    plot.resize(size);
    plot.setResult(result);
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    QApplication::processEvents();
}

/// The runs as they are when the first so many are through.
TransferabilityResult soFar(TransferabilityResult result, std::size_t runs) {
    result.runs.resize(runs);
    return result;
}

/// How many pixels of a picture have a colour, give or take what smoothing does to a line.
int pixelsOf(const QPixmap& pixmap, const QColor& colour) {
    const QImage image = pixmap.toImage().convertToFormat(QImage::Format_RGB32);
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor here = image.pixelColor(x, y);
            count += std::abs(here.red() - colour.red()) + std::abs(here.green() - colour.green()) +
                         std::abs(here.blue() - colour.blue()) <
                     24;
        }
    return count;
}

}  // namespace

class TestTransferabilityPlot : public QObject {
    Q_OBJECT

    QWidget* area(TransferabilityPlot& plot) { return plot.findChild<QWidget*>(QStringLiteral("transferabilityArea")); }
    void pointAt(TransferabilityPlot& plot, const QPointF& at) {
        QTest::mouseMove(area(plot), area(plot)->mapFrom(&plot, at.toPoint()));
        QApplication::processEvents();
    }

private Q_SLOTS:
    void init() { applyTheme(*qApp, Theme::light()); }

    void linesBandsAndLegend_data() {
        QTest::addColumn<int>("seeds");
        QTest::addColumn<bool>("dissimilar");
        QTest::newRow("the paper's") << 3 << false;
        QTest::newRow("with other data") << 3 << true;
        QTest::newRow("one seed has no band") << 1 << true;
    }
    void linesBandsAndLegend() {
        QFETCH(const int, seeds);
        QFETCH(const bool, dissimilar);
        const TransferabilityResult result = paperStudy(seeds, dissimilar);
        TransferabilityPlot plot;
        show(plot, result);
        for (const auto& treatment : allTreatments()) {
            const auto points = plot.drawnPoints(treatment.origin, treatment.frozen);
            const auto wanted = pointsOf(result, treatment);
            QCOMPARE(points.size(), wanted.size());
            for (std::size_t i = 0; i < points.size(); ++i)
                QCOMPARE(points[i], QPointF(static_cast<double>(wanted[i].depth), wanted[i].accuracy.mean));
            QCOMPARE(plot.bandDrawn(treatment.origin, treatment.frozen), seeds > 1 && !wanted.empty());
        }
        const QStringList legend = plot.legend();
        QCOMPARE(legend.size(), dissimilar ? 7 : 5);
        QVERIFY(legend[0].startsWith("BnB ") && legend[3].startsWith("AnB+"));
        QCOMPARE(legend.last(), QStringLiteral("base B"));
        // Higher is more, further right is deeper, all of it inside.
        QVERIFY(plot.at(1, 0.6).y() < plot.at(1, 0.5).y());
        QVERIFY(plot.at(2, 0.6).x() > plot.at(1, 0.6).x());
        for (const auto& measured : result.runs)
            QVERIFY(
                plot.rect().contains(plot.at(static_cast<double>(measured.run.depth), measured.accuracy).toPoint()));
    }

    /// Points stand there as soon as they are measured, and the legend has the same order as in the end.
    void growsRunByRun() {
        const TransferabilityResult whole = paperStudy(3, false);
        TransferabilityPlot plot;
        show(plot, soFar(whole, 0));
        QVERIFY(plot.legend().isEmpty());
        plot.setResult(soFar(whole, 1));
        QCOMPARE(plot.legend(), QStringList{QStringLiteral("base B")});
        // Bases of B and A, then B1B, B1B+, A1B.
        plot.setResult(soFar(whole, 5));
        QCOMPARE(plot.drawnPoints(Origin::similar, true).size(), std::size_t{1});
        QVERIFY(plot.drawnPoints(Origin::similar, false).empty());
        QCOMPARE(plot.legend().last(), QStringLiteral("base B"));
        QVERIFY(!plot.bandDrawn(Origin::similar, true));
        const std::size_t perSeed = whole.runs.size() / 3;
        plot.setResult(soFar(whole, 2 * perSeed));
        QCOMPARE(plot.drawnPoints(Origin::similar, false).size(), std::size_t{7});
        QVERIFY(plot.bandDrawn(Origin::similar, false));
        QVERIFY(plot.legend()[0].startsWith("BnB "));
        // Another study takes its place.
        plot.setResult(paperStudy(1, true));
        QVERIFY(!plot.bandDrawn(Origin::similar, false));
        QCOMPARE(plot.legend().size(), 7);
    }

    void mouseTellsThePoint() {
        TransferabilityPlot plot;
        show(plot, paperStudy(3, false));
        QSignalSpy hints(&plot, &TransferabilityPlot::hint);
        pointAt(plot, plot.at(5, 0.578) + QPointF(3, 4));
        QVERIFY2(plot.told().contains("A5B: up to conv5, blocks of A, frozen"), qPrintable(plot.told()));
        QVERIFY2(plot.told().contains("57.8"), qPrintable(plot.told()));
        QVERIFY2(plot.told().contains("± 0.4") && plot.told().contains("57.4") && plot.told().contains("58.2"),
                 qPrintable(plot.told()));
        QVERIFY(plot.told().contains("3 seeds"));
        QVERIFY(!hints.isEmpty() && hints.last()[0].toString().contains("A5B"));
        // What arrives meanwhile does not take it away, and its numbers are the new ones.
        plot.setResult(paperStudy(2, false));
        QVERIFY(plot.told().contains("A5B") && plot.told().contains("2 seeds"));
        plot.setResult(soFar(paperStudy(3, false), 4));
        QVERIFY(plot.told().isEmpty());
        plot.setResult(paperStudy(3, false));
        pointAt(plot, plot.at(5, 0.553));
        QVERIFY(plot.told().isEmpty());
        QCOMPARE(hints.last()[0].toString(), QString());
        pointAt(plot, plot.at(7, 0.647));
        QVERIFY(plot.told().contains("A7B+"));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(area(plot), &leave);
        QVERIFY(plot.told().isEmpty());
    }

    void keysWalkAlongTheLines() {
        TransferabilityPlot plot;
        show(plot, paperStudy(3, false));
        plot.setFocus();
        const auto press = [&](Qt::Key key) {
            QTest::keyClick(&plot, key);
            return plot.told().section(QLatin1Char(':'), 0, 0);
        };
        QCOMPARE(press(Qt::Key_Right), QStringLiteral("B1B"));
        QCOMPARE(press(Qt::Key_Right), QStringLiteral("B2B"));
        QCOMPARE(press(Qt::Key_Down), QStringLiteral("B2B+"));
        QCOMPARE(press(Qt::Key_Down), QStringLiteral("A2B"));
        QCOMPARE(press(Qt::Key_Left), QStringLiteral("A1B"));
        QCOMPARE(press(Qt::Key_Left), QStringLiteral("A1B"));
        QCOMPARE(press(Qt::Key_Up), QStringLiteral("B1B+"));
        // For those who do not see it.
        QCOMPARE(plot.accessibleDescription(), plot.told());
        QCOMPARE(press(Qt::Key_Escape), QString());
    }

    /// Every curve can be seen in its colour on the theme's surface.
    void colours_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void colours() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        applyTheme(*qApp, theme);
        TransferabilityPlot plot;
        show(plot, paperStudy(3, true));
        const QPixmap picture = plot.picture(1520);
        QCOMPARE(picture.width(), 1520);
        QCOMPARE(picture.height(), 760);
        QVERIFY(pixelsOf(picture, theme.panel) > 1520 * 760 / 2);
        for (const auto& treatment : allTreatments()) {
            const QColor own(QString::fromLatin1(treatment.colour.data(), 7));
            const bool lighter = dark && own.value() < 200;
            QVERIFY2(pixelsOf(picture, lighter ? own.lighter(135) : own) > 400, treatment.name.data());
        }
        // The theme changes under it.
        applyTheme(*qApp, dark ? Theme::light() : Theme::forDark());
        QTRY_VERIFY(pixelsOf(plot.picture(1520), theme.panel) < 1520 * 760 / 4);
    }
};

QTEST_MAIN(TestTransferabilityPlot)
#include "test_transferability_plot.moc"
