// SPDX-License-Identifier: GPL-3.0-or-later
// What the case board's page computes from values: time left, points over data sizes, the adviser's record.
#include "core/models/architectures.h"
#include "core/network/edits.h"
#include "core/project/advice_json.h"
#include "tests/ui/runs.h"
#include "ui/compare/comparison_archive.h"
#include "ui/compare/comparison_meter.h"
#include "widgets/basics/numbers.h"

#include <QtTest>

#include <cmath>

using namespace layerbench;
using fixtures::makeRun;

namespace {

/// On three blocks a, b and c, whose last is best.
Advice advice(const char* which) {
    Observation seen;
    seen.blocks = {{"a", 0.4, 0.4, 8}, {"b", 0.6, 0.6, 8}, {"c", 0.7, 0.7, 8}};
    seen.classes = 8;
    seen.pictures = seen.observed = 160;
    Advice given = advise(seen);
    given.which = *caseFromName(which);
    given.difference = 0.31;
    return given;
}

/// Cases with these accuracies, one per seed.
StoredComparison stored(double perClass, const char* advised,
                        const std::vector<std::pair<const char*, std::vector<double>>>& cases) {
    StoredComparison comparison;
    comparison.record.network = "demo";
    comparison.record.data = "samples:similar";
    comparison.perClass = perClass;
    if (*advised != '\0')
        comparison.record.advice = adviceToJson(advice(advised));
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

    /// A short comparison after a long one, as "Verify" makes it.
    void sizesOfTheLongest() {
        auto longer = stored(5, "", {{"1", {0.8}}});
        auto shorter = stored(5, "", {{"1", {0.6}}});
        longer.runs[0].epochs = 25;
        shorter.runs[0].epochs = 8;
        for (const auto& all : {std::vector{longer, shorter}, std::vector{shorter, longer}}) {
            const auto series = sizeSeries(all, "demo", "samples:similar");
            QCOMPARE(drawablePoints(series[0]).front().accuracy, 0.8);
        }
    }

    void elsewhere_data() {
        QTest::addColumn<QString>("advised");
        QTest::addColumn<double>("pictures");
        QTest::addColumn<double>("difference");
        QTest::addColumn<QString>("says");
        QTest::newRow("where the dot is") << "1" << 400.0 << 0.3 << "";
        QTest::newRow("the alternative") << "4-finetune" << 4e6 << 0.8 << "";
        QTest::newRow("small, all layers") << "3" << 3200.0 << 0.3 << "605 pictures, enough";
        QTest::newRow("large, frozen") << "1" << 5e5 << 0.3 << "only 605 pictures";
        QTest::newRow("different, not cut") << "1" << 400.0 << 0.7 << "differs from the original";
        QTest::newRow("similar, cut") << "2" << 400.0 << 0.2 << "similar to the original";
        QTest::newRow("nothing pretrained") << "4" << 400.0 << 0.2 << "";
        QTest::newRow("difference not known") << "3" << 400.0 << std::nan("") << "";
    }
    void elsewhere() {
        QFETCH(const QString, advised);
        QFETCH(const double, pictures);
        QFETCH(const double, difference);
        QFETCH(const QString, says);
        KnownAdvice known;
        known.caseName = advised.toStdString();
        known.pictures = pictures;
        known.difference = difference;
        known.unexplained = 605.4;
        const QString sentence = layerbench::elsewhere(known);
        QVERIFY2(says.isEmpty() ? sentence.isEmpty() : sentence.contains(says), qPrintable(sentence));
    }

    void lessons_data() {
        QTest::addColumn<double>("training");
        QTest::addColumn<bool>("frozen");
        QTest::addColumn<QString>("says");
        QTest::newRow("by heart") << 1.0 << false
                                  << QString("Overfits: %1 of its training pictures right, %2 of new ones; %3 weights")
                                         .arg(percent(1), percent(0.57), shortCount(652'000));
        QTest::newRow("frozen") << 0.6 << true << "what is frozen does not tell";
        QTest::newRow("all") << 0.6 << false << "more epochs";
        QTest::newRow("nothing stands out") << 0.8 << false << "";
        QTest::newRow("not known") << std::nan("") << false << "";
    }
    void lessons() {
        QFETCH(const double, training);
        QFETCH(const bool, frozen);
        QFETCH(const QString, says);
        Network network = *buildArchitecture("demo");
        if (frozen)
            network = *setTrainable(network, std::vector{network.layers()[0].id}, false);
        Comparison comparison;
        comparison.cases = {{"3", network, 10}};
        comparison.runs = {{makeRun(1, "3", 0.57, RunStatus::finished, 1), {0.57}, false, training}};
        const QString lesson = boardCells(comparison, network).front().lesson;
        QVERIFY2(says.isEmpty() ? lesson.isEmpty() : lesson.contains(says), qPrintable(lesson));
        comparison.active = true;
        QVERIFY(boardCells(comparison, network).front().lesson.isEmpty());
    }

    void record() {
        const std::vector all{stored(5, "1", {{"1", {0.5, 0.51, 0.52}}, {"3", {0.8, 0.82, 0.81}}}),
                              stored(20, "3", {{"1", {0.5, 0.51, 0.52}}, {"3", {0.8, 0.82, 0.81}}}),
                              stored(20, "", {{"1", {0.5, 0.51, 0.52}}, {"3", {0.8, 0.82, 0.81}}})};
        const AdviserRecord found = adviserRecord(all);
        QCOMPARE(found.judged, 2);
        QCOMPARE(found.right, 1);
        QVERIFY(std::abs(found.meanRegret - 0.15) < 1e-12);
        const AdviceState state = adviceState(knownAdvice(advice("1")), found);
        QCOMPARE(state.compared, 2);
        QCOMPARE(state.right, 1);
        QVERIFY(std::abs(state.givenAway - 0.15) < 1e-12);
    }

    void keptAdvice() {
        const std::string json = adviceToJson(advice("1"));
        const auto kept = adviceFromKept(json);
        QVERIFY(kept.has_value());
        QCOMPARE(kept->cut, std::string("b"));
        QCOMPARE(kept->difference, 0.31);
        QCOMPARE(kept->pictures, 160.0);
        QCOMPARE(kept->profile.size(), std::size_t{3});
        // Reasons that hold today come back as texts that can be translated.
        QCOMPARE(kept->reasons.size(), advice("1").reasons.size());
        QVERIFY(!kept->reasons.front().arguments.empty());
        // Another case than today's advice keeps its own words.
        const auto other = adviceFromKept(adviceToJson(advice("3")));
        QVERIFY(other.has_value());
        QVERIFY(other->reasons.front().arguments.empty());
        QCOMPARE(other->reasons.front().english(), kept->reasons.front().english());
        for (const char* bad : {"", "{", "[]", R"({"case": 1})"})
            QVERIFY2(!adviceFromKept(bad), bad);
    }
};

QTEST_GUILESS_MAIN(TestComparisonValues)
#include "test_comparison_values.moc"
