// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/weight_catalogue.h"

#include "core/models/architectures.h"

#include <QtTest>

using namespace layerbench;

namespace {

/// An environment variable for one test; an empty value takes it away.
class Environment {
public:
    Environment(const char* name, const QByteArray& value) : name_(name), before_(qgetenv(name)) { set(value); }
    ~Environment() { set(before_); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    void set(const QByteArray& value) const {
        if (value.isEmpty()) {
            qunsetenv(name_);
        } else {
            qputenv(name_, value);
        }
    }

    const char* name_;
    QByteArray before_;
};

}  // namespace

class TestWeightCatalogue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsArchitectures_data();
    void tellsArchitectures();
    void tellsEveryArchitecture();
    void findsFiles();
    void looksAtFilesOnly();
    void takesAFolderOnce();
    void passesOverWhatItCannotRead_data();
    void passesOverWhatItCannotRead();
    void stopsInAHugeFolder();
    void knowsTorchsFolder_data();
    void knowsTorchsFolder();

private:
    static void write(const QString& path, const QByteArray& content = {}) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), qint64(content.size()));
    }
    static std::vector<WeightFile> filesIn(const QStringList& folders) {
        std::vector<std::filesystem::path> paths;
        for (const auto& folder : folders)
            paths.emplace_back(folder.toStdString());
        return findWeightFiles(paths);
    }
    static QStringList namesOf(const std::vector<WeightFile>& files) {
        QStringList names;
        for (const auto& file : files)
            names.append(QString::fromStdString(file.path.filename().string()));
        return names;
    }
};

void TestWeightCatalogue::tellsArchitectures_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("architecture");
    const auto row = [](const char* file, const char* architecture) {
        QTest::newRow(file) << QString::fromUtf8(file) << QString::fromUtf8(architecture);
    };
    row("squeezenet1_1-b8a52dc0.pth", "squeezenet1_1");
    row("squeezenet1_1-imagenet.pth", "squeezenet1_1");
    row("squeezenet1_0-b66bff10.pth", "squeezenet1_0");
    row("resnet20-12fca82f.th", "resnet20");
    row("resnet18-f37072fd.pth", "resnet18");
    row("resnet101-63fe2227.pth", "resnet101");
    row("vgg16-397923af.pth", "vgg16");
    row("vgg16_bn-6c64b313.pth", "vgg16_bn");
    row("mobilenet_v2-7ebf99e0.pth", "mobilenet_v2");
    row("alexnet.safetensors", "alexnet");
    row("resnet50_mine.pt", "resnet50");
    // No name of ours ends there.
    row("resnet1-abc.pth", "");
    row("resnet180.pth", "");
    row("resnet50x4.pth", "");
    row("wide_resnet50_2-95faca4d.pth", "");
    row("my-resnet50.pth", "");
    row("squeezenet.pth", "");
    row("resnet50", "");
    row("-", "");
    row("", "");
}

void TestWeightCatalogue::tellsArchitectures() {
    QFETCH(const QString, file);
    QFETCH(const QString, architecture);
    QCOMPARE(std::string(architectureOfFileName(file.toStdString())), architecture.toStdString());
}

void TestWeightCatalogue::tellsEveryArchitecture() {
    for (const auto& info : architectures()) {
        const auto name = std::string(info.name);
        QCOMPARE(std::string(architectureOfFileName(name + "-0123abcd.pth")), name);
        QCOMPARE(std::string(architectureOfFileName(name + ".pth")), name);
    }
}

void TestWeightCatalogue::findsFiles() {
    const QTemporaryDir first;
    const QTemporaryDir second;
    write(first.filePath("resnet18-f37072fd.pth"), "12345");
    write(first.filePath("own.safetensors"), "12");
    write(second.filePath("alexnet.pt"));
    write(second.filePath("resnet20-12fca82f.th"), "1");
    const auto files = filesIn({first.path(), second.path()});
    QCOMPARE(namesOf(files),
             QStringList({"alexnet.pt", "own.safetensors", "resnet18-f37072fd.pth", "resnet20-12fca82f.th"}));
    QCOMPARE(files[0], (WeightFile{second.filePath("alexnet.pt").toStdString(), "alexnet", 0}));
    QCOMPARE(files[1], (WeightFile{first.filePath("own.safetensors").toStdString(), "", 2}));
    QCOMPARE(files[2], (WeightFile{first.filePath("resnet18-f37072fd.pth").toStdString(), "resnet18", 5}));
    QCOMPARE(files[3], (WeightFile{second.filePath("resnet20-12fca82f.th").toStdString(), "resnet20", 1}));
}

