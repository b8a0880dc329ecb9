// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/random.h"
#include "core/study/frechet.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace layerbench;

namespace {

using Values = std::vector<float>;

Tensor rows(std::int64_t columns, const Values& values) {
    return Tensor::fromFloats({std::ssize(values) / columns, columns}, values);
}

Tensor drawn(std::int64_t pictures, std::int64_t columns, std::uint64_t seed, double scale = 1) {
    Random random(seed);
    Values values(static_cast<std::size_t>(pictures * columns));
    std::ranges::generate(values, [&] { return static_cast<float>(scale * random.normal()); });
    return rows(columns, values);
}

bool near(double value, double expected, double tolerance = 1e-12) {
    return std::abs(value - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

/// Mean and covariance one by one.
FeatureStatistics plainMean(const Tensor& features) {
    const auto count = static_cast<std::size_t>(features.shape()[0]);
    const auto columns = static_cast<std::size_t>(features.shape()[1]);
    FeatureStatistics result{features.shape()[0], std::vector<double>(columns), {}};
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t c = 0; c < columns; ++c)
            result.mean[c] += static_cast<double>(features.as<float>()[i * columns + c]) / static_cast<double>(count);
    return result;
}

std::vector<double> plainCovariance(const Tensor& features) {
    const auto count = static_cast<std::size_t>(features.shape()[0]);
    const auto columns = static_cast<std::size_t>(features.shape()[1]);
    const auto mean = plainMean(features).mean;
    const auto values = features.as<float>();
    std::vector<double> result(columns * columns);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t a = 0; a < columns; ++a)
            for (std::size_t b = 0; b < columns; ++b)
                result[a * columns + b] += (static_cast<double>(values[i * columns + a]) - mean[a]) *
                                           (static_cast<double>(values[i * columns + b]) - mean[b]) /
                                           static_cast<double>(count - 1);
    return result;
}

}  // namespace

Q_DECLARE_METATYPE(layerbench::Tensor)

