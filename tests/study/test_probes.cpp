// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/random.h"
#include "core/study/probes.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace layerbench;

namespace {

using Rows = std::vector<std::vector<double>>;
using Labels = std::vector<std::int64_t>;

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();

Tensor tensorOf(const Rows& rows, std::int64_t columns) {
    std::vector<float> values;
    for (const auto& row : rows)
        for (const double value : row)
            values.push_back(static_cast<float>(value));
    return Tensor::fromFloats({std::ssize(rows), columns}, values);
}

/// Normal numbers, exact in float32, with a bump of `signal` where a class has its own columns.
Rows drawnRows(const Labels& labels, std::size_t columns, double signal, std::uint64_t seed = 1) {
    Random random(seed);
    Rows rows(labels.size(), std::vector<double>(columns));
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t c = 0; c < columns; ++c) {
            const bool own = c % 3 == static_cast<std::size_t>(labels[i]) % 3;
            rows[i][c] = static_cast<float>(random.normal() + (own ? signal : 0));
        }
    return rows;
}

Labels inTurn(std::size_t pictures, std::int64_t classes) {
    Labels labels(pictures);
    for (std::size_t i = 0; i < pictures; ++i)
        labels[i] = static_cast<std::int64_t>(i) % classes;
    return labels;
}

/// x of A x = b by Gaussian elimination with pivots.
std::vector<double> solved(Rows a, std::vector<double> b) {
    const std::size_t size = b.size();
    for (std::size_t k = 0; k < size; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k + 1; i < size; ++i)
            if (std::abs(a[i][k]) > std::abs(a[pivot][k]))
                pivot = i;
        std::swap(a[k], a[pivot]);
        std::swap(b[k], b[pivot]);
        for (std::size_t i = k + 1; i < size; ++i) {
            const double factor = a[i][k] / a[k][k];
            for (std::size_t j = k; j < size; ++j)
                a[i][j] -= factor * a[k][j];
            b[i] -= factor * b[k];
        }
    }
    for (std::size_t k = size; k-- > 0;) {
        for (std::size_t j = k + 1; j < size; ++j)
            b[k] -= a[k][j] * b[j];
        b[k] /= a[k][k];
    }
    return b;
}

/// The columns with mean 0 and variance 1, the constant ones 0, and one more: the intercept's ones.
Rows standardisedWithOnes(Rows rows) {
    const auto pictures = static_cast<double>(rows.size());
    for (std::size_t c = 0; c < rows.front().size(); ++c) {
        double mean = 0;
        for (const auto& row : rows)
            mean += row[c] / pictures;
        double variance = 0;
        for (const auto& row : rows)
            variance += (row[c] - mean) * (row[c] - mean) / pictures;
        for (auto& row : rows)
            row[c] = variance > 1e-20 ? (row[c] - mean) / std::sqrt(variance) : 0;
    }
    for (auto& row : rows)
        row.push_back(1);
    return rows;
}

/// What ridge regression without picture `left` predicts for it.
double refitted(const Rows& rows, const std::vector<double>& targets, double penalty, std::size_t left) {
    const std::size_t size = rows.front().size();
    Rows normal(size, std::vector<double>(size));
    std::vector<double> moments(size);
    for (std::size_t c = 0; c + 1 < size; ++c)
        normal[c][c] = penalty;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i == left)
            continue;
        for (std::size_t a = 0; a < size; ++a) {
            moments[a] += rows[i][a] * targets[i];
            for (std::size_t b = 0; b < size; ++b)
                normal[a][b] += rows[i][a] * rows[i][b];
        }
    }
    const auto weights = solved(normal, moments);
    return std::inner_product(weights.begin(), weights.end(), rows[left].begin(), 0.0);
}

/// [N, classCount] by refitting, all with one penalty; a class without pictures has -1.
std::vector<double> refittedDecisions(const Rows& rows, const Labels& labels, std::size_t classCount, double penalty) {
    const Rows columns = standardisedWithOnes(rows);
    std::vector<double> decisions(labels.size() * classCount, -1);
    for (std::size_t c = 0; c < classCount; ++c) {
        std::vector<double> targets;
        for (const auto label : labels)
            targets.push_back(label == static_cast<std::int64_t>(c) ? 1 : -1);
        if (std::ranges::find(labels, static_cast<std::int64_t>(c)) != labels.end())
            for (std::size_t i = 0; i < labels.size(); ++i)
                decisions[i * classCount + c] = refitted(columns, targets, penalty, i);
    }
    return decisions;
}

