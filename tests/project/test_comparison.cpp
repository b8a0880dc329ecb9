// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/comparison.h"

#include "core/project/advice_json.h"
#include "core/project/advising.h"
#include "core/study/cases.h"

#include <QTemporaryDir>
#include <QtTest>

#include <map>

using namespace layerbench;

namespace {

constexpr std::int64_t epochs = 2;

/// Keeps the order in which epochs came, and the runs' ends.
class Ear final : public ComparisonListener {
public:
    struct Sink final : MetricSink {
        Sink(Ear& owner, ComparisonRun which) : ear(owner), run(which) {}
        void onEpoch(const EpochMetrics& metrics) override {
            ear.order << QStringLiteral("%1.%2").arg(run.contestant).arg(metrics.epoch);
            if (ear.onEpoch)
                ear.onEpoch();
        }
        Ear& ear;
        ComparisonRun run;
    };

    MetricSink& onRun(const ComparisonRun& run) override {
        runs.push_back(run);
        return *sinks.emplace_back(std::make_unique<Sink>(*this, run));
    }
    void onFinished(const ComparisonRun& run, const RunResult& result) override { results[run.id] = result; }

    QStringList order;
    std::vector<ComparisonRun> runs;
    std::map<std::int64_t, RunResult> results;
    std::function<void()> onEpoch;
    std::vector<std::unique_ptr<Sink>> sinks;
};

}  // namespace

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
        QVERIFY(!adviceFromJson("{}"));
        QVERIFY(!adviceFromJson("no JSON"));
        QCOMPARE(originalData(network), std::string("samples:base"));
        QCOMPARE(originalData(required(openNetworkSource("resnet20:random"))), std::string());
    }

private:
    template <class Value>
    static Value required(Result<Value> result) {
        if (!result)
            qFatal("%s", result.error().message().c_str());
        return *std::move(result);
    }
    std::string file(const char* name) const { return folder_.filePath(QString(name) + ".layerbench").toStdString(); }

    static Dataset data() { return required(openDataset("samples:similar?per-class=4&validation=2", {.perClass = 2})); }

    static ComparisonRequest request(const std::vector<std::string>& cases, const std::vector<std::uint64_t>& seeds) {
        RunControl control;
        ComparisonRequest wanted{required(openNetworkSource("demo")),
                                 required(openRunData("samples:similar?per-class=4&validation=2", {.perClass = 2},
                                                      Augmentation::none, 1, &control)),
                                 seeds,
                                 {},
                                 "{}"};
        for (const auto& caseName : cases) {
            const Case which = *caseFromName(caseName);
            TrainingOptions options = defaultOptions(which, wanted.network.network, 16);
            options.epochs = epochs;
            options.compute.device = "cpu";
            options.compute.threads = 1;
            wanted.contestants.push_back({caseName, required(caseRecipe(which, wanted.network.network)), options});
        }
        return wanted;
    }

    Engine* engine_ = nullptr;
    QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestComparison)
#include "test_comparison.moc"