class TestFrechet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void statistics_data() {
        QTest::addColumn<Tensor>("features");
        QTest::newRow("more pictures than columns") << drawn(50, 4, 1);
        QTest::newRow("one picture more than columns") << drawn(5, 4, 1);
        QTest::newRow("as many") << drawn(4, 4, 1);
        QTest::newRow("more columns than pictures") << drawn(5, 12, 1);
        QTest::newRow("two pictures") << drawn(2, 3, 1);
        QTest::newRow("one column") << drawn(9, 1, 1);
        QTest::newRow("far from 0") << rows(2, {1000, 2000, 1001, 2003, 1002, 1999, 1000, 2001});
        QTest::newRow("columns that repeat each other") << rows(2, {1, 2, 2, 4, 3, 6, 5, 10});
        QTest::newRow("constant") << rows(2, {3, 4, 3, 4, 3, 4});
    }

    void statistics() {
        QFETCH(Tensor, features);
        const auto statistics = statisticsOf(features);
        QCOMPARE(statistics.count, features.shape()[0]);
        const auto mean = plainMean(features).mean;
        QVERIFY(std::ranges::equal(statistics.mean, mean, [](double a, double b) { return near(a, b); }));
        const auto expected = plainCovariance(features);
        QVERIFY(std::ranges::equal(covariance(statistics), expected, [](double a, double b) { return near(a, b); }));
        const auto columns = features.shape()[1];
        QCOMPARE(std::ssize(statistics.root), std::min(features.shape()[0], columns) * columns);
    }

    void distance_data() {
        QTest::addColumn<Tensor>("a");
        QTest::addColumn<Tensor>("b");
        QTest::addColumn<double>("expected");
        // One column: (m1 - m2)² + (s1 - s2)².
        QTest::newRow("means apart") << rows(1, {-1, 1}) << rows(1, {4, 6}) << 25.0;
        QTest::newRow("spreads apart") << rows(1, {-1, 0, 1}) << rows(1, {-3, 0, 3}) << 4.0;
        QTest::newRow("both") << rows(1, {1, 2, 3}) << rows(1, {2, 5, 8}) << 13.0;
        // Deviations 1 and 2 along the axes, against the same turned by a right angle.
        const Values cross{1, 0, -1, 0, 0, 2, 0, -2};
        const Values turned{0, 1, 0, -1, 2, 0, -2, 0};
        QTest::newRow("axes change places") << rows(2, cross) << rows(2, turned) << 2 * (2.0 / 3 + 8.0 / 3 - 8.0 / 3);
        // No common direction: nothing of the spreads cancels.
        QTest::newRow("spreads across each other") << rows(2, {1, 0, -1, 0}) << rows(2, {0, 1, 0, -1}) << 4.0;
        QTest::newRow("one without spread") << rows(2, {1, 0, -1, 0}) << rows(2, {3, 4, 3, 4}) << 27.0;
        QTest::newRow("neither has spread") << rows(2, {0, 0, 0, 0}) << rows(2, {3, 4, 3, 4}) << 25.0;
        QTest::newRow("one picture each") << rows(2, {0, 0}) << rows(2, {3, 4}) << 25.0;
        QTest::newRow("the rows in another order") << rows(2, cross) << rows(2, {0, -2, 0, 2, -1, 0, 1, 0}) << 0.0;
        QTest::newRow("no pictures count as 0 without spread") << rows(2, {}) << rows(2, {3, 4}) << 25.0;
        const float nan = std::numeric_limits<float>::quiet_NaN();
        QTest::newRow("not a number counts as 0") << rows(2, {nan, 0}) << rows(2, {3, 4}) << 25.0;
    }

    void distance() {
        QFETCH(Tensor, a);
        QFETCH(Tensor, b);
        QFETCH(double, expected);
        const auto first = statisticsOf(a);
        const auto second = statisticsOf(b);
        const double value = frechetDistance(first, second);
        QVERIFY2(near(value, expected), qPrintable(QString::number(value, 'g', 17)));
        QVERIFY(value >= 0);
        QCOMPARE(frechetDistance(second, first), value);
        QCOMPARE(frechetDistance(first, first), 0.0);
    }

    /// For two columns the root has a closed form: Tr P^½ = √(Tr P + 2 √det P), with P = S1 S2.
    void twoColumns() {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const auto a = statisticsOf(drawn(6, 2, seed));
            const auto b = statisticsOf(drawn(9, 2, 100 + seed, 3));
            const auto s = covariance(a);
            const auto t = covariance(b);
            const auto determinant = [](const std::vector<double>& m) { return m[0] * m[3] - m[1] * m[2]; };
            const double trace = s[0] * t[0] + 2 * s[1] * t[1] + s[3] * t[3];
            const double root = std::sqrt(trace + 2 * std::sqrt(determinant(s) * determinant(t)));
            const double expected = std::pow(a.mean[0] - b.mean[0], 2) + std::pow(a.mean[1] - b.mean[1], 2) + s[0] +
                                    s[3] + t[0] + t[3] - 2 * root;
            QVERIFY(near(frechetDistance(a, b), expected));
        }
    }

    void sizes_data() {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("second");
        QTest::addColumn<int>("columns");
        QTest::newRow("few pictures") << 10 << 12 << 40;
        QTest::newRow("many pictures") << 100 << 120 << 20;
        QTest::newRow("few against many") << 5 << 100 << 20;
        QTest::newRow("one against many") << 1 << 100 << 20;
    }

    /// Facts of any two sets, where no number is known.
    void sizes() {
        QFETCH(int, first);
        QFETCH(int, second);
        QFETCH(int, columns);
        const auto a = statisticsOf(drawn(first, columns, 1));
        const auto b = statisticsOf(drawn(second, columns, 2, 2));
        const double value = frechetDistance(a, b);
        QVERIFY(std::isfinite(value) && value > 0);
        QCOMPARE(frechetDistance(b, a), value);
        const auto twiceA = statisticsOf(drawn(first, columns, 1, 2));
        const auto twiceB = statisticsOf(drawn(second, columns, 2, 4));
        QVERIFY(near(frechetDistance(twiceA, twiceB), 4 * value));
        // √ of it is a metric (Dowson and Landau): one more set in between never makes the way shorter.
        const auto between = statisticsOf(drawn(15, columns, 3));
        QVERIFY(std::sqrt(value) <=
                std::sqrt(frechetDistance(a, between)) + std::sqrt(frechetDistance(between, b)) + 1e-9);
    }
};

QTEST_GUILESS_MAIN(TestFrechet)
#include "test_frechet.moc"