double squaredError(const std::vector<double>& decisions, const Labels& labels, std::size_t classCount) {
    double sum = 0;
    for (std::size_t i = 0; i < decisions.size(); ++i) {
        const bool own = labels[i / classCount] == static_cast<std::int64_t>(i % classCount);
        sum += std::pow(decisions[i] - (own ? 1 : -1), 2);
    }
    return sum;
}

/// The most similar others one by one, sorted.
double plainNeighbours(const Rows& rows, const Labels& labels, std::size_t k) {
    const auto cosine = [](const std::vector<double>& a, const std::vector<double>& b) {
        const auto dot = [](const auto& x, const auto& y) {
            return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
        };
        return dot(a, b) / std::sqrt(dot(a, a) * dot(b, b));
    };
    double correct = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<std::pair<double, std::int64_t>> others;
        for (std::size_t j = 0; j < rows.size(); ++j)
            if (j != i)
                others.emplace_back(-cosine(rows[i], rows[j]), labels[j]);
        std::ranges::sort(others);
        std::vector<int> votes(16);
        for (std::size_t n = 0; n < k; ++n)
            ++votes[static_cast<std::size_t>(others[n].second)];
        correct += std::ranges::max_element(votes) - votes.begin() == labels[i];
    }
    return correct / static_cast<double>(rows.size());
}

bool finite(std::span<const double> values) {
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

}  // namespace

Q_DECLARE_METATYPE(Rows)
Q_DECLARE_METATYPE(Labels)

