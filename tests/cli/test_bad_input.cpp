// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

#include <sys/resource.h>

namespace {

void write(const QString& path, const QByteArray& content) {
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

QByteArray littleEndian(quint64 value) {
    QByteArray bytes;
    for (int i = 0; i < 8; ++i)
        bytes.append(static_cast<char>(value >> (8 * i)));
    return bytes;
}

/// The bytes of a literal, zeros among them.
template <std::size_t size>
QByteArray bytes(const char (&literal)[size]) {
    return {literal, static_cast<qsizetype>(size - 1)};
}

/// The legacy format's magic number and protocol, then a pickle that calls os.system.
const QByteArray hostilePickle = QByteArray::fromHex("80028a0a6cfc9c46f9206aa850192e8002") + bytes("M\xe9\x03.") +
                                 bytes("\x80\x02}q\x00.") +
                                 bytes("\x80\x02"
                                       "cposix\nsystem\nq\x00X\x0b\x00\x00\x00touch owned\x85q\x01Rq\x02.");

}  // namespace

/// Whatever it is given, the program ends with one clear line and status 1 (2 for wrong usage), and leaves nothing
/// half-written.
class TestBadInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fault_data();
    void fault();
    void usage_data();
    void usage();
    void help_data();
    void help();
    void readOnlyFolder_data();
    void readOnlyFolder();
    void exportKeepsWhatIsNoWeights();
    void diskFullWhileTraining();
    void nothingIsRun();

private:
    QTemporaryDir folder_;
};

void TestBadInput::initTestCase() {
    QVERIFY(folder_.isValid());
    const QString at = folder_.path() + "/";
    QDir().mkpath(at + "empty");
    write(at + "texts/a/one.txt", "a");
    write(at + "texts/b/two.txt", "b");
    write(at + "text.pth", "these are no weights\n");
    write(at + "hostile.pth", hostilePickle);
    write(at + "huge.safetensors", littleEndian(quint64{1} << 60) + "{}");
    write(at + "broken.json", "{\"name\": \"x\", \"edits\": [");
    write(at + "unknown.json", R"({"name":"x","edits":[{"edit":"slice_after","layer":"features.99"}]})");
    write(at + "notes.layerbench", "not a database");
    const auto samples = layerbench(
        {"samples", "--write", "similar", "pictures", "--per-class", "2", "--validation", "1", "--size", "32"},
        folder_.path());
    QCOMPARE(samples.status, 0);
    QDir(at).mkpath("one/train/star");
    QDir(at).mkpath("one/val/star");
    QVERIFY(QFile::copy(at + "pictures/train/star/0001.png", at + "one/train/star/1.png"));
    QVERIFY(QFile::copy(at + "pictures/val/star/0001.png", at + "one/val/star/1.png"));
}

