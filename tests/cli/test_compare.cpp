// SPDX-License-Identifier: GPL-3.0-or-later
// advise and compare as their users call them.
#include "tests/cli/program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

class TestCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(folder_.isValid()); }

    /// The contract's keys.
    void adviseAsJson() {
        const Outcome outcome = layerbench({"advise", "demo", "--data", "samples:similar?per-class=6", "--json"});
        QCOMPARE(outcome.status, 0);
        const QJsonObject advice = outcome.json();
        QVERIFY(QStringList({"1", "2", "3", "4", "4-finetune"}).contains(advice["case"].toString()));
        QVERIFY(advice["confidence"].toDouble() >= 0.5 && advice["confidence"].toDouble() < 1);
        QVERIFY(advice["cut"].isString());
        QCOMPARE(advice["size"].toObject()["pictures"].toInt(), 48);
        QCOMPARE(advice["similarity"].toObject()["source"].toString(), "samples:base");
        const QJsonArray profile = advice["profile"].toArray();
        QCOMPARE(profile.size(), 5);
        for (const auto& block : profile) {
            QVERIFY(block.toObject()["layer"].isString());
            QVERIFY(block.toObject()["knn"].isDouble() && block.toObject()["ridge"].isDouble());
        }
        QVERIFY(advice["reasons"].toArray().size() >= 2);
    }

    void adviseInWords() {
        const Outcome outcome = layerbench({"advise", "demo", "--data", "samples:similar?per-class=6"});
        QCOMPARE(outcome.status, 0);
        QVERIFY(outcome.output.startsWith("Case "));
        QVERIFY(outcome.output.contains("What would change this:") && outcome.output.contains("classifier.3"));
    }

    void badAdvice_data() {
        QTest::addColumn<QString>("data");
        QTest::addColumn<QString>("says");
        QTest::newRow("one picture a class") << "samples:similar?per-class=1"
                                             << "one training picture a class";
        QTest::newRow("no such data") << "nowhere"
                                      << "nowhere";
    }
    void badAdvice() {
        QFETCH(const QString, data);
        QFETCH(const QString, says);
        const Outcome outcome = layerbench({"advise", "demo", "--data", data});
        QCOMPARE(outcome.status, 1);
        QVERIFY2(outcome.errors.contains(says.toUtf8()), outcome.errors.constData());
        QCOMPARE(outcome.errors.count('\n'), 1);
    }

    void compareAsJsonLines() {
        const Outcome outcome = layerbench({"compare", "demo", "--data", "samples:similar?per-class=3&validation=4",
                                            "--cases", "1,2,3", "--seeds", "2", "--seed", "7", "--epochs", "2", "--out",
                                            "race.layerbench", "--report", "report", "--json-lines"},
                                           folder_.path());
        QVERIFY2(outcome.status == 0, outcome.errors.constData());
        QCOMPARE(outcome.events("epoch").size(), 3 * 2 * 2);
        const auto finished = outcome.events("finished");
        QCOMPARE(finished.size(), 6);
        QCOMPARE(finished.first()["seed"].toInt(), 7);
        QCOMPARE(finished.last()["seed"].toInt(), 8);
        const auto compared = outcome.events("compared");
        QCOMPARE(compared.size(), 1);
        const QJsonArray cases = compared[0]["cases"].toArray();
        QCOMPARE(cases.size(), 3);
        double best = 0;
        for (int i = 0; i < 3; ++i) {
            double sum = 0;
            for (const auto& run : finished)
                if (run["case"] == cases[i].toObject()["case"])
                    sum += run["validation_accuracy"].toDouble();
            QVERIFY(qAbs(cases[i].toObject()["validation_accuracy"].toDouble() - sum / 2) < 1e-9);
            best = qMax(best, sum / 2);
            if (cases[i].toObject()["case"] == compared[0]["best"])
                QVERIFY(qAbs(sum / 2 - best) < 1e-9);
        }
        QCOMPARE(compared[0]["lead"].toString(), "too-few");
        for (const char* name : {"comparison.md", "comparison.csv", "comparison.tex", "curves.svg", "results.csv"})
            QVERIFY2(QFile::exists(folder_.filePath(QString("report/") + name)), name);
        const auto runs = layerbench({"runs", "race.layerbench", "--json"}, folder_.path()).json()["runs"].toArray();
        QCOMPARE(runs.size(), 6);

        const QJsonObject record = layerbench({"record", "race.layerbench", "--json"}, folder_.path()).json();
        QCOMPARE(record["outcomes"].toArray().size(), 1);
        const QJsonObject told = record["outcomes"].toArray()[0].toObject();
        QCOMPARE(told["best"], compared[0]["best"]);
        QVERIFY(told["regret"].toDouble() >= 0 && told["regret"].toDouble() <= best);
        QCOMPARE(record["mean_regret"], told["regret"]);
        QCOMPARE(record["judged"].toInt(), 0);
        const Outcome table = layerbench({"record", "race.layerbench"}, folder_.path());
        QVERIFY(table.output.contains("too few runs to tell"));
        QVERIFY(layerbench({"record", "race.layerbench", "--markdown"}, folder_.path()).output.startsWith("| Network"));
    }

    /// A variant races like a case, its phases within the epochs that there are.
    void compareWithAVariant() {
        const Outcome outcome =
            layerbench({"compare", "demo", "--data", "samples:similar?per-class=2&validation=2", "--cases",
                        "1,probe-then-tune", "--seeds", "1", "--epochs", "3", "--out", "variant.layerbench",
                        "--json-lines", "--source", "samples:base?validation=2"},
                       folder_.path());
        QVERIFY2(outcome.status == 0, outcome.errors.constData());
        const QJsonObject compared = outcome.events("compared").value(0);
        const QJsonArray cases = compared["cases"].toArray();
        QCOMPARE(cases.size(), 2);
        QCOMPARE(cases[1].toObject()["case"].toString(), "probe-then-tune");
        QVERIFY(cases[1].toObject()["peak_bytes"].toDouble() > 0);
        QVERIFY(compared["source_accuracy_before"].toDouble() > 0.5);
        QCOMPARE(cases[0].toObject()["source_accuracy"], compared["source_accuracy_before"]);
    }

    void recordWithoutComparisons() {
        QCOMPARE(layerbench({"train", "demo", "--data", "samples:similar?per-class=2&validation=2", "--case", "1",
                             "--epochs", "1", "--out", "alone.layerbench"},
                            folder_.path())
                     .status,
                 0);
        const Outcome none = layerbench({"record", "alone.layerbench"}, folder_.path());
        QCOMPARE(none.status, 0);
        QVERIFY(none.output.contains("No comparison yet"));
        const Outcome missing = layerbench({"record", "nowhere.layerbench"}, folder_.path());
        QCOMPARE(missing.status, 1);
        QVERIFY(missing.errors.contains("nowhere.layerbench"));
    }

    void compareRefuses_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown case") << QStringList{"--cases", "1,7"} << 2 << "7";
        QTest::newRow("no seed") << QStringList{"--seeds", "0"} << 2 << "--seeds";
        QTest::newRow("cut that is none") << QStringList{"--cut", "features.99"} << 1 << "features.99";
    }
    void compareRefuses() {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, status);
        QFETCH(const QString, says);
        const Outcome outcome = layerbench(
            QStringList{"compare", "demo", "--data", "samples:similar?per-class=2", "--out", "refused.layerbench"} +
                arguments,
            folder_.path());
        QCOMPARE(outcome.status, status);
        QVERIFY2(outcome.errors.contains(says.toUtf8()), outcome.errors.constData());
        QVERIFY(!QFile::exists(folder_.filePath("refused.layerbench")));
    }

private:
    QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestCompare)
#include "test_compare.moc"
