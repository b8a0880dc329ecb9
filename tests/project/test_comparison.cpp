// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/advice_json.h"
#include "core/project/advising.h"
#include "tests/project/comparison.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace layerbench;
using namespace layerbench::fixture;

class TestComparison : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        const auto loaded = loadEngine();
        QVERIFY2(loaded, loaded ? "" : loaded.error().message().c_str());
        engine_ = *loaded;
        QVERIFY(folder_.isValid());
    }

    void casesRaceEpochByEpochAndSeedBySeed() {
        Ear ear;
        RunControl control;
        auto project = required(Project::create(file("race")));
        const auto id = compare(*engine_, project, request({"1", "3"}, {1, 2}), control, ear);
        QVERIFY2(id, id ? "" : id.error().message().c_str());
        const QStringList heat{"0.1", "1.1", "0.2", "1.2"};
        QCOMPARE(ear.order, heat + heat);
        QCOMPARE(ear.runs.size(), std::size_t{4});
        QCOMPARE(ear.runs[2].seed, std::uint64_t{2});

        const auto comparisons = *project.comparisons();
        QCOMPARE(comparisons.size(), std::size_t{1});
        QCOMPARE(comparisons[0].id, *id);
        QCOMPARE(comparisons[0].network, std::string("demo"));
        QCOMPARE(comparisons[0].perClass, 2);
        QCOMPARE(comparisons[0].advice, std::string("{}"));
        QCOMPARE(comparisons[0].runs.size(), std::size_t{4});
        const auto runs = *project.runs();
        for (const auto& run : runs) {
            QCOMPARE(run.status, RunStatus::finished);
            QCOMPARE(run.epochs, epochs);
            QCOMPARE(run.result.validationAccuracy, ear.results.at(run.id).validationAccuracy);
        }
        // A seed is a repeat: the same case in the same comparison differs in nothing else.
        QCOMPARE(runs[0].repeats, runs[2].repeats);
    }

    /// What a case comes to does not depend on who it raced against.
    void aRaceGivesWhatARunAloneGives() {
        Ear ear;
        RunControl control;
        auto project = required(Project::create(file("alone")));
        QVERIFY(compare(*engine_, project, request({"3"}, {2}), control, ear));
        QVERIFY(compare(*engine_, project, request({"1", "3", "4"}, {2}), control, ear));
        const auto alone = *project.epochs(1);
        const auto raced = *project.epochs(3);
        QCOMPARE(alone.size(), raced.size());
        for (std::size_t i = 0; i < alone.size(); ++i) {
            QCOMPARE(alone[i].trainLoss, raced[i].trainLoss);
            QCOMPARE(alone[i].validationAccuracy, raced[i].validationAccuracy);
        }
    }

    void aStopPausesTheSeedAndStartsNoOther() {
        Ear ear;
        RunControl control;
        ear.onEpoch = [&] { control.stop(); };
        auto project = required(Project::create(file("stopped")));
        QVERIFY(compare(*engine_, project, request({"1", "3"}, {1, 2}), control, ear));
        const auto runs = *project.runs();
        QCOMPARE(runs.size(), std::size_t{2});
        for (const auto& run : runs)
            QCOMPARE(run.status, RunStatus::paused);
        QCOMPARE(runs[0].epochs, std::int64_t{1});
    }

    /// The engine refuses the second case: nothing of the first is in the project either.
    void aRefusedCaseLeavesNoTrace() {
        Ear ear;
        RunControl control;
        auto bad = request({"1", "3"}, {1});
        bad.contestants[1].recipe.edits = {SetTrainable{Selection{Selection::By::role, {"all"}}, false}};
        auto project = required(Project::create(file("refused")));
        QVERIFY(!compare(*engine_, project, bad, control, ear));
        QVERIFY(project.runs()->empty());
        QVERIFY(project.comparisons()->empty());
    }

    /// Learning rates that blow up end one run; the others go on.
    void aRunThatDivergesDoesNotEndTheOthers() {
        Ear ear;
        RunControl control;
        auto wild = request({"1", "3"}, {1});
        wild.contestants[1].options.learningRate = 1e3;
        auto project = required(Project::create(file("wild")));
        const auto id = compare(*engine_, project, wild, control, ear);
        QVERIFY2(id, id ? "" : id.error().message().c_str());
        const auto runs = *project.runs();
        QCOMPARE(runs[0].status, RunStatus::finished);
        QCOMPARE(runs[1].status, RunStatus::failed);
    }

    /// A frozen network remembers all of its own task; one whose every layer moved far remembers less; one that was
    /// drawn anew had nothing to forget.
    void whatIsLeftOfTheOriginalTask() {
        Ear ear;
        RunControl control;
        auto wanted = request({"1", "2", "3", "4"}, {1});
        wanted.source = "samples:base?validation=6";
        wanted.contestants[2].options.learningRate = 0.02;
        wanted.contestants[2].options.epochs = 4;
        auto project = required(Project::create(file("original")));
        const auto id = compare(*engine_, project, wanted, control, ear);
        QVERIFY2(id, id ? "" : id.error().message().c_str());
        const auto kept = (*project.comparisons())[0];
        QCOMPARE(kept.sourceData, wanted.source);
        QVERIFY2(kept.sourceAccuracy > 0.9, qPrintable(QString::number(kept.sourceAccuracy)));
        const auto runs = *project.runs();
        QCOMPARE(runs[0].sourceAccuracy, kept.sourceAccuracy);
        QCOMPARE(runs[1].sourceAccuracy, kept.sourceAccuracy);
        QVERIFY2(runs[2].sourceAccuracy < kept.sourceAccuracy - 0.2,
                 qPrintable(QString::number(runs[2].sourceAccuracy)));
        QVERIFY(std::isnan(runs[3].sourceAccuracy));
        for (const auto& run : runs)
            QVERIFY(run.result.peakBytes > 0);
        // Data of other classes is no task of the network's.
        wanted = request({"1"}, {1});
        wanted.source = "samples:similar";
        QVERIFY(compare(*engine_, project, wanted, control, ear));
        QVERIFY(std::isnan((*project.comparisons())[1].sourceAccuracy));
        wanted.source = "nowhere";
        QVERIFY(!compare(*engine_, project, wanted, control, ear));
    }

    void adviceIsKeptAndReadAgain() {
        RunControl control;
        const auto network = required(openNetworkSource("demo"));
        AdviceRequest wanted;
        wanted.source = "samples:base?per-class=4";
        wanted.compute.threads = 1;
        const auto advice = adviseOn(*engine_, network, data(), wanted, control);
        QVERIFY2(advice, advice ? "" : advice.error().message().c_str());
        const std::string json = adviceToJson(*advice);
        const auto read = adviceFromJson(json);
        QVERIFY2(read, read ? "" : read.error().message().c_str());
        QCOMPARE(read->caseName, std::string(name(advice->which)));
        QCOMPARE(read->cut, advice->cut);
        QCOMPARE(read->proposedCut, proposedCut(*advice));
        QCOMPARE(read->confidence, advice->confidence);
        QCOMPARE(read->difference, advice->difference);
        QCOMPARE(read->reasons.size(), advice->reasons.size());
        // All that it was given on: the same rules come to the same.
        const Advice again = advise(read->observation);
        QCOMPARE(adviceToJson(again), [&] {
            Advice timed = *advice;
            timed.observation.secondsLooking = timed.observation.secondsProbing = 0;
            return adviceToJson(timed);
        }());
        QVERIFY(!adviceFromJson("{}"));
        QVERIFY(!adviceFromJson("no JSON"));
        QCOMPARE(originalData(network), std::string("samples:base"));
        QCOMPARE(originalData(required(openNetworkSource("resnet20:random"))), std::string());
    }

private:
    std::string file(const char* name) const { return folder_.filePath(QString(name) + ".layerbench").toStdString(); }

    static Dataset data() { return required(openDataset("samples:similar?per-class=4&validation=2", {.perClass = 2})); }

    Engine* engine_ = nullptr;
    QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestComparison)
#include "test_comparison.moc"