void TestBadInput::fault_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");  // a word that the sentence must have
    const QStringList train{"train", "demo", "--case", "1", "--out", "out.layerbench", "--data"};
    QTest::newRow("empty folder") << train + QStringList{"empty"} << "empty";
    QTest::newRow("missing folder") << train + QStringList{"nowhere"} << "nowhere";
    QTest::newRow("one class only") << train + QStringList{"one"} << "class";
    QTest::newRow("folder of text files") << train + QStringList{"texts"} << "texts";
    QTest::newRow("unknown samples") << train + QStringList{"samples:nothing"} << "nothing";
    QTest::newRow("samples misspelt") << train + QStringList{"samples:similar?per-clas=3"} << "per-clas";
    QTest::newRow("learning rate") << train + QStringList{"samples:similar?per-class=2", "--learning-rate", "-1"}
                                   << "learning-rate";
    QTest::newRow("optimizer") << train + QStringList{"samples:similar?per-class=2", "--optimizer", "sdg"} << "sgd";
    QTest::newRow("device") << train + QStringList{"samples:similar?per-class=2", "--device", "gpu"} << "cuda";
    QTest::newRow("augmentation") << train + QStringList{"samples:similar?per-class=2", "--augment", "all"} << "strong";
    QTest::newRow("text named .pth") << QStringList{"inspect", "text.pth"} << "text.pth";
    QTest::newRow("wrong architecture name") << QStringList{"inspect", "resnet19:text.pth"} << "resnet18";
    QTest::newRow("pickle that wants os.system") << QStringList{"inspect", "hostile.pth"} << "system";
    QTest::newRow("header of 2^60 bytes") << QStringList{"inspect", "huge.safetensors"} << "huge.safetensors";
    QTest::newRow("missing weights") << QStringList{"inspect", "alexnet:gone.pth"} << "gone.pth";
    QTest::newRow("no such project") << QStringList{"runs", "gone.layerbench"} << "gone.layerbench";
    QTest::newRow("project that is none") << QStringList{"runs", "notes.layerbench"} << "notes.layerbench";
    QTest::newRow("network of no project") << QStringList{"inspect", "gone.layerbench#1"} << "gone.layerbench";
    QTest::newRow("no pictures to predict") << QStringList{"predict", "demo", "empty"} << "empty";
    QTest::newRow("text to predict") << QStringList{"predict", "demo", "texts/a/one.txt"} << "one.txt";
    QTest::newRow("other class count") << QStringList{"evaluate", "demo", "--data", "pictures"} << "classes";
    QTest::newRow("case 2 without a cut")
        << QStringList{"train", "demo",          "--case", "2", "--data", "samples:similar?per-class=2",
                       "--out", "out.layerbench"}
        << "cut";
    QTest::newRow("cut that is not there")
        << QStringList{"train", "demo",          "--case", "2",
                       "--cut", "layer9",        "--data", "samples:similar?per-class=2",
                       "--out", "out.layerbench"}
        << "layer9";
    QTest::newRow("recipe cut short") << QStringList{"train",       "demo",          "--recipe",
                                                     "broken.json", "--data",        "samples:similar?per-class=2",
                                                     "--out",       "out.layerbench"}
                                      << "broken.json";
    QTest::newRow("recipe for another network")
        << QStringList{"train", "demo",          "--recipe", "unknown.json", "--data", "samples:similar?per-class=2",
                       "--out", "out.layerbench"}
        << "features.99";
    QTest::newRow("project into a missing folder") << QStringList{"train",  "demo",
                                                                  "--case", "1",
                                                                  "--data", "samples:similar?per-class=2",
                                                                  "--out",  "gone/out.layerbench"}
                                                   << "gone";
    QTest::newRow("project over another file")
        << QStringList{"train", "demo", "--case", "1", "--data", "samples:similar?per-class=2", "--out", "text.pth"}
        << "text.pth";
}

void TestBadInput::fault() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    const auto before = QDir(folder_.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    const Outcome outcome = layerbench(arguments, folder_.path());
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.output.isEmpty(), outcome.output.constData());
    // What was skipped comes first; the fault itself is one line, the last.
    const auto lines = QString::fromUtf8(outcome.errors).trimmed().split('\n');
    QVERIFY2(lines.last().startsWith("layerbench-cli: "), qPrintable(lines.last()));
    QVERIFY2(lines.last().contains(says), qPrintable(lines.last()));
    for (const auto& line : lines.mid(0, lines.size() - 1))
        QVERIFY2(line.contains("skipped"), qPrintable(line));
    auto after = QDir(folder_.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    QCOMPARE(after, before);
    QFile text(folder_.path() + "/text.pth");
    QVERIFY(text.open(QIODevice::ReadOnly));
    QCOMPARE(text.readAll(), QByteArray("these are no weights\n"));
}

void TestBadInput::usage_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("unknown command") << QStringList{"trian"};
    QTest::newRow("unknown option") << QStringList{"devices", "--fast"};
    QTest::newRow("case that is none") << QStringList{"train", "demo", "--data", "x", "--case", "5", "--out", "y"};
    QTest::newRow("neither case nor recipe") << QStringList{"train", "demo", "--data", "x", "--out", "y"};
    QTest::newRow("number that is none") << QStringList{"train", "demo",  "--data", "x",        "--case",
                                                        "1",     "--out", "y",      "--epochs", "many"};
    QTest::newRow("cut with another case")
        << QStringList{"train", "demo", "--data", "x", "--case", "1", "--cut", "features.8", "--out", "y"};
    QTest::newRow("no output") << QStringList{"train", "demo", "--data", "x", "--case", "1"};
    QTest::newRow("format that is none") << QStringList{"export", "p", "--run", "1", "--format", "zip", "--out", "x"};
}

void TestBadInput::usage() {
    QFETCH(QStringList, arguments);
    const Outcome outcome = layerbench(arguments, folder_.path());
    QCOMPARE(outcome.status, 2);
    QVERIFY2(outcome.errors.startsWith("layerbench-cli: "), outcome.errors.constData());
    QCOMPARE(outcome.errors.count('\n'), 1);
}

