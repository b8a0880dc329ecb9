// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/basics/theme.h"
#include "widgets/board/size_plot.h"

#include <QApplication>
#include <QLocale>
#include <QTest>
#include <QToolTip>

#include <cmath>

using namespace layerbench;

namespace {

constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

SizeSeries series(const char* caseName, std::vector<std::pair<double, double>> points, double spread = 0.02) {
    SizeSeries made{.caseName = caseName};
    for (const auto& [size, accuracy] : points)
        made.points.push_back({size, accuracy, spread});
    return made;
}

/// Case 1 leads to 100 a class, case 3 at 1,000; they cross halfway on the logarithmic axis.
std::vector<SizeSeries> crossing() {
    return {series("1", {{10, 0.6}, {100, 0.7}, {1'000, 0.7}}), series("3", {{10, 0.3}, {100, 0.6}, {1'000, 0.8}})};
}

struct Shown {
    SizePlot plot;

    explicit Shown(std::vector<SizeSeries> given, double chosen = 0) {
        plot.setSeries(std::move(given), chosen);
        plot.resize(320, 240);
        plot.show();
        if (!QTest::qWaitForWindowExposed(&plot))
            qFatal("The plot is not shown.");
    }
    QImage picture() { return plot.grab().toImage(); }
};

int pixelsOf(const QImage& image, const QColor& colour) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y) == colour ? 1 : 0;
    return count;
}

}  // namespace