class TestProbes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void neighbours_data() {
        QTest::addColumn<Rows>("rows");
        QTest::addColumn<Labels>("labels");
        QTest::addColumn<int>("k");
        QTest::addColumn<double>("accuracy");
        const Rows corners{{1, 0}, {2, 0.1}, {0, 1}, {0.1, 3}};
        QTest::newRow("two directions, lengths say nothing") << corners << Labels{0, 0, 1, 1} << 1 << 1.0;
        QTest::newRow("each picture's neighbour is of the other class") << corners << Labels{0, 1, 0, 1} << 1 << 0.0;
        QTest::newRow("opposite is far") << Rows{{1, 0}, {1, 0.1}, {-1, 0}, {-1, 0.1}} << Labels{0, 0, 1, 1} << 1
                                         << 1.0;
        // Of two votes for 0 and 1 the smaller label wins: pictures 0 and 1 are right, 2 never is.
        QTest::newRow("equal votes go to the smallest label")
            << Rows{{1, 0}, {1, 0.1}, {1, 0.2}} << Labels{0, 0, 1} << 2 << 2.0 / 3;
        QTest::newRow("equal distances in the order of the rows")
            << Rows{{1, 0}, {0, 1}, {0, 1}, {0, -1}} << Labels{1, 1, 0, 0} << 1 << 0.25;
        QTest::newRow("fewer others than k") << corners << Labels{0, 0, 0, 1} << 5 << 0.75;
        QTest::newRow("a row of zeros is equally far from all")
            << Rows{{0, 0}, {1, 0}, {1, 0.1}, {-1, 0}} << Labels{2, 2, 2, 3} << 1 << 0.75;
        QTest::newRow("one class") << corners << Labels{3, 3, 3, 3} << 5 << 1.0;
        QTest::newRow("one picture a class") << corners << Labels{0, 1, 2, 3} << 5 << 0.0;
        QTest::newRow("one picture") << Rows{{1, 2}} << Labels{0} << 5 << 0.0;
        QTest::newRow("no pictures") << Rows{} << Labels{} << 5 << 0.0;
        QTest::newRow("not a number counts as 0")
            << Rows{{1, notANumber}, {2, 0.1}, {infinite, 1}, {0.1, 3}} << Labels{0, 0, 1, 1} << 1 << 1.0;
    }

    void neighbours() {
        QFETCH(Rows, rows);
        QFETCH(Labels, labels);
        QFETCH(int, k);
        QTEST(nearestNeighbourAccuracy(tensorOf(rows, 2), labels, k), "accuracy");
    }

    /// More pictures than one square of similarities holds.
    void manyNeighbours() {
        const Labels labels = inTurn(600, 7);
        const Rows rows = drawnRows(labels, 10, 0.5);
        for (const int k : {1, 5, 8})
            QCOMPARE(nearestNeighbourAccuracy(tensorOf(rows, 10), labels, k),
                     plainNeighbours(rows, labels, static_cast<std::size_t>(k)));
    }

    void penalties() {
        const auto penalties = ridgePenalties();
        QCOMPARE(penalties.size(), std::size_t{19});
        QCOMPARE(penalties.front(), 0.01);
        QCOMPARE(penalties[4], 1.0);
        QCOMPARE(penalties.back(), 1e7);
        QVERIFY(std::ranges::is_sorted(penalties));
    }

    void ridgeIsRefitting_data() {
        QTest::addColumn<Labels>("labels");
        QTest::addColumn<int>("columns");
        QTest::addColumn<int>("classCount");
        QTest::addColumn<double>("signal");
        QTest::newRow("more pictures than columns") << inTurn(30, 3) << 4 << 3 << 0.5;
        QTest::newRow("more columns than pictures") << inTurn(12, 3) << 20 << 3 << 0.5;
        QTest::newRow("one picture more than columns") << inTurn(13, 3) << 12 << 3 << 0.5;
        QTest::newRow("two pictures more than columns") << inTurn(14, 3) << 12 << 3 << 0.5;
        QTest::newRow("as many") << inTurn(12, 3) << 12 << 3 << 0.5;
        QTest::newRow("two classes") << inTurn(16, 2) << 6 << 2 << 0.5;
        QTest::newRow("nothing to learn") << inTurn(15, 3) << 30 << 3 << 0.0;
        QTest::newRow("easy") << inTurn(15, 3) << 9 << 3 << 8.0;
        QTest::newRow("unequal classes") << Labels{0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 0, 2} << 5 << 3 << 0.5;
        QTest::newRow("classes without pictures") << Labels{4, 1, 4, 1, 4, 1, 2, 2, 4} << 3 << 6 << 0.5;
        QTest::newRow("two of three classes") << Labels{2, 0, 2, 0, 2, 0, 0} << 9 << 3 << 0.5;
        QTest::newRow("one picture a class") << Labels{0, 1, 2, 3} << 3 << 4 << 0.5;
        QTest::newRow("three pictures, one column") << Labels{0, 1, 1} << 1 << 2 << 0.5;
        QTest::newRow("two pictures") << Labels{0, 1} << 3 << 2 << 0.5;
    }

    void ridgeIsRefitting() {
        QFETCH(Labels, labels);
        QFETCH(int, columns);
        QFETCH(int, classCount);
        QFETCH(double, signal);
        const auto classes = static_cast<std::size_t>(classCount);
        Rows rows = drawnRows(labels, static_cast<std::size_t>(columns), signal);
        // One column more without variance, which is no power of two.
        for (auto& row : rows)
            row.push_back(0.1f);
        const auto probe = ridgeProbe(tensorOf(rows, columns + 1), labels, classCount);

        const auto expected = refittedDecisions(rows, labels, classes, probe.penalty);
        const double chosen = squaredError(expected, labels, classes);
        for (const double penalty : ridgePenalties())
            QVERIFY(chosen <= squaredError(refittedDecisions(rows, labels, classes, penalty), labels, classes) + 1e-9);
        QCOMPARE(probe.decisions.size(), expected.size());
        double correct = 0;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            for (std::size_t c = 0; c < classes; ++c)
                QVERIFY(std::abs(probe.decisions[i * classes + c] - expected[i * classes + c]) < 1e-9);
            const auto mine = expected.begin() + static_cast<std::ptrdiff_t>(i * classes);
            correct += std::max_element(mine, mine + classCount) - mine == labels[i];
        }
        QCOMPARE(probe.accuracy, correct / static_cast<double>(labels.size()));
    }

    void degenerateRidge_data() {
        QTest::addColumn<Rows>("rows");
        QTest::addColumn<Labels>("labels");
        QTest::addColumn<double>("accuracy");
        QTest::addColumn<bool>("fitted");
        const Rows two{{1, 2}, {3, 5}, {2, 2}, {7, 1}};
        QTest::newRow("no pictures") << Rows{} << Labels{} << 0.0 << false;
        QTest::newRow("one picture") << Rows{{1, 2}} << Labels{1} << 0.0 << false;
        QTest::newRow("one class") << two << Labels{2, 2, 2, 2} << 1.0 << false;
        QTest::newRow("one picture a class") << two << Labels{0, 1, 2, 3} << 0.0 << true;
        // Leaving a picture out makes its class the smaller one.
        const Rows constant(4, {3, 3});
        QTest::newRow("constant features, equal classes") << constant << Labels{0, 1, 0, 1} << 0.0 << true;
        QTest::newRow("constant features, a larger class") << constant << Labels{1, 1, 1, 0} << 0.75 << true;
        QTest::newRow("all not a number") << Rows(4, {notANumber, infinite}) << Labels{1, 1, 1, 0} << 0.75 << true;
        QTest::newRow("huge and tiny") << Rows{{3e38, 1e-45}, {-3e38, 0}, {3e38, 1e-45}, {-3e38, 0}}
                                       << Labels{0, 1, 0, 1} << 1.0 << true;
    }

    void degenerateRidge() {
        QFETCH(Rows, rows);
        QFETCH(Labels, labels);
        QFETCH(bool, fitted);
        const auto probe = ridgeProbe(tensorOf(rows, 2), labels, 4);
        QTEST(probe.accuracy, "accuracy");
        QCOMPARE(probe.penalty > 0, fitted);
        QCOMPARE(probe.decisions.size(), labels.size() * 4);
        QVERIFY(finite(probe.decisions));
        for (const auto& point : learningCurve(tensorOf(rows, 2), labels, 4))
            QVERIFY(point.accuracy >= 0 && point.accuracy <= 1);
    }

    void noColumns() {
        const Labels labels{0, 1, 1, 1};
        const Tensor none = tensorOf(Rows(4), 0);
        QCOMPARE(ridgeProbe(none, labels, 2).accuracy, 0.75);
        QCOMPARE(nearestNeighbourAccuracy(none, labels), 0.75);
    }

    void notANumberCountsAsZero() {
        const Labels labels = inTurn(12, 3);
        Rows rows = drawnRows(labels, 5, 1);
        rows[3][2] = rows[7][0] = 0;
        const auto with = ridgeProbe(tensorOf(rows, 5), labels, 3);
        rows[3][2] = notANumber;
        rows[7][0] = -infinite;
        QVERIFY(with.decisions == ridgeProbe(tensorOf(rows, 5), labels, 3).decisions);
    }

    void curve_data() {
        QTest::addColumn<Labels>("labels");
        QTest::addColumn<QList<double>>("shares");
        QTest::addColumn<QList<qint64>>("pictures");
        Labels unequal = inTurn(40, 2);
        unequal.insert(unequal.end(), 4, 2);
        QTest::newRow("usual") << inTurn(60, 3) << QList{0.25, 0.5, 1.0} << QList<qint64>{15, 30, 60};
        QTest::newRow("a small class drops out") << unequal << QList{0.5, 1.0} << QList<qint64>{22, 44};
        QTest::newRow("one picture a class") << inTurn(3, 3) << QList<double>{} << QList<qint64>{};
        QTest::newRow("no pictures") << Labels{} << QList<double>{} << QList<qint64>{};
    }

    void curve() {
        QFETCH(Labels, labels);
        QFETCH(QList<double>, shares);
        QFETCH(QList<qint64>, pictures);
        const Tensor features = tensorOf(drawnRows(labels, 12, 0.7), 12);
        const auto points = learningCurve(features, labels, 4, {0.25, 0.5, 1.0}, 5);
        QCOMPARE(std::ssize(points), shares.size());
        for (std::size_t i = 0; i < points.size(); ++i) {
            QCOMPARE(points[i].share, shares[static_cast<qsizetype>(i)]);
            QCOMPARE(qint64{points[i].pictures}, pictures[static_cast<qsizetype>(i)]);
        }
        if (!points.empty())
            QCOMPARE(points.back().accuracy, ridgeProbe(features, labels, 4).accuracy);
        const auto again = learningCurve(features, labels, 4, {0.25, 0.5, 1.0}, 5);
        QVERIFY(std::ranges::equal(points, again, {}, &LearningPoint::accuracy, &LearningPoint::accuracy));
    }

    void curveRisesWhereThereIsMoreToLearn() {
        const Labels labels = inTurn(240, 3);
        const auto points = learningCurve(tensorOf(drawnRows(labels, 60, 0.35), 60), labels, 3);
        QVERIFY(points[0].accuracy + 0.03 < points[1].accuracy);
        QVERIFY(points[1].accuracy + 0.03 < points[2].accuracy);
        const auto easy = learningCurve(tensorOf(drawnRows(labels, 6, 8), 6), labels, 3);
        QCOMPARE(easy.front().accuracy, 1.0);
        QCOMPARE(easy.back().accuracy, 1.0);
    }
};

QTEST_GUILESS_MAIN(TestProbes)
#include "test_probes.moc"
