// SPDX-License-Identifier: GPL-3.0-or-later
// The adviser's rules on observations made by hand; what is measured for them is test_observation's.
#include "core/study/adviser.h"

#include <QtTest>

using namespace layerbench;

namespace {

/// Blocks a, b, c with these scores (ridge and neighbours alike).
Observation observation(const std::vector<double>& scores, std::int64_t pictures, std::int64_t observed = 400) {
    Observation seen;
    for (std::size_t i = 0; i < scores.size(); ++i)
        seen.blocks.push_back({std::string(1, static_cast<char>('a' + i)), scores[i], scores[i], 8});
    seen.classes = 5;
    seen.pictures = pictures;
    seen.observed = observed;
    seen.learning = {{0.5, observed / 2, scores.back() - 0.1}, {1, observed, scores.back()}};
    return seen;
}

Observation withSource(Observation seen, double distance) {
    seen.source = SourceDistance{"samples:base", distance, {8, 9, 10, 11, 12}, 0};
    return seen;
}

}  // namespace

class TestAdviser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rules_data() {
        QTest::addColumn<Observation>("seen");
        QTest::addColumn<QString>("which");
        QTest::addColumn<QString>("cut");
        QTest::addColumn<bool>("different");
        const auto row = [](const char* title, const Observation& seen, const char* which, const char* cut,
                            bool different) {
            QTest::newRow(title) << seen << QString(which) << QString(cut) << different;
        };
        row("last block best, small", observation({0.3, 0.5, 0.8}, 400), "1", "", false);
        row("middle block best, small", observation({0.3, 0.8, 0.6}, 400), "2", "b", true);
        row("early block best, the later of near ones", observation({0.82, 0.81, 0.6}, 400), "2", "b", true);
        row("earlier within noise", observation({0.3, 0.81, 0.80}, 400), "1", "", false);
        row("last block best, large", observation({0.3, 0.5, 0.8}, 4000), "3", "", false);
        row("middle block best, large", observation({0.3, 0.7, 0.5}, 4000), "4-finetune", "b", true);
        row("many pictures, all explained", observation({0.5, 0.9, 0.99}, 4000), "1", "", false);
        row("near the source", withSource(observation({0.3, 0.5, 0.8}, 400), 5), "1", "", false);
        row("far, and hardly better before", withSource(observation({0.3, 0.81, 0.80}, 400), 30), "2", "b", true);
        row("far, but the last block is best", withSource(observation({0.3, 0.5, 0.8}, 400), 30), "1", "", true);
        row("far and large", withSource(observation({0.3, 0.5, 0.8}, 4000), 30), "4-finetune", "", true);
        Observation random = observation({0.3, 0.5, 0.4}, 400);
        random.pretrained = false;
        row("nothing pretrained", random, "4", "", false);
        // Twenty pictures of two classes, where leaving one out makes its class the rarer one.
        Observation guessing = observation({0.3, 0.3, 0.25}, 20, 20);
        guessing.classes = 2;
        guessing.blocks[0].ridge = guessing.blocks[2].ridge = 0;
        guessing.blocks[1].ridge = 0.65;
        row("less than guessing counts as guessing", guessing, "1", "", false);
        row("one block", observation({0.6}, 100), "1", "", false);
        row("one picture looked at", observation({0, 0}, 2, 2), "1", "", false);
    }
    void rules() {
        QFETCH(const Observation, seen);
        QFETCH(const QString, which);
        QFETCH(const QString, cut);
        QFETCH(const bool, different);
        const Advice advice = advise(seen);
        QCOMPARE(QString::fromStdString(std::string(name(advice.which))), which);
        if (which != "4") {
            QCOMPARE(QString::fromStdString(advice.cut), cut);
            QCOMPARE(advice.different, different);
        }
        QVERIFY2(advice.confidence >= 0.5 && advice.confidence < 1, qPrintable(QString::number(advice.confidence)));
        QVERIFY(advice.difference >= 0 && advice.difference <= 1);
        QVERIFY(advice.reasons.size() >= 2 && !advice.doubts.empty());
        for (const auto& texts : {advice.reasons, advice.doubts})
            for (const auto& sentence : texts)
                for (const char* place : {"%1", "%2", "%3", "%4", "%5"})
                    QVERIFY2(sentence.english().find(place) == std::string::npos, sentence.english().c_str());
    }

    /// The nearer to a border, the less sure.
    void confidenceFallsTowardsTheBorders() {
        const auto sure = [](double middle, std::int64_t pictures) {
            return advise(observation({0.3, middle, 0.6}, pictures)).confidence;
        };
        QVERIFY(sure(0.9, 400) > sure(0.65, 400));
        QVERIFY(sure(0.4, 3000) > sure(0.4, 500));
        QVERIFY(sure(0.4, 20) > sure(0.4, 300));
    }

    void aCutIsAlwaysProposed() {
        QCOMPARE(proposedCut(advise(observation({0.3, 0.5, 0.8}, 400))), std::string("b"));
        QCOMPARE(proposedCut(advise(observation({0.6, 0.2, 0.8}, 400))), std::string("a"));
        QCOMPARE(proposedCut(advise(observation({0.6}, 400))), std::string("a"));
    }
};

QTEST_APPLESS_MAIN(TestAdviser)
#include "test_adviser.moc"
