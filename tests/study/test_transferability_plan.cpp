// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/transferability_plan.h"

#include "core/network/edits.h"
#include "core/study/cases.h"
#include "tests/network/networks.h"

#include <QtTest>

#include <set>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

Network of(const QString& which) {
    return which == "chain" ? chain() : which == "residual" ? residual() : fire();
}

/// Nothing but a head.
Network flat() {
    Builder b(3, 8);
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    return b.network();
}

bool drawn(const Layer& layer) {
    return std::ranges::any_of(layer.parameters,
                               [](const Parameter& p) { return std::holds_alternative<Initialisation>(p.value); });
}

Dataset letters(std::size_t count) {
    Dataset dataset;
    dataset.description = "letters";
    for (std::size_t i = 0; i < count; ++i) {
        dataset.classes.emplace_back(1, static_cast<char>('a' + i));
        dataset.items(Part::training).push_back({dataset.classes.back(), 0, static_cast<std::int64_t>(i), {}});
    }
    return dataset;
}

QString names(const std::vector<std::string>& list) {
    QStringList out;
    for (const auto& name : list)
        out << QString::fromStdString(name);
    return out.join(' ');
}

}  // namespace

class TestTransferabilityPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsInTheirOrder() {
        const std::vector<std::int64_t> depths{1, 3};
        const std::vector<std::uint64_t> seeds{4, 5};
        std::vector<std::string> list;
        for (const auto& run : transferabilityRuns(depths, seeds, false))
            if (run.seed == 5)
                list.push_back(name(run));
        QCOMPARE(names(list), "base B base A B1B B1B+ A1B A1B+ B3B B3B+ A3B A3B+");
        QCOMPARE(transferabilityRuns(depths, seeds, false).size(), std::size_t{20});
        const auto three = transferabilityRuns(depths, seeds, true);
        QCOMPARE(three.size(), std::size_t{30});
        QCOMPARE(QString::fromStdString(name(three[2])), "base D");
        QCOMPARE(QString::fromStdString(name(three[7])), "D1B");
        QVERIFY(three[7] == (TransferabilityRun{4, Origin::dissimilar, 1, true}));
    }

    /// No two runs share their draws, and which depths are asked for does not change the draws of the others.
    void everyRunDrawsForItself() {
        const std::vector<std::int64_t> depths{1, 2, 3, 4, 5};
        const std::vector<std::uint64_t> seeds{1, 2, 3};
        std::set<std::uint64_t> draws;
        const auto runs = transferabilityRuns(depths, seeds, true);
        for (const auto& run : runs)
            draws.insert(drawSeed(run));
        QCOMPARE(draws.size(), runs.size());
    }

    void depths_data() {
        QTest::addColumn<QString>("network");
        QTest::addColumn<int>("count");
        QTest::newRow("chain") << "chain" << 2;
        QTest::newRow("residual") << "residual" << 3;
        QTest::newRow("fire") << "fire" << 3;
    }
    void depths() {
        QFETCH(const QString, network);
        QFETCH(const int, count);
        const Network n = of(network);
        QCOMPARE(required(studyDepths(n, {})).size(), static_cast<std::size_t>(count));
        const std::vector<std::int64_t> asked{count, 1, count};
        QCOMPARE(required(studyDepths(n, asked)), (std::vector<std::int64_t>{1, count}));
        for (const std::int64_t bad : {0, -1, count + 1}) {
            const std::vector<std::int64_t> wrong{bad};
            const QString says = QString::fromStdString(messageOf(studyDepths(n, wrong)));
            QVERIFY2(says.contains(QString("go from 1 to %1").arg(count)), qPrintable(says));
        }
    }

    void nothingToCut() {
        const QString says = QString::fromStdString(messageOf(studyDepths(flat(), {})));
        QVERIFY2(says.contains("no block with weights before its head"), qPrintable(says));
    }

    /// What is known or frozen before counts for nothing.
    void untrainedKnowsNothing() {
        const Network known = chain();
        std::vector<LayerId> all;
        for (const auto& layer : known.layers())
            all.push_back(layer.id);
        const Network fresh = required(untrained(required(setTrainable(known, all, false)), 3));
        QCOMPARE(fresh.classCount(), std::int64_t{3});
        for (const auto& layer : fresh.layers()) {
            QVERIFY(layer.trainable);
            for (const auto& parameter : layer.parameters)
                QVERIFY(parameter.buffer || std::holds_alternative<Initialisation>(parameter.value));
        }
    }

    void copiesTheFirstBlocks_data() { depths_data(); }
    void copiesTheFirstBlocks() {
        QFETCH(const QString, network);
        QFETCH(const int, count);
        const Network architecture = of(network);
        // Another number of classes than the target: only what lies before the head is copied.
        Network base = initialised(required(untrained(architecture, 4)), 11);
        // As if training had moved them: batch-norm's statistics are copied too.
        std::vector<std::pair<std::string, Tensor>> moved;
        for (const auto& named : namedParameters(base))
            if (named.parameter->buffer && named.parameter->type == ScalarType::float32)
                moved.emplace_back(
                    named.name,
                    Tensor::fromFloats(
                        named.parameter->shape,
                        std::vector<float>(static_cast<std::size_t>(elementCount(named.parameter->shape)), 0.25f)));
        base = withParameters(base, moved);
        for (const bool frozen : {true, false})
            for (std::int64_t depth = 1; depth <= count; ++depth) {
                const Network n = required(transferred(architecture, base, depth, frozen, 3));
                QCOMPARE(n.classCount(), std::int64_t{3});
                const auto cuts = cutPoints(architecture);
                const Network kept = required(sliceAfter(
                    architecture, required(cutLayer(architecture, cuts[static_cast<std::size_t>(depth - 1)]))));
                int copied = 0;
                for (const auto& layer : n.layers()) {
                    const bool inside = kept.contains(layer.id);
                    QCOMPARE(layer.trainable, !(frozen && inside));
                    if (layer.parameters.empty())
                        continue;
                    QCOMPARE(drawn(layer), !inside);
                    if (inside) {
                        ++copied;
                        QVERIFY(layer.parameters == base.layer(layer.id).parameters);
                    }
                    if (layer.kind == Kind::batchNorm2d)
                        QVERIFY((layer.batchNorm == BatchNormPolicy::frozen) == (frozen && inside));
                }
                QVERIFY(copied >= depth);
                QVERIFY(drawn(n.layer(n.head())));
            }
    }

    void randomHalves_data() {
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("inA");
        QTest::newRow("fewest") << 4 << 2;
        QTest::newRow("odd") << 7 << 3;
        QTest::newRow("even") << 10 << 5;
    }
    void randomHalves() {
        QFETCH(const int, classes);
        QFETCH(const int, inA);
        const Dataset whole = letters(static_cast<std::size_t>(classes));
        std::set<QString> splits;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const ClassHalves halves = required(splitClasses(whole, seed));
            QCOMPARE(std::ssize(halves.a.classes), std::ptrdiff_t{inA});
            QVERIFY(std::ranges::is_sorted(halves.a.classes) && std::ranges::is_sorted(halves.b.classes));
            std::set<std::string> all(halves.a.classes.begin(), halves.a.classes.end());
            all.insert(halves.b.classes.begin(), halves.b.classes.end());
            QCOMPARE(std::ssize(all), std::ptrdiff_t{classes});
            QCOMPARE(halves.a.classes, required(splitClasses(whole, seed)).a.classes);
            splits.insert(names(halves.a.classes));
        }
        QVERIFY(splits.size() > 3);
    }

    void namedHalves() {
        const std::vector<std::string> classes{"e", "b"};
        const ClassHalves halves = required(splitClasses(letters(5), classes));
        QCOMPARE(names(halves.a.classes), "b e");
        QCOMPARE(names(halves.b.classes), "a c d");
        QCOMPARE(QString::fromStdString(halves.a.items(Part::training)[1].path.string()), "e");
        QCOMPARE(halves.a.items(Part::training)[1].label, std::int64_t{1});
    }

    void badHalves_data() {
        QTest::addColumn<int>("classes");
        QTest::addColumn<QStringList>("inA");
        QTest::addColumn<QString>("says");
        QTest::newRow("too few classes") << 3 << QStringList{"a", "b"} << "“letters” has 3 classes";
        QTest::newRow("unknown class") << 5 << QStringList{"a", "bb"} << "no class “bb”; did you mean “b”?";
        QTest::newRow("named twice") << 5 << QStringList{"a", "b", "a"} << "“a” is named twice";
        QTest::newRow("one in A") << 5 << QStringList{"a"} << "leaves 1 classes to A and 4 to B";
        QTest::newRow("one in B") << 4 << QStringList{"a", "b", "c"} << "leaves 3 classes to A and 1 to B";
    }
    void badHalves() {
        QFETCH(const int, classes);
        QFETCH(const QStringList, inA);
        QFETCH(const QString, says);
        std::vector<std::string> list;
        for (const auto& one : inA)
            list.push_back(one.toStdString());
        const Dataset whole = letters(static_cast<std::size_t>(classes));
        const QString message = QString::fromStdString(messageOf(splitClasses(whole, list)));
        QVERIFY2(message.contains(says), qPrintable(message));
        QCOMPARE(messageOf(splitClasses(whole, 1)).empty(), classes >= 4);
    }

    void someOfTheClasses() {
        QCOMPARE(someClasses(letters(8), 5, 1).classes.size(), std::size_t{5});
        QCOMPARE(someClasses(letters(3), 5, 1).classes, letters(3).classes);
        QCOMPARE(someClasses(letters(8), 5, 2).classes, someClasses(letters(8), 5, 2).classes);
    }
};

QTEST_GUILESS_MAIN(TestTransferabilityPlan)
#include "test_transferability_plan.moc"
