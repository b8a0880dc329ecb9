// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

/// The main job from the command line, on the built-in network and samples.
class TestTraining : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void demonstrationKnowsItsShapes();
    void everyCase_data();
    void everyCase();
    void runsListAll();
    void resultIsANetwork();
    void recipeFile();
    void interruptedRunGoesOn();
    void timeLimitKeepsWhatWasTrained();
    void withoutValidationPictures();
    void runIsJudgedByItsOwnSplit();
    void exportedAgain();
    void writtenSamplesAreTheSame();

private:
    QTemporaryDir folder_;
    const QString data_ = "samples:similar?per-class=4&validation=4";
};

/// The shipped weights, on base pictures of a seed that neither training nor the choice of the best epoch has seen.
void TestTraining::demonstrationKnowsItsShapes() {
    const auto scored =
        layerbench({"evaluate", "demo", "--data", "samples:base?validation=100&seed=4711", "--json"}).json();
    QCOMPARE(scored["images"].toInt(), 1000);
    QVERIFY2(scored["accuracy"].toDouble() >= 0.9, qPrintable(QString::number(scored["accuracy"].toDouble())));
}

void TestTraining::everyCase_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("frozen");  // whether anything is
    QTest::newRow("1") << QStringList{} << true;
    QTest::newRow("2") << QStringList{"--cut", "features.8"} << true;
    QTest::newRow("3") << QStringList{"--augment", "standard"} << false;
    QTest::newRow("4") << QStringList{"--optimizer", "adam", "--learning-rate", "0.001", "--schedule", "one-cycle"}
                       << false;
    QTest::newRow("4-finetune") << QStringList{"--precision", "bfloat16"} << false;
}

void TestTraining::everyCase() {
    QFETCH(QStringList, arguments);
    QFETCH(bool, frozen);
    const QString which = QTest::currentDataTag();
    const Outcome outcome = layerbench(QStringList{"train", "demo", "--data", data_, "--case", which, "--epochs", "3",
                                                   "--seed", "5", "--json-lines", "--out", "cases.layerbench"} +
                                           arguments,
                                       folder_.path());
    QVERIFY2(outcome.status == 0, outcome.errors.constData());
    const auto epochs = outcome.events("epoch");
    QCOMPARE(epochs.size(), 3);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(epochs[i]["epoch"].toInt(), i + 1);
        QCOMPARE(epochs[i]["case"].toString(), which);
        QCOMPARE(epochs[i]["seed"].toInt(), 5);
        for (const QString key : {"train_loss", "train_accuracy", "validation_loss", "validation_accuracy",
                                  "learning_rate", "seconds", "images_per_second"})
            QVERIFY2(epochs[i][key].isDouble(), qPrintable(key));
    }
    const auto finished = outcome.events("finished");
    QCOMPARE(finished.size(), 1);
    const auto& end = finished.first();
    QCOMPARE(end["reason"].toString(), "completed");
    QCOMPARE(end["frozen_unchanged"].toBool(), true);
    QCOMPARE(end["trainable_parameters"].toInt() < end["total_parameters"].toInt(), frozen);
    QCOMPARE(end["feature_cache"].isObject(), frozen);
    const int best = end["best_epoch"].toInt();
    QVERIFY(best >= 1 && best <= 3);
    QCOMPARE(end["validation_accuracy"].toDouble(), epochs[best - 1]["validation_accuracy"].toDouble());
    QCOMPARE(end["last_validation_accuracy"].toDouble(), epochs[2]["validation_accuracy"].toDouble());
}

void TestTraining::runsListAll() {
    const Outcome outcome = layerbench({"runs", "cases.layerbench", "--json", "--curves", "curves"}, folder_.path());
    QCOMPARE(outcome.status, 0);
    const auto runs = outcome.json()["runs"].toArray();
    QCOMPARE(runs.size(), 5);
    const QStringList cases{"1", "2", "3", "4", "4-finetune"};
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(runs[i]["run"].toInt(), i + 1);
        QCOMPARE(runs[i]["case"].toString(), cases[i]);
        QCOMPARE(runs[i]["status"].toString(), "finished");
        QCOMPARE(runs[i]["epochs"].toInt(), 3);
    }
    for (const char* name : {"curves.svg", "curves.csv", "results.csv", "results.md"})
        QVERIFY2(QFileInfo(folder_.path() + "/curves/" + name).size() > 0, name);
}

