// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"

#include "example.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace layerbench;

class TestProject : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }

private Q_SLOTS:
    void sourceAndDatasetComeBack() {
        const SourceRecord source{"example:w.pth", "w.pth", std::string(64, 'b'), exampleNetwork()};
        std::int64_t id = 0;
        {
            auto project = Project::create(path("source.layerbench"));
            QVERIFY2(project, project ? "" : project.error().message().c_str());
            id = *project->addSource(source);
            QCOMPARE(*project->addSource(source), id);  // once
            QVERIFY(*project->addSource({"example:w.pth", "w.pth", std::string(64, 'b'), exampleNetwork(2)}) != id);
            QCOMPARE(*project->addDataset(exampleDataset()), *project->addDataset(exampleDataset()));
        }
        // create() on what exists appends.
        auto project = Project::create(path("source.layerbench"));
        QCOMPARE(*project->addSource(source), id);
        const auto again = project->source(id);
        QVERIFY2(again, again ? "" : again.error().message().c_str());
        QVERIFY(again->network == source.network);
        QCOMPARE(again->fileSha256, source.fileSha256);
        QVERIFY(*project->dataset(1) == exampleDataset());
        QVERIFY(project->dataset(1)->seed == 18446744073709551615u);
    }

    void aRunFromStartToEnd() {
        auto project = Project::create(path("run.layerbench"));
        const auto id = *addExampleRun(*project, 9);
        QVERIFY(project->summary(id)->status == RunStatus::running);
        const auto early = project->runNetwork(id);
        QVERIFY(!early);
        QVERIFY(early.error().message().find("no saved weights") != std::string::npos);

        for (std::int64_t epoch = 1; epoch <= 3; ++epoch)
            QVERIFY(project->addEpoch(id, exampleEpoch(epoch)));
        QVERIFY(project->saveCheckpoint(id, exampleCheckpoint(3)));
        QVERIFY(equal(*project->checkpoint(id), exampleCheckpoint(3)));

        RunResult result;
        result.reason = FinishReason::earlyStopping;
        result.explanation = text("It %1.", std::string("stood still"));
        result.epochs = 3;
        result.bestEpoch = 2;
        result.validationAccuracy = 0.75;
        result.lastValidationAccuracy = 0.5;
        result.trainableParameters = 514;
        result.totalParameters = 634;
        result.frozenUnchanged = true;
        result.proof = {{static_cast<LayerId>(1), "conv", true, true, 0, "aa", "aa"},
                        {static_cast<LayerId>(6), "fc", false, false, 0.5, "bb", "cc"}};
        result.seconds = 1.5;
        result.cache = {"drop", 52, 1, 0.5, 7.25};
        QVERIFY(project->finishRun(id, result, RunStatus::finished));

        const auto row = *project->summary(id);
        QVERIFY(row.status == RunStatus::finished && row.result.reason == FinishReason::earlyStopping);
        QVERIFY(row.result.explanation == result.explanation);
        QCOMPARE(row.epochs, std::int64_t{3});
        QCOMPARE(row.result.bestEpoch, std::int64_t{2});
        QCOMPARE(row.result.validationAccuracy, 0.75);
        QCOMPARE(row.result.lastValidationAccuracy, 0.5);
        QCOMPARE(row.result.trainableParameters, std::int64_t{514});
        QCOMPARE(row.result.cache.secondsSaved, 7.25);
        QCOMPARE(row.result.cache.prefix, std::string("drop"));
        QCOMPARE(row.seed, std::uint64_t{9});
        QCOMPARE(row.recipe, std::string("Train a new head"));
        QVERIFY(row.created.ends_with('Z') && row.created.size() == 20);
        const auto proof = *project->proof(id);
        QCOMPARE(proof.size(), std::size_t{2});
        QVERIFY(proof[1].name == "fc" && proof[1].change == 0.5 && proof[1].after == "cc" && !proof[1].frozen);
        QCOMPARE((*project->epochs(id))[1].validationAccuracy, exampleEpoch(2).validationAccuracy);
        // Nothing goes on from a finished run.
        QVERIFY(project->checkpoint(id)->optimizerState.empty());
        QVERIFY(!project->resumeRun(id));
    }

    void runNetworkHasTheBestWeights() {
        auto project = Project::create(path("best.layerbench"));
        const auto id = *addExampleRun(*project);
        QVERIFY(project->saveCheckpoint(id, exampleCheckpoint(6)));
        const auto network = project->runNetwork(id);
        QVERIFY2(network, network ? "" : network.error().message().c_str());
        const Network expected = withParameters(headToTrain(exampleNetwork()), exampleCheckpoint(6).bestParameters);
        QVERIFY(*network == expected);
        QVERIFY(network->classNames() == (std::vector<std::string>{"ants", "bees"}));
    }

    void whatWasDrawnAndFrozenIsDrawnAgain() {
        auto project = Project::create(path("drawn.layerbench"));
        const auto first = *addExampleRun(*project);
        RunRecord run = *project->run(first);
        const LayerId conv = run.network.find("conv")->id;
        run.network = *reinitialise(run.network, {&conv, 1}, {Scheme::xavierUniform, 4});
        run.options.seed = 77;
        const auto id = *project->addRun(run);
        QVERIFY(project->saveCheckpoint(id, exampleCheckpoint(2)));
        const Network expected = initialised(withParameters(run.network, exampleCheckpoint(2).bestParameters), 77);
        QVERIFY(*project->runNetwork(id) == expected);
    }

    void goingOn() {
        auto project = Project::create(path("resume.layerbench"));
        const auto id = *addExampleRun(*project, 3);
        for (std::int64_t epoch = 1; epoch <= 5; ++epoch) {
            const auto checkpoint = exampleCheckpoint(epoch);
            QVERIFY(project->addEpoch(id, exampleEpoch(epoch), epoch == 3 ? &checkpoint : nullptr));
        }
        project = Project::open(path("other"), Project::Access::write);  // fails; closes the first
        project = Project::open(path("resume.layerbench"));
        QVERIFY2(project, project ? "" : project.error().message().c_str());
        const auto row = *project->summary(id);
        QVERIFY(row.status == RunStatus::interrupted && row.hasCheckpoint);
        QCOMPARE(row.result.bestEpoch, std::int64_t{2});
        QCOMPARE(row.result.validationAccuracy, exampleCheckpoint(3).bestAccuracy);
        QCOMPARE(row.result.trainableParameters, std::int64_t{514});

        QVERIFY(project->resumeRun(id));
        QCOMPARE(project->epochs(id)->size(), std::size_t{3});  // 4 and 5 come again
        QVERIFY(project->summary(id)->status == RunStatus::running);
        const auto run = project->run(id);
        QVERIFY2(run, run ? "" : run.error().message().c_str());
        QVERIFY(run->network == headToTrain(exampleNetwork()));
        QCOMPARE(run->options.seed, std::uint64_t{3});
        QCOMPARE(run->recipe.edits.size(), std::size_t{2});
        QVERIFY(equal(*project->checkpoint(id), exampleCheckpoint(3)));
        QVERIFY(project->addEpoch(id, exampleEpoch(4)));
    }

    void aRunStoresOnlyWhatChanged() {
        // 40 MB that are frozen: the file holds them once, and not again for each of three runs and ten checkpoints.
        NetworkParts parts;
        parts.architecture = "wide";
        parts.input = {1, 100, 1000, {0}, {1}, 0};
        const Shape input = parts.input.shape();
        Layer flatten = *makeLayer(Kind::flatten, {}, {&input, 1}, {});
        flatten.id = static_cast<LayerId>(1);
        flatten.name = "flatten";
        flatten.inputs = {LayerId::input};
        const Shape features{100000};
        Layer wide = *makeLayer(Kind::linear, {{"out_features", std::int64_t{100}}}, {&features, 1}, {});
        wide.id = static_cast<LayerId>(2);
        wide.name = "wide";
        wide.inputs = {flatten.id};
        parts.layers = {flatten, wide};
        const Network network = initialised(*Network::create(std::move(parts)), 1);

        const std::string file = path("wide.layerbench");
        {
            auto project = Project::create(file);
            const auto source = *project->addSource({"wide:random", "", "", network});
            const auto dataset = *project->addDataset(exampleDataset());
            const Network edited = *apply(network, Recipe{"", "", {SetTrainable{}, ReplaceHead{}}}, 2);
            for (std::uint64_t seed = 1; seed <= 3; ++seed) {
                const TrainingOptions options;
                const RunRecord run{source, dataset, "1", {}, options, edited};
                const auto id = *project->addRun(run);
                for (std::int64_t epoch = 1; epoch <= 10; ++epoch) {
                    const auto tensor =
                        Tensor::fromFloats({2, 100}, std::vector<float>(200, static_cast<float>(epoch)));
                    Checkpoint checkpoint;
                    checkpoint.epoch = epoch;
                    checkpoint.parameters = {{"head.fc.weight", tensor}};
                    QVERIFY(project->saveCheckpoint(id, checkpoint));
                }
            }
            // In pieces on the disk, whole again in memory.
            QVERIFY(project->source(source)->network == network);
        }
        const auto size = QFileInfo(QString::fromStdString(file)).size();
        QVERIFY2(size > 40'000'000 && size < 41'000'000, qPrintable(QString::number(size)));
    }

    void supersededTensorsGo() {
        const std::string file = path("garbage.layerbench");
        auto project = Project::create(file);
        const auto id = *addExampleRun(*project);
        const auto megabyte = [](float value) {
            return Tensor::fromFloats({1 << 18}, std::vector<float>(1 << 18, value));
        };
        for (int i = 0; i < 20; ++i) {
            Checkpoint checkpoint;
            checkpoint.epoch = i + 1;
            checkpoint.optimizerState = {{"exp_avg/fc.weight", megabyte(static_cast<float>(i))}};
            QVERIFY(project->saveCheckpoint(id, checkpoint));
        }
        // The old and the new checkpoint are in the file together for a moment.
        QVERIFY(QFileInfo(QString::fromStdString(file)).size() < 3'500'000);
        QVERIFY(project->checkpoint(id)->optimizerState[0].second == megabyte(19));
    }

    void everyTypeOfTensor() {
        auto project = Project::create(path("types.layerbench"));
        const auto id = *addExampleRun(*project);
        Checkpoint checkpoint;
        for (const auto type :
             {ScalarType::float32, ScalarType::float64, ScalarType::float16, ScalarType::bfloat16, ScalarType::uint8,
              ScalarType::int8, ScalarType::int16, ScalarType::int32, ScalarType::int64, ScalarType::boolean})
            for (const Shape& shape : {Shape{}, Shape{0}, Shape{1}, Shape{2, 0, 3}, Shape{2, 3}})
                checkpoint.optimizerState.emplace_back(
                    std::string(name(type)) + toText(shape) + std::to_string(shape.size()),
                    Tensor::make(type, shape,
                                 [](std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{1}); }));
        QVERIFY(project->saveCheckpoint(id, checkpoint));
        const auto again = project->checkpoint(id);
        QVERIFY2(again, again ? "" : again.error().message().c_str());
        QVERIFY(again->optimizerState == checkpoint.optimizerState);
    }

    void notANumberStays() {
        auto project = Project::create(path("nan.layerbench"));
        const auto id = *addExampleRun(*project);
        EpochMetrics metrics = exampleEpoch(1);
        metrics.validationLoss = metrics.validationAccuracy = NAN;
        QVERIFY(project->addEpoch(id, metrics));
        QVERIFY(std::isnan((*project->epochs(id))[0].validationLoss));
        QCOMPARE((*project->epochs(id))[0].trainLoss, metrics.trainLoss);
    }

    void historySurvives() {
        const EditStep one{{"Freeze", "", {SetTrainable{}}}, 2};
        const EditStep two{{"Head", "", {ReplaceHead{}}}, 2};
        const EditStep three{{"Cut", "", {SliceAfter{"bn"}}}, 5};
        {
            auto project = Project::create(path("history.layerbench"));
            QCOMPARE(project->history()->source, std::int64_t{0});
            const auto source = *project->addSource({"e", "", "", exampleNetwork()});
            QVERIFY(project->startHistory(source));
            QVERIFY(project->addStep(one) && project->addStep(two) && project->setDone(1));
        }
        {
            auto project = Project::open(path("history.layerbench"));
            const auto history = *project->history();
            QVERIFY(history.steps == (std::vector<EditStep>{one, two}));
            QCOMPARE(history.done, std::int64_t{1});
            QCOMPARE(history.source, std::int64_t{1});
            QVERIFY(project->addStep(three));  // in the place of the undone one
        }
        auto project = Project::open(path("history.layerbench"), Project::Access::read);
        QVERIFY(project->history()->steps == (std::vector<EditStep>{one, three}));
        QCOMPARE(project->history()->done, std::int64_t{2});
    }

    void settings() {
        auto project = Project::create(path("settings.layerbench"));
        QVERIFY(!project->setting("layout")->has_value());
        QVERIFY(project->setSetting("layout", "wide") && project->setSetting("layout", "narrow"));
        QCOMPARE(**project->setting("layout"), std::string("narrow"));
    }

    void oneFileAfterClosing() {
        QTemporaryDir folder;
        {
            auto project = Project::create(folder.filePath("one.layerbench").toStdString());
            QVERIFY(addExampleRun(*project));
        }
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{"one.layerbench"});
    }
};

QTEST_GUILESS_MAIN(TestProject)
#include "test_project.moc"