class TestSizePlot final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale(QLocale::English));
        applyTheme(*qApp, Theme::light());
    }

    void leads_data() {
        QTest::addColumn<std::vector<SizeSeries>>("given");
        QTest::addColumn<QString>("leads");
        QTest::newRow("nothing") << std::vector<SizeSeries>{} << "";
        QTest::newRow("one case") << std::vector{series("1", {{10, 0.5}, {100, 0.6}})} << "";
        QTest::newRow("one size") << std::vector{series("1", {{10, 0.5}}), series("3", {{10, 0.6}})} << "";
        QTest::newRow("no change") << std::vector{series("1", {{10, 0.5}, {100, 0.6}}),
                                                  series("3", {{10, 0.4}, {100, 0.5}})}
                                   << "";
        QTest::newRow("crossing") << crossing() << "Case 3 leads from about 320 a class on";
        QTest::newRow("not measured on both sides")
            << std::vector{series("1", {{10, 0.6}, {100, 0.7}}), series("3", {{1'000, 0.9}})} << "";
        QTest::newRow("the new leader is known on one side alone")
            << std::vector{series("1", {{10, 0.6}, {100, 0.7}}), series("2", {{10, 0.5}, {100, 0.5}}),
                           series("3", {{100, 0.9}})}
            << "";
        QTest::newRow("the last of two changes") << std::vector{series("1", {{1, 0.6}, {100, 0.3}, {10'000, 0.3}}),
                                                                series("2", {{1, 0.4}, {100, 0.5}, {10'000, 0.5}}),
                                                                series("3", {{1, 0.1}, {100, 0.4}, {10'000, 0.6}})}
                                                 << "Case 3 leads from about 1,000 a class on";
        QTest::newRow("the lead goes there and back") << std::vector{series("1", {{1, 0.6}, {10, 0.3}, {100, 0.6}}),
                                                                     series("2", {{1, 0.5}, {10, 0.5}, {100, 0.5}})}
                                                      << "Case 1 leads from about 46 a class on";
        QTest::newRow("a tie stays with the first")
            << std::vector{series("1", {{10, 0.5}, {100, 0.5}}), series("3", {{10, 0.5}, {100, 0.5}})} << "";
        QTest::newRow("out of order and nonsense")
            << std::vector{series("1", {{1'000, 0.7}, {100, 0.7}, {0, 1}, {-3, 1}, {noNumber, 1}, {inf, 1}}),
                           series("3", {{1'000, 0.8}, {100, 0.6}, {10'000, noNumber}, {20'000, 7}})}
            << "Case 3 leads from about 320 a class on";
    }
    void leads() {
        QFETCH(const std::vector<SizeSeries>, given);
        QFETCH(const QString, leads);
        Shown shown(given);
        QCOMPARE(shown.plot.leadText(), leads);
        const int drawn = shown.plot.redraws();
        QVERIFY(!shown.picture().isNull());
        QVERIFY(shown.plot.redraws() > drawn);
    }

    void crossingOnALogarithmicAxis() {
        const auto change = leadChange(crossing());
        QVERIFY(change);
        QVERIFY(std::abs(change->perClass - std::sqrt(1e5)) < 1e-9);
        QVERIFY(std::abs(change->accuracy - 0.7) < 1e-9);
        Shown shown(crossing());
        const auto x = [&](double size) { return shown.plot.pixelOf(size, 0.5).x(); };
        QVERIFY(std::abs((x(10) + x(1'000)) / 2 - x(100)) < 1e-6);
        // Dashed from the words down to the axis, where no curve is.
        const QImage image = shown.picture();
        int dark = 0;
        const int column = static_cast<int>(x(change->perClass));
        for (int y = qRound(shown.plot.pixelOf(10, 0.6).y()); y < image.height() - 40; ++y)
            for (const int aside : {-1, 0, 1})
                dark += image.pixelColor(column + aside, y).lightness() < 130 ? 1 : 0;
        QVERIFY2(dark > 10, qPrintable(QString::number(dark)));
    }

    void meansAndBandsAreDrawn() {
        Shown shown({series("1", {{10, 0.5}, {1'000, 0.7}}, 0.1)});
        const QImage image = shown.picture();
        QCOMPARE(image.pixelColor(shown.plot.pixelOf(10, 0.5).toPoint()), colourOfCase("1"));
        QCOMPARE(image.pixelColor(shown.plot.pixelOf(1'000, 0.7).toPoint()), colourOfCase("1"));
        const QColor band = image.pixelColor(shown.plot.pixelOf(100, 0.66).toPoint());
        QVERIFY2(band != Theme::light().panel && std::abs(band.hue() - colourOfCase("1").hue()) < 6,
                 qPrintable(band.name()));
        QCOMPARE(image.pixelColor(shown.plot.pixelOf(100, 0.735).toPoint()), Theme::light().panel);
    }

    void oneSizeStandsInTheMiddle() {
        Shown shown({series("1", {{20, 0.5}}), series("4", {{20, 0.2}})}, 20);
        const QImage image = shown.picture();
        QCOMPARE(image.pixelColor(shown.plot.pixelOf(20, 0.5).toPoint()), colourOfCase("1"));
        QCOMPARE(image.pixelColor(shown.plot.pixelOf(20, 0.2).toPoint()), colourOfCase("4"));
    }

    void emptySaysWhatToDo() {
        Shown shown({});
        QVERIFY(shown.plot.accessibleDescription().startsWith(QStringLiteral("Turn the dial")));
        QVERIFY(pixelsOf(shown.picture(), Theme::light().mutedText) > 50);
        shown.plot.setSeries({series("1", {{0, 0.5}})});
        QVERIFY(shown.plot.accessibleDescription().startsWith(QStringLiteral("Turn the dial")));
        shown.plot.setSeries(crossing());
        QCOMPARE(shown.plot.accessibleDescription(), shown.plot.leadText());
    }

    void hoveringTellsTheValues() {
        Shown shown(crossing());
        QTest::mouseMove(&shown.plot, shown.plot.pixelOf(100, 0.65).toPoint());
        QTRY_VERIFY(QToolTip::text().contains(QStringLiteral("100 images a class")));
        for (const char* says : {"Case 1", "70.0\u202f%", "Case 3", "60.0\u202f%", "± 2.0\u202f%"})
            QVERIFY2(QToolTip::text().contains(QString::fromUtf8(says)), says);
        QToolTip::hideText();
    }

    void keysGoFromSizeToSize() {
        Shown shown(crossing());
        const std::vector<std::pair<Qt::Key, const char*>> way{{Qt::Key_Right, "10"},    {Qt::Key_Left, "10"},
                                                               {Qt::Key_Right, "100"},   {Qt::Key_Right, "1,000"},
                                                               {Qt::Key_Right, "1,000"}, {Qt::Key_Left, "100"}};
        for (const auto& [key, size] : way) {
            QToolTip::hideText();
            QTest::keyClick(&shown.plot, key);
            QVERIFY2(QToolTip::text().contains(QStringLiteral("<b>%1 images").arg(QLatin1String(size))), size);
        }
        QToolTip::hideText();
    }

    void hiddenIsNotDrawn() {
        Shown shown(crossing());
        QTRY_VERIFY(shown.plot.redraws() > 0);
        shown.plot.hide();
        QCoreApplication::processEvents();
        const int before = shown.plot.redraws();
        for (int i = 0; i < 20; ++i)
            shown.plot.setSeries(crossing());
        QCoreApplication::processEvents();
        QCOMPARE(shown.plot.redraws(), before);
        shown.plot.show();
        QTRY_VERIFY(shown.plot.redraws() > before);
    }
};

QTEST_MAIN(TestSizePlot)
#include "test_size_plot.moc"
