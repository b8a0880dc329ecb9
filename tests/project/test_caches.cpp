// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/caches.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <fstream>
#include <utility>
#include <vector>

using namespace layerbench;
namespace fs = std::filesystem;

class TestCaches : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFolderFollowsTheEnvironment_data() {
        QTest::addColumn<QByteArray>("own");
        QTest::addColumn<QByteArray>("xdg");
        QTest::addColumn<QByteArray>("home");
        QTest::addColumn<QString>("folder");
        QTest::newRow("own") << QByteArray("/a") << QByteArray("/b") << QByteArray("/c") << "/a";
        QTest::newRow("off") << QByteArray("off") << QByteArray("/b") << QByteArray("/c") << "";
        QTest::newRow("xdg") << QByteArray() << QByteArray("/b") << QByteArray("/c") << "/b/layerbench";
        QTest::newRow("home") << QByteArray() << QByteArray() << QByteArray("/c") << "/c/.cache/layerbench";
        QTest::newRow("none") << QByteArray() << QByteArray() << QByteArray() << "";
    }
    void theFolderFollowsTheEnvironment() {
        QFETCH(const QByteArray, own);
        QFETCH(const QByteArray, xdg);
        QFETCH(const QByteArray, home);
        const std::array wanted{std::pair{"LAYERBENCH_CACHE", own}, std::pair{"XDG_CACHE_HOME", xdg},
                                std::pair{"HOME", home}};
        std::vector<QByteArray> before;
        for (const auto& [name, value] : wanted) {
            before.push_back(qgetenv(name));
            qputenv(name, value);
        }
        const auto folder = cacheFolder();
        for (std::size_t i = 0; i < wanted.size(); ++i)
            qputenv(wanted[i].first, before[i]);
        QTEST(QString::fromStdString(folder.string()), "folder");
    }

    void limitsAreKept() {
        QTemporaryDir temporary;
        const fs::path folder = fs::path(temporary.path().toStdString()) / "deep" / "cache";
        const auto standard = cacheLimits(folder);
        QVERIFY(standard.memoryBytes > 0 && standard.memoryBytes <= std::int64_t{1} << 30);
        QCOMPARE(standard.diskBytes, std::int64_t{4} << 30);
        QCOMPARE(standard.folder, (folder / "features").string());
        QVERIFY(setCacheLimits(folder, 5'000'000, 0));
        QCOMPARE(cacheLimits(folder).memoryBytes, std::int64_t{5'000'000});
        QCOMPARE(cacheLimits(folder).diskBytes, std::int64_t{0});
        QVERIFY(cacheLimits({}).folder.empty());
    }

    void limitsThatCannotBeReadAreStandard_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("garbage") << QByteArray("\xff\x01{");
        QTest::newRow("one missing") << QByteArray(R"({"memory_bytes": 5})");
        QTest::newRow("negative") << QByteArray(R"({"memory_bytes": -5, "disk_bytes": 5})");
        QTest::newRow("words") << QByteArray(R"({"memory_bytes": "much", "disk_bytes": 5})");
    }
    void limitsThatCannotBeReadAreStandard() {
        QFETCH(const QByteArray, text);
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        const auto standard = cacheLimits(folder);
        std::ofstream(folder / "limits.json") << text.constData();
        QVERIFY(cacheLimits(folder) == standard);
    }

    void clearingLeavesLimitsAndStrangers() {
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        fs::create_directories(folder / "features");
        const std::string key(64, 'a');
        std::ofstream(folder / "features" / (key + ".features")) << std::string(1000, 'x');
        std::ofstream(folder / "features" / (key + ".AbCdEf.part")) << std::string(100, 'x');
        std::ofstream(folder / "features" / "mine.features") << "mine";
        std::ofstream(folder / "known-pictures.decoders-1") << std::string(64, 'x');
        std::ofstream(folder / "mine.txt") << "mine";
        QVERIFY(setCacheLimits(folder, 1, 2));
        const auto full = cacheUse(folder);
        QCOMPARE(full.files, std::int64_t{3});
        QCOMPARE(full.bytes, std::int64_t{1164});
        QVERIFY(clearCache(folder));
        QCOMPARE(cacheUse(folder).files, std::int64_t{0});
        QVERIFY(fs::exists(folder / "mine.txt") && fs::exists(folder / "features" / "mine.features"));
        QCOMPARE(cacheLimits(folder).diskBytes, std::int64_t{2});
        QVERIFY(clearCache(folder / "not there"));
    }

    void aFolderThatCannotBeWrittenIsAnError() {
        QTemporaryDir temporary;
        const fs::path file = fs::path(temporary.path().toStdString()) / "file";
        std::ofstream(file) << "a file";
        const auto outcome = setCacheLimits(file / "cache", 1, 2);
        QVERIFY(!outcome);
        QVERIFY(outcome.error().message().find("LAYERBENCH_CACHE") != std::string::npos);
        useCaches(file / "cache");  // goes on without
    }
};

QTEST_GUILESS_MAIN(TestCaches)
#include "test_caches.moc"
