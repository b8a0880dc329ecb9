// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

/// Variants of transferring, recipes as files of one's own, and layers that are unfrozen in the middle of a run.
class TestRecipes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsCasesAndVariants();
    void everyVariant_data();
    void everyVariant();
    void runsNameTheVariant();
    void phasesFollowTheEpochs();
    void interruptedVariantGoesOn();
    void writtenRecipeTrainsTheSame();
    void writtenForTheClassesOfTheData();
    void comparesTwo();
    void keepsWhatIsNoRecipe();
    void faults_data();
    void faults();

private:
    Outcome run(const QStringList& arguments) const { return layerbench(arguments, folder_.path()); }
    QStringList training(const QStringList& arguments) const {
        return QStringList{"train", "demo", "--data", data_, "--json-lines", "--threads", "1"} + arguments;
    }

    QTemporaryDir folder_;
    const QString data_ = "samples:similar?per-class=4&validation=2";
    const QStringList variants_{"fixed-features",  "output-only",        "high-level",
                                "probe-then-tune", "gradual-unfreezing", "layer-wise-rates"};
};

void TestRecipes::listsCasesAndVariants() {
    const auto recipes = run({"recipes", "demo", "--json"}).json()["recipes"].toArray();
    QStringList names;
    for (const QJsonValue recipe : recipes) {
        names << recipe["name"].toString();
        QVERIFY(!recipe["title"].toString().isEmpty() && recipe["explanation"].toString().endsWith('.'));
        const bool variant = recipe["kind"].toString() == "variant";
        QCOMPARE(recipe["origin"].toString().isEmpty(), !variant);
        // Case 2 wants to be told where to cut; that is said, and all else is there.
        QCOMPARE(recipe["recipe"].isObject(), names.last() != "2");
        QCOMPARE(recipe["problem"].isString(), names.last() == "2");
    }
    QCOMPARE(names, (QStringList{"1", "2", "3", "4", "4-finetune"} + variants_));
    const auto cut = run({"recipes", "demo", "--cut", "features.8", "--json"}).json()["recipes"].toArray();
    QVERIFY(cut[1].toObject()["recipe"].isObject());

    const Outcome text = run({"recipes", "demo"});
    QCOMPARE(text.status, 0);
    for (const char* part : {"gradual-unfreezing  Unfreeze block by block", "Howard and Ruder 2018",
                             "From epoch 6: ", "New head for the data's classes"})
        QVERIFY2(text.output.contains(part), part);
}

void TestRecipes::everyVariant_data() {
    QTest::addColumn<bool>("frozenToTheEnd");  // whether anything is
    QTest::newRow("fixed-features") << true;
    QTest::newRow("output-only") << true;
    QTest::newRow("high-level") << true;
    QTest::newRow("probe-then-tune") << false;
    QTest::newRow("gradual-unfreezing") << false;
    QTest::newRow("layer-wise-rates") << false;
}

void TestRecipes::everyVariant() {
    QFETCH(bool, frozenToTheEnd);
    const QString which = QTest::currentDataTag();
    const Outcome outcome = run(training({"--variant", which, "--epochs", "4", "--out", "variants.layerbench"}));
    QVERIFY2(outcome.status == 0, outcome.errors.constData());
    QCOMPARE(outcome.events("epoch").size(), 4);
    QCOMPARE(outcome.events("epoch")[0]["case"].toString(), which);
    const auto end = outcome.events("finished").first();
    QCOMPARE(end["case"].toString(), which);
    QCOMPARE(end["reason"].toString(), "completed");
    QCOMPARE(end["frozen_unchanged"].toBool(), true);
    QCOMPARE(end["trainable_parameters"].toInt() < end["total_parameters"].toInt(), frozenToTheEnd);
}

void TestRecipes::runsNameTheVariant() {
    const auto runs = run({"runs", "variants.layerbench", "--json"}).json()["runs"].toArray();
    QStringList names;
    for (const QJsonValue each : runs)
        names << each["case"].toString();
    QCOMPARE(names, variants_);
    QCOMPARE(runs[4]["recipe"].toString(), "Unfreeze block by block");
    const Outcome table = run({"runs", "variants.layerbench", "--curves", "curves"});
    QCOMPARE(table.status, 0);
    QVERIFY(table.output.contains("Unfreeze block by block"));
    QVERIFY(QFileInfo(folder_.path() + "/curves/curves.svg").size() > 0);
}

