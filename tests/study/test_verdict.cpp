// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/verdict.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <numbers>

using namespace layerbench;

namespace {

using Runs = QList<double>;

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

std::span<const double> spanOf(const Runs& runs) {
    return {runs.constData(), static_cast<std::size_t>(runs.size())};
}

/// Equal, or both NaN.
bool same(double value, double expected, double tolerance) {
    return std::isnan(expected) ? std::isnan(value) : std::abs(value - expected) <= tolerance;
}

Verdict turned(Verdict verdict) {
    if (verdict == Verdict::better)
        return Verdict::worse;
    return verdict == Verdict::worse ? Verdict::better : verdict;
}

}  // namespace

Q_DECLARE_METATYPE(layerbench::Verdict)

class TestVerdict : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void spread_data() {
        QTest::addColumn<Runs>("runs");
        QTest::addColumn<double>("mean");
        QTest::addColumn<double>("deviation");
        QTest::addColumn<qint64>("count");
        QTest::newRow("none") << Runs{} << notANumber << notANumber << qint64{0};
        QTest::newRow("one") << Runs{0.7} << 0.7 << notANumber << qint64{1};
        QTest::newRow("two") << Runs{0.6, 0.8} << 0.7 << std::sqrt(0.02) << qint64{2};
        QTest::newRow("five") << Runs{1, 2, 3, 4, 5} << 3.0 << std::sqrt(2.5) << qint64{5};
        QTest::newRow("without an accuracy")
            << Runs{0.6, notANumber, 0.8, infinite} << 0.7 << std::sqrt(0.02) << qint64{2};
        QTest::newRow("only without") << Runs{notANumber} << notANumber << notANumber << qint64{0};
    }

    void spread() {
        QFETCH(Runs, runs);
        QFETCH(double, mean);
        QFETCH(double, deviation);
        const Spread spread = spreadOf(spanOf(runs));
        QVERIFY(same(spread.mean, mean, 1e-15));
        QVERIFY(same(spread.deviation, deviation, 1e-15));
        QTEST(qint64{spread.count}, "count");
    }

    void equalRunsHaveNoSpread() {
        for (const double value : {0.1, 0.9, 1.0 / 3, 0.0, 1.0})
            for (const int count : {2, 3, 7, 49}) {
                const Spread spread = spreadOf(spanOf(Runs(count, value)));
                QCOMPARE(spread.deviation, 0.0);
                QVERIFY(spread.mean == value);
            }
    }

    void halfWidth_data() {
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("deviations");
        // One and two degrees of freedom have closed forms; scipy.stats.t.ppf is 2e-11 off them.
        QTest::newRow("2") << 2 << std::tan(0.475 * std::numbers::pi) / std::sqrt(2.0);
        QTest::newRow("3") << 3 << 0.95 / std::sqrt(2 * 0.975 * 0.025) / std::sqrt(3.0);
        // scipy.stats.t.ppf(0.975, count - 1) / count ** 0.5
        QTest::newRow("5") << 5 << 1.2416639982037665;
        QTest::newRow("10") << 10 << 0.7153569059525722;
        QTest::newRow("31") << 31 << 0.3668029613349472;
        QTest::newRow("1001") << 1001 << 0.06202360631564591;
        QTest::newRow("1") << 1 << notANumber;
        QTest::newRow("0") << 0 << notANumber;
    }

    void halfWidth() {
        QFETCH(int, count);
        QFETCH(double, deviations);
        QVERIFY(same(confidenceHalfWidth({0.5, 1, count}), deviations, 1e-10));
        QVERIFY(same(confidenceHalfWidth({0.5, 0.02, count}), 0.02 * deviations, 1e-11));
        if (count >= 2)
            QCOMPARE(confidenceHalfWidth({0.5, 0, count}), 0.0);
    }

    void compared_data() {
        QTest::addColumn<Runs>("a");
        QTest::addColumn<Runs>("b");
        QTest::addColumn<double>("probability");
        QTest::addColumn<Verdict>("verdict");
        // The probabilities are scipy.stats.ttest_ind(a, b, equal_var=False).pvalue.
        const Runs high{.90, .92, .91};
        QTest::newRow("apart") << high << Runs{.80, .85, .78} << 0.033038306905774244 << Verdict::better;
        QTest::newRow("overlapping") << high << Runs{.89, .92, .93} << 0.8193716471583636 << Verdict::noDifference;
        QTest::newRow("one group without spread")
            << Runs{.9, .9, .9} << Runs{.8, .81, .82} << 0.004089996689521339 << Verdict::better;
        QTest::newRow("unequal counts") << Runs{.9, .91, .92, .93, .94} << Runs{.85, .95, .90} << 0.5636736919362558
                                        << Verdict::noDifference;
        QTest::newRow("unequal spreads") << Runs{.9000, .9001, .9002} << Runs{.95, .951, .952} << 0.00011153739757640318
                                         << Verdict::worse;
        QTest::newRow("two against two") << Runs{.5, .6} << Runs{.7, .9} << 0.19872738893452613 << Verdict::tooFew;
        QTest::newRow("two against three") << Runs{.1, .1} << Runs{.9, .9, .9} << 0.0 << Verdict::tooFew;
        QTest::newRow("one against three") << Runs{.1} << high << notANumber << Verdict::tooFew;
        QTest::newRow("none") << Runs{} << Runs{} << notANumber << Verdict::tooFew;
        QTest::newRow("a run without accuracy does not count")
            << Runs{.9, .92, notANumber} << Runs{.9, .92, infinite} << 1.0 << Verdict::tooFew;
        QTest::newRow("the same runs") << high << high << 1.0 << Verdict::noDifference;
        QTest::newRow("no spread, equal") << Runs(3, .9) << Runs(4, .9) << 1.0 << Verdict::noDifference;
        QTest::newRow("no spread, less than half a point")
            << Runs(3, .904) << Runs(3, .9) << 0.0 << Verdict::noDifference;
        QTest::newRow("no spread, half a point") << Runs(3, .905) << Runs(3, .9) << 0.0 << Verdict::better;
        QTest::newRow("no spread, far apart") << Runs(3, .5) << Runs(3, .9) << 0.0 << Verdict::worse;
        QTest::newRow("any small spread is a spread")
            << Runs{.9000, .9001, .9000} << Runs{.9020, .9020, .9021} << 1.8450130926510678e-06 << Verdict::worse;
    }

    void compared() {
        QFETCH(Runs, a);
        QFETCH(Runs, b);
        QFETCH(double, probability);
        QFETCH(Verdict, verdict);
        const double value = welchProbability(spanOf(a), spanOf(b));
        QVERIFY2(same(value, probability, 1e-12), qPrintable(QString::number(value, 'g', 17)));
        QVERIFY(same(welchProbability(spanOf(b), spanOf(a)), value, 0));
        QVERIFY(compareRuns(spanOf(a), spanOf(b)) == verdict);
        QVERIFY(compareRuns(spanOf(b), spanOf(a)) == turned(verdict));
    }

    /// Accuracies that differ by their rounding alone have no spread that a test could use.
    void roundingIsNoSpread() {
        const double rounded = 0.1 + 0.2;
        const Runs a{0.3, rounded, 0.3};
        QVERIFY(compareRuns(spanOf(a), spanOf(Runs(3, rounded))) == Verdict::noDifference);
        QVERIFY(compareRuns(spanOf(Runs(5, 0.304)), spanOf(a)) == Verdict::noDifference);
        QVERIFY(compareRuns(spanOf(Runs(5, 0.306)), spanOf(a)) == Verdict::better);
    }

    /// Student's distribution in closed form: t = d / √2 for two groups {-1, 1} + shift has n = 2 degrees of freedom,
    /// where p = 1 - t / √(2 + t²).
    void closedForm() {
        for (const double shift : {1e-9, 1e-3, 0.1, 0.5, 1.0, 2.0, 5.0, 30.0, 1e4, 1e8}) {
            const Runs a{-1, 1};
            const Runs b{-1 + shift, 1 + shift};
            const double t = shift / std::sqrt(2.0);
            const double expected = 1 - t / std::sqrt(2 + t * t);
            QVERIFY(same(welchProbability(spanOf(a), spanOf(b)), expected, 1e-13));
        }
    }

    void manyRuns() {
        // With very many degrees of freedom Student's distribution is the normal one: p = erfc(t / √2).
        Runs a;
        for (int i = 0; i < 100000; ++i)
            a << (i % 2 ? 1.0 : -1.0);
        for (const double shift : {0.001, 0.01, 0.02}) {
            Runs b = a;
            for (double& value : b)
                value += shift;
            const double t = shift / std::sqrt(2.0 / 99999);
            QVERIFY(same(welchProbability(spanOf(a), spanOf(b)), std::erfc(t / std::sqrt(2.0)), 1e-5));
        }
    }
};

QTEST_GUILESS_MAIN(TestVerdict)
#include "test_verdict.moc"