void TestTraining::resultIsANetwork() {
    const auto inspected = layerbench({"inspect", "cases.layerbench#2", "--json"}, folder_.path()).json();
    QCOMPARE(inspected["classes"].toInt(), 8);
    QCOMPARE(inspected["head"].toString(), "head.fc");
    const auto scored =
        layerbench({"evaluate", "cases.layerbench#1", "--data", data_, "--json"}, folder_.path()).json();
    const QJsonObject run =
        layerbench({"runs", "cases.layerbench", "--json"}, folder_.path()).json()["runs"].toArray()[0].toObject();
    QCOMPARE(scored["accuracy"].toDouble(), run["validation_accuracy"].toDouble());
    QCOMPARE(scored["images"].toInt(), 32);
    QCOMPARE(scored["per_class"].toArray().size(), 8);
}

void TestTraining::recipeFile() {
    QFile recipe(folder_.path() + "/recipe.json");
    QVERIFY(recipe.open(QIODevice::WriteOnly));
    recipe.write(R"({"name": "only the last two", "edits": [
        {"edit": "freeze", "layers": {"role": "all"}},
        {"edit": "replace_head", "classes": "data"},
        {"edit": "unfreeze", "layers": {"names": ["classifier.2"]}}]})");
    recipe.close();
    const Outcome outcome = layerbench({"train", "demo", "--data", data_, "--recipe", "recipe.json", "--epochs", "1",
                                        "--json-lines", "--out", "recipe.layerbench"},
                                       folder_.path());
    QVERIFY2(outcome.status == 0, outcome.errors.constData());
    const auto end = outcome.events("finished").first();
    QCOMPARE(end["case"].toString(), "recipe");
    // classifier.2 is 256 to 128, the new head 128 to 8, each with its biases.
    QCOMPARE(end["trainable_parameters"].toInt(), 256 * 128 + 128 + 128 * 8 + 8);
}