void TestWeightCatalogue::looksAtFilesOnly() {
    const QTemporaryDir folder;
    const QTemporaryDir elsewhere;
    write(elsewhere.filePath("blob"), "1234");
    write(folder.filePath("notes.txt"));
    write(folder.filePath("pth"));
    write(folder.filePath(".pth"));
    write(folder.filePath("resnet18.pth.part"));
    QVERIFY(QDir(folder.path()).mkpath("folder.pth"));
    QVERIFY(QDir(folder.path()).mkpath("below"));
    write(folder.filePath("below/vgg11.pth"));
    QVERIFY(QFile::link(elsewhere.filePath("blob"), folder.filePath("vgg16.pth")));
    QVERIFY(QFile::link(elsewhere.filePath("nowhere"), folder.filePath("vgg19.pth")));
    const auto files = filesIn({folder.path()});
    QCOMPARE(namesOf(files), QStringList({"vgg16.pth"}));
    QCOMPARE(files[0].bytes, std::uintmax_t(4));
}

void TestWeightCatalogue::takesAFolderOnce() {
    const QTemporaryDir folder;
    write(folder.filePath("vgg11.pth"));
    QVERIFY(QDir(folder.path()).mkpath("below"));
    QVERIFY(QFile::link(folder.path(), folder.filePath("again")));
    QCOMPARE(
        namesOf(filesIn({folder.path(), folder.path() + "/", folder.filePath("below/.."), folder.filePath("again")})),
        QStringList({"vgg11.pth"}));
}

void TestWeightCatalogue::passesOverWhatItCannotRead_data() {
    QTest::addColumn<QString>("path");
    QTest::newRow("missing") << QStringLiteral("/nowhere/at/all");
    QTest::newRow("empty name") << QString();
    QTest::newRow("a file") << QStringLiteral(LAYERBENCH_SOURCE_DIR "/README.md");
    QTest::newRow("a name that is too long") << QStringLiteral("/") + QString(100'000, 'x');
}

void TestWeightCatalogue::passesOverWhatItCannotRead() {
    QFETCH(const QString, path);
    const QTemporaryDir folder;
    write(folder.filePath("vgg11.pth"));
    QCOMPARE(filesIn({path}).size(), std::size_t(0));
    QCOMPARE(namesOf(filesIn({path, folder.path()})), QStringList({"vgg11.pth"}));
}

void TestWeightCatalogue::stopsInAHugeFolder() {
    const QTemporaryDir folder;
    const QTemporaryDir other;
    for (std::size_t i = 0; i < maximumWeightFolderEntries + 5; ++i)
        write(folder.filePath(QString::number(i) + ".pth"));
    write(other.filePath("vgg11.pth"));
    const auto files = filesIn({folder.path(), other.path()});
    QCOMPARE(files.size(), maximumWeightFolderEntries + 1);
    QCOMPARE(files.back().architecture, std::string("vgg11"));
}

void TestWeightCatalogue::knowsTorchsFolder_data() {
    QTest::addColumn<QByteArray>("torch");
    QTest::addColumn<QByteArray>("cache");
    QTest::addColumn<QByteArray>("home");
    QTest::addColumn<QString>("folder");
    QTest::newRow("TORCH_HOME") << QByteArray("/t") << QByteArray("/c") << QByteArray("/h") << "/t/hub/checkpoints";
    QTest::newRow("XDG_CACHE_HOME") << QByteArray() << QByteArray("/c") << QByteArray("/h")
                                    << "/c/torch/hub/checkpoints";
    QTest::newRow("HOME") << QByteArray() << QByteArray() << QByteArray("/h") << "/h/.cache/torch/hub/checkpoints";
    QTest::newRow("none") << QByteArray() << QByteArray() << QByteArray() << QString();
}

void TestWeightCatalogue::knowsTorchsFolder() {
    QFETCH(const QByteArray, torch);
    QFETCH(const QByteArray, cache);
    QFETCH(const QByteArray, home);
    QFETCH(const QString, folder);
    const Environment torchHome("TORCH_HOME", torch);
    const Environment cacheHome("XDG_CACHE_HOME", cache);
    const Environment userHome("HOME", home);
    const auto folders = weightFolders();
    QCOMPARE(folders.size(), std::size_t(folder.isEmpty() ? 0 : 1));
    if (!folders.empty())
        QCOMPARE(QString::fromStdString(folders[0].string()), folder);
}

QTEST_GUILESS_MAIN(TestWeightCatalogue)
#include "test_weight_catalogue.moc"