void TestBadInput::help_data() {
    QTest::addColumn<QString>("command");
    for (const char* command : {"inspect", "predict", "evaluate", "train", "resume", "runs", "export", "devices",
                                "samples", "recipes", "advise", "compare", "transferability"})
        QTest::newRow(command) << QString(command);
}

void TestBadInput::help() {
    QFETCH(QString, command);
    const Outcome outcome = layerbench({command, "--help"});
    QCOMPARE(outcome.status, 0);
    QVERIFY(outcome.output.contains(("Example: layerbench-cli " + command).toUtf8()));
}

void TestBadInput::readOnlyFolder_data() {
    // The kernel's own tree refuses new files even to root.
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("train") << QStringList{"train",  "demo",
                                          "--case", "1",
                                          "--data", "samples:similar?per-class=2",
                                          "--out",  "/proc/sys/kernel/out.layerbench"};
    QTest::newRow("export") << QStringList{"export", "small.layerbench",        "--run", "1", "--format", "pth",
                                           "--out",  "/proc/sys/kernel/out.pth"};
    QTest::newRow("predict") << QStringList{"predict", "demo", "pictures/val/star", "--logits",
                                            "/proc/sys/kernel/out.npy"};
    QTest::newRow("samples") << QStringList{"samples",     "--write", "similar", "/proc/sys/kernel/out",
                                            "--per-class", "1"};
    QTest::newRow("runs") << QStringList{"runs", "small.layerbench", "--curves", "/proc/sys/kernel/out"};
}

void TestBadInput::readOnlyFolder() {
    QFETCH(QStringList, arguments);
    if (!QFile::exists(folder_.path() + "/small.layerbench"))
        QCOMPARE(layerbench({"train", "demo", "--case", "1", "--data", "samples:similar?per-class=2", "--epochs", "1",
                             "--out", "small.layerbench"},
                            folder_.path())
                     .status,
                 0);
    const Outcome outcome = layerbench(arguments, folder_.path());
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.errors.contains("/proc/sys/kernel"), outcome.errors.constData());
    QCOMPARE(outcome.errors.count('\n'), 1);
}

/// A slip in --out must not cost the project, nor a photo.
void TestBadInput::exportKeepsWhatIsNoWeights() {
    const QString project = folder_.path() + "/small.layerbench";
    QVERIFY(QFile::exists(project));
    const Outcome outcome = layerbench(
        {"export", "small.layerbench", "--run", "1", "--format", "pth", "--out", "small.layerbench"}, folder_.path());
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.errors.contains("small.layerbench"), outcome.errors.constData());
    QCOMPARE(layerbench({"runs", "small.layerbench"}, folder_.path()).status, 0);
}

/// A limit on file sizes stands in for the full disk: a sentence, status 1, no claim to have finished, and the epochs
/// that were told are there.
void TestBadInput::diskFullWhileTraining() {
    // A little more than a run of one epoch takes: the disk fills while epochs come in.
    const auto room = static_cast<rlim_t>(QFileInfo(folder_.path() + "/small.layerbench").size()) + 20'000;
    QProcess process;
    process.setWorkingDirectory(folder_.path());
    process.setChildProcessModifier([room] {
        const rlimit limit{room, room};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        ::signal(SIGXFSZ, SIG_IGN);
    });
    process.start(LAYERBENCH_CLI, {"train", "demo", "--data", "samples:similar?per-class=2&validation=2", "--case", "1",
                                   "--epochs", "2000", "--threads", "1", "--json-lines", "--out", "full.layerbench"});
    QVERIFY(process.waitForFinished(60'000));
    const QByteArray output = process.readAllStandardOutput();
    const QByteArray errors = process.readAllStandardError();
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QVERIFY2(errors.contains("full.layerbench"), errors.constData());
    QVERIFY(!output.contains("finished"));
    const auto told = output.count("\"epoch\":");
    if (told > 0) {
        const auto run =
            layerbench({"runs", "full.layerbench", "--json"}, folder_.path()).json()["runs"].toArray()[0].toObject();
        QCOMPARE(run["epochs"].toInt(), told);
        QCOMPARE(run["status"].toString(), "interrupted");
    }
}

void TestBadInput::nothingIsRun() {
    QVERIFY(!QFile::exists(folder_.path() + "/owned"));
}

QTEST_GUILESS_MAIN(TestBadInput)
#include "test_bad_input.moc"
