// SPDX-License-Identifier: GPL-3.0-or-later
// What the case board's page computes from values: time left, points over data sizes, the adviser's record.
#include "tests/ui/runs.h"
#include "ui/compare/comparison_archive.h"
#include "ui/compare/comparison_meter.h"

#include <QtTest>

#include <cmath>

using namespace layerbench;
using fixtures::makeRun;

namespace {

/// Cases with these accuracies, one per seed.
StoredComparison stored(double perClass, const char* advised,
                        const std::vector<std::pair<const char*, std::vector<double>>>& cases) {
    StoredComparison comparison;
    comparison.record.network = "demo";
    comparison.record.data = "samples:similar";
    comparison.perClass = perClass;
    if (*advised != '\0')
        comparison.record.advice =
            std::string(R"({"case": ")") + advised + R"(", "cut": "", "proposed_cut": "b", "confidence": 0.9})";
    std::int64_t id = 0;
    for (const auto& [name, accuracies] : cases)
        for (const double accuracy : accuracies)
            comparison.runs.push_back(makeRun(++id, name, accuracy, RunStatus::finished, 1));
    return comparison;
}

}  // namespace

class TestComparisonValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Two contestants of 10 and 5 epochs, two seeds: first epochs of 3 s and 1 s, later ones of 1 s and 0.5 s.
    void secondsLeft() {
        ComparisonMeter meter;
        meter.begin({10, 5}, 2);
        QCOMPARE(meter.progress().epochs, 30);
        QVERIFY(std::isnan(meter.progress().secondsLeft));
        meter.onSeed(100);
        meter.onEpoch(0, 1, 103);
        QVERIFY(std::isnan(meter.progress().secondsLeft));
        meter.onEpoch(1, 1, 104);
        meter.onEpoch(0, 2, 105);
        meter.onEpoch(1, 2, 105.5);
        QCOMPARE(meter.progress().epochsDone, 4);
        // This seed: 8 × 1 + 3 × 0.5; the next: 3 + 9 × 1 + 1 + 4 × 0.5.
        QCOMPARE(meter.progress().secondsLeft, 24.5);
        meter.onEnd(0);
        meter.onEnd(1);
        QCOMPARE(meter.progress().epochsDone, 15);
        QCOMPARE(meter.progress().secondsLeft, 15.0);
    }

    void sizes() {
        auto other = stored(20, "", {{"1", {0.1}}});
        other.record.data = "samples:different";
        const std::vector all{stored(5, "", {{"1", {0.6, 0.8}}, {"3", {0.5}}}), other, stored(20, "", {{"1", {0.9}}})};
        const auto series = sizeSeries(all, "demo", "samples:similar");
        QCOMPARE(series.size(), std::size_t{2});
        QCOMPARE(series[0].caseName, std::string("1"));
        QCOMPARE(series[0].points.size(), std::size_t{2});
        QCOMPARE(series[0].points[0].perClass, 5.0);
        QCOMPARE(series[0].points[0].accuracy, 0.7);
        QVERIFY(std::isnan(series[0].points[1].spread));
        QCOMPARE(series[1].points.size(), std::size_t{1});
        QVERIFY(sizeSeries(all, "squeezenet1_1", "samples:similar").empty());
    }

    void record_data() {
        QTest::addColumn<QString>("advised");
        QTest::addColumn<QList<double>>("one");
        QTest::addColumn<int>("right");
        QTest::addColumn<int>("judged");
        const QList<double> clear{0.5, 0.51, 0.52};
        const QList<double> near{0.79, 0.83, 0.78};
        QTest::newRow("the leader") << "3" << clear << 1 << 1;
        QTest::newRow("worse beyond noise") << "1" << clear << 0 << 1;
        QTest::newRow("not worse beyond noise") << "1" << near << 1 << 1;
        QTest::newRow("too few seeds to tell") << "1" << QList<double>{0.5, 0.51} << 0 << 0;
        QTest::newRow("not asked") << "" << clear << 0 << 0;
        QTest::newRow("did not run") << "2" << clear << 0 << 0;
    }
    void record() {
        QFETCH(QString, advised);
        QFETCH(QList<double>, one);
        const auto comparison =
            stored(20, advised.toUtf8().constData(), {{"1", {one.begin(), one.end()}}, {"3", {0.8, 0.82, 0.81}}});
        const AdviserRecord found = adviserRecord({comparison});
        QTEST(found.right, "right");
        QTEST(found.judged, "judged");
    }

    void keptAdvice() {
        const auto advice = adviceFromKept(
            R"({"case": "1", "cut": "", "proposed_cut": "b", "confidence": 0.93, "size": {"pictures": 160}, "similarity": {"difference": 0.31},)"
            R"("profile": [{"layer": "a", "ridge": 0.4}, {"layer": "b", "ridge": 0.6}, {"layer": "c", "ridge": 0.7}],)"
            R"("reasons": ["Because."], "doubts": []})");
        QVERIFY(advice.has_value());
        QCOMPARE(advice->cut, std::string("b"));
        QCOMPARE(advice->difference, 0.31);
        QCOMPARE(advice->pictures, 160.0);
        QCOMPARE(adviceState(*advice, {}).reasons, QStringList{"Because."});
        for (const char* bad : {"", "{", "[]", R"({"case": 1})"})
            QVERIFY2(!adviceFromKept(bad), bad);
    }
};

QTEST_GUILESS_MAIN(TestComparisonValues)
#include "test_comparison_values.moc"