/// They are spread over the epochs that were asked for; the learning rate falls where it should, and the run says so.
void TestRecipes::phasesFollowTheEpochs() {
    const Outcome outcome = run(training(
        {"--variant", "probe-then-tune", "--epochs", "5", "--schedule", "constant", "--out", "probe.layerbench"}));
    QVERIFY2(outcome.status == 0, outcome.errors.constData());
    QVERIFY2(outcome.errors.contains("Epoch 2: every layer trains now."), outcome.errors.constData());
    const auto epochs = outcome.events("epoch");
    QCOMPARE(epochs[0]["learning_rate"].toDouble(), 0.001);
    QCOMPARE(epochs[1]["learning_rate"].toDouble(), 0.0005);
    // The head's epoch ran on cached features, and that is still told at the end.
    QVERIFY(outcome.events("finished").first()["feature_cache"].isObject());
}

/// SIGINT between two phases: resume ends where the uninterrupted run ends, to the last digit.
void TestRecipes::interruptedVariantGoesOn() {
    const QStringList arguments{"train",
                                "demo",
                                "--data",
                                "samples:similar?per-class=25&validation=4",
                                "--variant",
                                "gradual-unfreezing",
                                "--epochs",
                                "9",
                                "--json-lines",
                                "--threads",
                                "1"};
    const Outcome whole = run(arguments + QStringList{"--out", "whole.layerbench"});
    QVERIFY2(whole.status == 0, whole.errors.constData());
    QProcess process;
    process.setWorkingDirectory(folder_.path());
    process.start(LAYERBENCH_CLI, arguments + QStringList{"--out", "part.layerbench"});
    QByteArray seen;
    while (seen.count("\"epoch\"") < 3 && process.waitForReadyRead(60'000))
        seen += process.readAllStandardOutput();
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 130);
    const Outcome rest = run({"resume", "part.layerbench", "--run", "1", "--json-lines"});
    QVERIFY2(rest.status == 0, rest.errors.constData());
    QVERIFY2(rest.errors.contains("every layer trains now"), rest.errors.constData());
    for (const QString key : {"train_loss", "validation_loss", "validation_accuracy"})
        QCOMPARE(rest.events("epoch").last()[key].toDouble(), whole.events("epoch").last()[key].toDouble());
}

/// The file holds the edits and the training that go with them: as good as the variant's name.
void TestRecipes::writtenRecipeTrainsTheSame() {
    QCOMPARE(run({"recipes", "demo", "--write", "gradual-unfreezing", "mine.json"}).status, 0);
    const QStringList rest{"--batch-size", "8", "--out", "mine.layerbench"};
    const Outcome variant = run(training(QStringList{"--variant", "gradual-unfreezing"} + rest));
    const Outcome file = run(training(QStringList{"--recipe", "mine.json"} + rest));
    QVERIFY2(variant.status == 0 && file.status == 0, file.errors.constData());
    QCOMPARE(file.events("finished").first()["case"].toString(), "recipe");
    QCOMPARE(file.events("epoch").size(), 25);
    QCOMPARE(file.events("epoch").last()["train_loss"].toDouble(),
             variant.events("epoch").last()["train_loss"].toDouble());
    // Written again over itself.
    QCOMPARE(run({"recipes", "demo", "--write", "1", "mine.json"}).status, 0);
    // Too few epochs for what the file says of them.
    QCOMPARE(run({"recipes", "demo", "--write", "gradual-unfreezing", "mine.json"}).status, 0);
    const Outcome few = run(training({"--recipe", "mine.json", "--epochs", "3", "--out", "mine.layerbench"}));
    QCOMPARE(few.status, 1);
    QVERIFY2(few.errors.contains("in a run of 3 epochs it must be one from 2 to 3"), few.errors.constData());
}

void TestRecipes::writtenForTheClassesOfTheData() {
    const auto steps = [&](const QStringList& arguments) {
        QStringList list;
        const auto all = run(QStringList{"recipes", "demo", "--json"} + arguments).json()["recipes"].toArray();
        for (const QJsonValue recipe : all)
            if (recipe["name"].toString() == "output-only")
                for (const QJsonValue step : recipe["steps"].toArray())
                    list << step.toString();
        return list;
    };
    QCOMPARE(steps({}), (QStringList{"Freeze all", "New head for the data's classes"}));
    QCOMPARE(steps({"--classes", "10"}), (QStringList{"Freeze all", "Unfreeze head"}));
}

void TestRecipes::comparesTwo() {
    QCOMPARE(run({"recipes", "demo", "--write", "fixed-features", "a.json"}).status, 0);
    QCOMPARE(run({"recipes", "demo", "--write", "high-level", "b.json"}).status, 0);
    const auto answer = run({"recipes", "demo", "--compare", "a.json", "b.json", "--json"}).json();
    QCOMPARE(answer["a"].toString(), "Classify fixed features");
    QCOMPARE(answer["steps"].toArray(),
             (QJsonArray{"Only in B: Unfreeze last_block.", "Only in B: Learning rate of head × 10."}));
    QStringList layers;
    for (const QJsonValue layer : answer["layers"].toArray())
        layers << layer["name"].toString() + ": " + layer["differs"].toArray().first().toString();
    QVERIFY2(layers.contains("classifier.2: trainable") && layers.contains("classifier.4: rate"),
             qPrintable(layers.join(", ")));
    const Outcome same = run({"recipes", "demo", "--compare", "a.json", "a.json"});
    QVERIFY2(same.output.contains("Both leave the same network."), same.output.constData());
    QVERIFY2(same.output.contains("Both train alike."), same.output.constData());
    // The same edits to the network, at other times.
    QCOMPARE(run({"recipes", "demo", "--write", "probe-then-tune", "c.json"}).status, 0);
    QCOMPARE(run({"recipes", "demo", "--write", "gradual-unfreezing", "d.json"}).status, 0);
    const auto timed = run({"recipes", "demo", "--compare", "c.json", "d.json", "--json"}).json();
    QVERIFY(timed["layers"].toArray().isEmpty());
    QStringList settings;
    for (const QJsonValue setting : timed["training"].toArray())
        settings << setting["setting"].toString();
    QVERIFY2(settings.contains("Phases"), qPrintable(settings.join(", ")));
}

/// A slip in --write must not cost the project.
void TestRecipes::keepsWhatIsNoRecipe() {
    const Outcome outcome = run({"recipes", "demo", "--write", "1", "variants.layerbench"});
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.errors.contains("variants.layerbench"), outcome.errors.constData());
    QCOMPARE(run({"runs", "variants.layerbench"}).status, 0);
}