/// SIGINT in the middle: saved, exit status 130; resume ends where the uninterrupted run ends, to the last digit.
void TestTraining::interruptedRunGoesOn() {
    const QStringList arguments{"train",        "demo",      "--data",   "samples:similar?per-class=50&validation=4",
                                "--case",       "3",         "--epochs", "6",
                                "--json-lines", "--threads", "1"};
    const Outcome whole = layerbench(arguments + QStringList{"--out", "whole.layerbench"}, folder_.path());
    QCOMPARE(whole.status, 0);

    QProcess process;
    process.setWorkingDirectory(folder_.path());
    process.start(LAYERBENCH_CLI, arguments + QStringList{"--out", "part.layerbench"});
    QByteArray seen;
    while (seen.count("\"epoch\"") < 2 && process.waitForReadyRead(60'000))
        seen += process.readAllStandardOutput();
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 130);
    const QJsonObject part =
        layerbench({"runs", "part.layerbench", "--json"}, folder_.path()).json()["runs"].toArray()[0].toObject();
    QCOMPARE(part["status"].toString(), "paused");
    QVERIFY(part["epochs"].toInt() >= 1 && part["epochs"].toInt() < 6);

    const Outcome rest = layerbench({"resume", "part.layerbench", "--run", "1", "--json-lines"}, folder_.path());
    QVERIFY2(rest.status == 0, rest.errors.constData());
    const auto wholeEpochs = whole.events("epoch");
    const auto restEpochs = rest.events("epoch");
    QVERIFY(!restEpochs.isEmpty());
    for (const QString key : {"train_loss", "validation_loss", "validation_accuracy"})
        QCOMPARE(restEpochs.last()[key].toDouble(), wholeEpochs.last()[key].toDouble());
    const Outcome again = layerbench({"resume", "part.layerbench", "--run", "1"}, folder_.path());
    QCOMPARE(again.status, 1);
    QVERIFY2(again.errors.contains("finished"), again.errors.constData());
}

/// Too little time for one epoch: what it was enough for is validated, stored and can be exported.
void TestTraining::timeLimitKeepsWhatWasTrained() {
    const Outcome outcome =
        layerbench({"train", "demo", "--data", "samples:similar?per-class=400&validation=4", "--case", "3",
                    "--time-limit", "0.3", "--json-lines", "--out", "short.layerbench"},
                   folder_.path());
    QVERIFY2(outcome.status == 0, outcome.errors.constData());
    const auto end = outcome.events("finished").first();
    QCOMPARE(end["reason"].toString(), "time-limit");
    QCOMPARE(end["best_epoch"].toInt(), 1);
    QCOMPARE(outcome.events("epoch").size(), 1);
    QCOMPARE(layerbench({"export", "short.layerbench", "--run", "1", "--format", "pth", "--out", "short.pth"},
                        folder_.path())
                 .status,
             0);
}

void TestTraining::withoutValidationPictures() {
    const QDir folder(folder_.path());
    QVERIFY(
        layerbench({"samples", "--write", "similar", "few", "--per-class", "1", "--validation", "1", "--size", "32"},
                   folder_.path())
            .status == 0);
    const Outcome outcome = layerbench({"train", "demo", "--data", "few/train", "--case", "1", "--epochs", "2",
                                        "--json-lines", "--out", "few.layerbench"},
                                       folder_.path());
    QVERIFY2(outcome.status == 0, outcome.errors.constData());
    QVERIFY2(outcome.errors.contains("validate"), outcome.errors.constData());
    QVERIFY(outcome.events("finished").first()["validation_accuracy"].isNull());
    QVERIFY(layerbench({"runs", "few.layerbench", "--json"}, folder_.path())
                .json()["runs"]
                .toArray()[0]
                .toObject()["validation_accuracy"]
                .isNull());
}

/// A folder without own parts is split by the run's seed; evaluating the run on it takes that split, not another that
/// holds pictures it has learnt.
void TestTraining::runIsJudgedByItsOwnSplit() {
    QVERIFY(
        layerbench({"samples", "--write", "similar", "flat", "--per-class", "6", "--validation", "1", "--size", "32"},
                   folder_.path())
            .status == 0);
    const Outcome outcome =
        layerbench({"train", "demo", "--data", "flat/train", "--case", "1", "--epochs", "3", "--seed", "7",
                    "--validation-fraction", "0.5", "--json-lines", "--out", "flat.layerbench"},
                   folder_.path());
    QVERIFY2(outcome.status == 0, outcome.errors.constData());
    const int best = outcome.events("finished").first()["best_epoch"].toInt();
    const auto scored =
        layerbench({"evaluate", "flat.layerbench#1", "--data", "flat/train", "--json"}, folder_.path()).json();
    QCOMPARE(scored["images"].toInt(), 24);
    // The features were computed in other batches: equal to rounding.
    QVERIFY(std::abs(scored["loss"].toDouble() - outcome.events("epoch")[best - 1]["validation_loss"].toDouble()) <
            1e-4);
}

/// What is exported and read again answers as the run does.
void TestTraining::exportedAgain() {
    QVERIFY(layerbench(
                {"samples", "--write", "similar", "pictures", "--per-class", "1", "--validation", "1", "--size", "32"},
                folder_.path())
                .status == 0);
    QCOMPARE(
        layerbench({"predict", "cases.layerbench#1", "pictures/val", "--logits", "run.npy"}, folder_.path()).status, 0);
    QFile reference(folder_.path() + "/run.npy");
    QVERIFY(reference.open(QIODevice::ReadOnly));
    const QByteArray wanted = reference.readAll();
    QVERIFY(wanted.size() > 8 * 8 * 4);
    for (const QString format : {"safetensors", "pth"}) {
        const QString file = "out." + format;
        QCOMPARE(
            layerbench({"export", "cases.layerbench", "--run", "1", "--format", format, "--out", file}, folder_.path())
                .status,
            0);
        QCOMPARE(layerbench({"predict", "demo:" + file, "pictures/val", "--logits", "file.npy"}, folder_.path()).status,
                 0);
        QFile read(folder_.path() + "/file.npy");
        QVERIFY(read.open(QIODevice::ReadOnly));
        QVERIFY2(read.readAll() == wanted, qPrintable(format));
    }
}

void TestTraining::writtenSamplesAreTheSame() {
    const QStringList train{"train", "demo", "--case", "1", "--epochs", "1", "--json-lines"};
    QVERIFY(layerbench({"samples", "--write", "different", "written", "--per-class", "3", "--validation", "50",
                        "--size", "32", "--seed", "9"},
                       folder_.path())
                .status == 0);
    const auto files =
        layerbench(train + QStringList{"--data", "written", "--out", "files.layerbench"}, folder_.path());
    const auto drawn =
        layerbench(train + QStringList{"--data", "samples:different?per-class=3&seed=9", "--out", "drawn.layerbench"},
                   folder_.path());
    QCOMPARE(files.status, 0);
    QCOMPARE(drawn.status, 0);
    // Class folders stand in another order than the set's classes: the accuracy's noise differs, the count does not.
    QCOMPARE(layerbench({"evaluate", "files.layerbench#1", "--data", "written", "--json"}, folder_.path())
                 .json()["images"]
                 .toInt(),
             8 * 50);
}

QTEST_GUILESS_MAIN(TestTraining)
#include "test_training.moc"
