// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QTemporaryDir>
#include <QtTest>

/// The study of Yosinski et al. from the command line, at its smallest.
class TestTransferability : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void study();
    void namedSplit();
    void faults_data();
    void faults();

private:
    Outcome run(const QStringList& arguments) const {
        return layerbench(QStringList{"transferability", "demo", "--epochs", "1", "--seeds", "1", "--threads", "1"} +
                              arguments,
                          folder_.path());
    }
    QStringList lines(const QString& file) const {
        QFile text(folder_.path() + "/" + file);
        return text.open(QIODevice::ReadOnly) ? QString::fromUtf8(text.readAll()).trimmed().split('\n') : QStringList();
    }

    QTemporaryDir folder_;
    const QString data_ = "samples:base?per-class=2&validation=2";
};

void TestTransferability::study() {
    const Outcome outcome = run({"--data", data_, "--dissimilar", "samples:different?per-class=2&validation=2",
                                 "--depths", "3", "--json-lines", "--out", "all"});
    QVERIFY2(outcome.status == 0, outcome.errors.constData());
    const auto runs = outcome.events("transferability-run");
    QStringList names;
    for (const auto& event : runs) {
        names << event["run"].toString();
        QVERIFY(event["validation_accuracy"].isDouble() && event["frozen_unchanged"].toBool());
        QCOMPARE(event["runs"].toInt(), 9);
        QCOMPARE(event["done"].toInt(), static_cast<int>(names.size()));
        QCOMPARE(event["cut"].toString(), event["depth"].toInt() == 3 ? "features.8" : "");
        // Frozen are the three convolutions: 3 to 32, 64 and 128 channels.
        const int frozen = event["total_parameters"].toInt() - event["trainable_parameters"].toInt();
        QCOMPARE(frozen, event["frozen"].toBool() ? 28 * 32 + 289 * 64 + 577 * 128 : 0);
    }
    QCOMPARE(names, (QStringList{"base B", "base A", "base D", "B3B", "B3B+", "A3B", "A3B+", "D3B", "D3B+"}));
    const auto csv = lines("all/transferability.csv");
    QCOMPARE(csv.size(), 1 + 9);
    for (int i = 0; i < 9; ++i)
        QCOMPARE(csv[i + 1].split(',')[6].toDouble(), runs[i]["validation_accuracy"].toDouble());
    QVERIFY(lines("all/transferability.svg").first().startsWith("<svg"));
    QVERIFY(lines("all/transferability.md").first().startsWith("# "));
}

void TestTransferability::namedSplit() {
    const QStringList arguments{"--data", data_, "--split", "circle,square,ring", "--depths", "1"};
    const Outcome outcome = run(arguments + QStringList{"--out", "named"});
    QVERIFY2(outcome.status == 0, outcome.errors.constData());
    QVERIFY2(outcome.output.contains("seed 1, A1B+: "), outcome.output.constData());
    const QString page = lines("named/transferability.md").join('\n');
    QVERIFY2(page.contains("circle, square, ring; 6 training and 6 validation"), qPrintable(page));
    // The same again, and a depth more does not change what was there: its runs draw for themselves.
    QVERIFY(run(arguments.mid(0, 4) + QStringList{"--depths", "1,5", "--out", "more"}).status == 0);
    const auto accuracies = [&](const QString& file) {
        QMap<QString, QString> found;
        for (const auto& line : lines(file))
            found[line.split(',')[0]] = line.split(',')[6];
        return found;
    };
    const auto few = accuracies("named/transferability.csv");
    const auto more = accuracies("more/transferability.csv");
    QCOMPARE(few.size(), 1 + 6);
    QCOMPARE(more.size(), 1 + 10);
    for (const auto& [name, accuracy] : few.toStdMap())
        QCOMPARE(more[name], accuracy);
}

void TestTransferability::faults_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    QVERIFY(layerbench(
                {"samples", "--write", "similar", "pictures", "--per-class", "2", "--validation", "1", "--size", "32"},
                folder_.path())
                .status == 0);
    const QDir at(folder_.path());
    const auto classes = QDir(at.filePath("pictures/train")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const auto& one : classes.mid(3)) {
        QVERIFY(QDir(at.filePath("pictures/train/" + one)).removeRecursively());
        QVERIFY(QDir(at.filePath("pictures/val/" + one)).removeRecursively());
    }
    QTest::newRow("three classes") << QStringList{"--data", "pictures"} << "needs four";
    QTest::newRow("unknown class") << QStringList{"--data", data_, "--split", "circle,sqare"} << "square";
    QTest::newRow("one class in A") << QStringList{"--data", data_, "--split", "circle"} << "at least two";
    QTest::newRow("depth too large") << QStringList{"--data", data_, "--depths", "6"} << "from 1 to 5";
    QTest::newRow("depth that is none") << QStringList{"--data", data_, "--depths", "1,many"} << "many";
    QTest::newRow("unknown data") << QStringList{"--data", "samples:nothing"} << "nothing";
    QTest::newRow("unknown further data") << QStringList{"--data", data_, "--dissimilar", "samples:else"} << "else";
    QTest::newRow("learning rate") << QStringList{"--data", data_, "--learning-rate", "-1"} << "learning-rate";
    QTest::newRow("read-only folder") << QStringList{"--data", data_, "--out", "/proc/sys/kernel/out"}
                                      << "/proc/sys/kernel/out";
}

void TestTransferability::faults() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    if (!arguments.contains("--out"))
        arguments += QStringList{"--out", "faulty"};
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.errors.contains(says.toUtf8()), outcome.errors.constData());
    QCOMPARE(outcome.errors.count('\n'), 1);
    QVERIFY(outcome.output.isEmpty() && !QFileInfo::exists(folder_.path() + "/faulty"));
}

QTEST_GUILESS_MAIN(TestTransferability)
#include "test_transferability.moc"