void TestRecipes::faults_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("says");
    const QStringList train{"train", "demo", "--data", "samples:similar?per-class=2", "--out", "x.layerbench"};
    QTest::newRow("variant that is none") << train + QStringList{"--variant", "thaw"} << 2 << "gradual-unfreezing";
    QTest::newRow("variant and case") << train + QStringList{"--variant", "high-level", "--case", "1"} << 2 << "--case";
    QTest::newRow("variant and recipe") << train + QStringList{"--variant", "high-level", "--recipe", "a.json"} << 2
                                        << "--recipe";
    QTest::newRow("none of the three") << train << 2 << "--variant";
    QTest::newRow("epochs") << train + QStringList{"--variant", "probe-then-tune", "--epochs", "0"} << 1 << "epochs";
    QTest::newRow("written by no name") << QStringList{"recipes", "demo", "--write", "thaw", "y.json"} << 1
                                        << "gradual-unfreezing";
    QTest::newRow("case 2 without a cut") << QStringList{"recipes", "demo", "--write", "2", "y.json"} << 1 << "cut";
    QTest::newRow("compared with nothing")
        << QStringList{"recipes", "demo", "--compare", "gone.json", "gone.json"} << 1 << "gone.json";
    QTest::newRow("into a missing folder")
        << QStringList{"recipes", "demo", "--write", "1", "gone/y.json"} << 1 << "gone";
}

void TestRecipes::faults() {
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(QString, says);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.status, status);
    QVERIFY2(outcome.errors.startsWith("layerbench-cli: ") && outcome.errors.contains(says.toUtf8()),
             outcome.errors.constData());
    QCOMPARE(outcome.errors.count('\n'), 1);
    QVERIFY(!QFile::exists(folder_.path() + "/x.layerbench") && !QFile::exists(folder_.path() + "/y.json"));
}

QTEST_GUILESS_MAIN(TestRecipes)
#include "test_recipes.moc"
