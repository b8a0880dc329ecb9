// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/weights/weight_test_files.h"

#include <sys/stat.h>

using namespace layerbench;

namespace {

/// The legacy format's first three pickles with `object` as the fourth.
std::string legacyOf(const std::string& object) {
    const auto plain = contentOf(fixture("plain.th"));
    // PROTO 2 LONG1 …. | PROTO 2 BININT2 1001. | the dictionary with facts about the machine.
    const auto start = plain.find("ccollections");
    return plain.substr(0, plain.rfind(std::string("\x80\x02"), start)) + object;
}

}  // namespace

class TestWeightFileBad : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Files that must be refused, and a word that the sentence must have.
    void refused_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* name, const std::string& content, const char* word) {
            QTest::newRow(name) << QByteArray::fromStdString(content) << word;
        };
        row("os.system, zip", contentOf(fixture("evil.pth")), "posix.system");
        row("os.system, legacy", contentOf(fixture("evil.th")), "posix.system");
        row("os.system, plain pickle", contentOf(fixture("evil.pkl")), "posix.system");
        row("os.system, protocol 0", contentOf(fixture("evil_protocol0.pkl")), "posix.system");
        row("a whole module", contentOf(fixture("module.pth")), "Linear");
        row("TorchScript", contentOf(fixture("torchscript.pt")), "TorchScript");
        row("empty", "", "empty");
        row("text", "These are not the weights that you are looking for.\n", "no weight file");
        row("web page", "<!DOCTYPE html><html>404</html>", "web page");
        row("Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "Git LFS");
        row("gzip", std::string("\x1f\x8b\x08\0", 4), "gzip");
        row("empty zip", std::string("PK\x05\x06") + std::string(18, '\0'), "zip");
        row("plain pickle", std::string("\x80\x02}."), "torch.save");
        row("safetensors header of 2^60 bytes", little64(std::uint64_t{1} << 60) + "{}", "1152921504606846976");
        row("safetensors header of 2^60 bytes, nothing else", little64(std::uint64_t{1} << 60), "no weight file");
        row("safetensors header longer than the file", little64(50) + "{}", "too early");

        row("no tensors", legacyOf("\x80\x02}.\x80\x02]."), "no named tensors");
        row("memo that is not there", legacyOf("\x80\x02h\x05."), "damaged");
        row("unknown opcode", legacyOf("\x80\x02\xff."), "damaged");
        row("string of 2^62 bytes", legacyOf("\x80\x04\x8d" + little64(std::uint64_t{1} << 62) + "x."), "too early");
        row("nested marks", legacyOf("\x80\x02" + std::string(200'000, '(')), "nested");
        row("nested tuples, then nothing", legacyOf("\x80\x02)" + std::string(1'000'000, '\x85') + ".\x80\x02]."),
            "no named tensors");
        row("stack without end", legacyOf("\x80\x02K\x01" + std::string(1'200'000, '2')), "nested");
        row("millions of objects",
            legacyOf("\x80\x02(" +
                     [] {
                         std::string objects;
                         for (int i = 0; i < 2'100'000; ++i)
                             objects += "N0";
                         return objects;
                     }()),
            "objects");
        // One list of 50,000 pairs, turned into a dictionary again and again.
        std::string bomb = "\x80\x02]q\x01(";
        for (int i = 0; i < 50'000; ++i)
            bomb += "K\x01K\x02\x86";
        bomb += "e0";
        for (int i = 0; i < 10'000; ++i)
            bomb += std::string("ccollections\nOrderedDict\nh\x01\x85R0");
        row("work bomb", legacyOf(bomb + "N."), "damaged");
    }
    void refused() {
        QFETCH(QByteArray, content);
        QFETCH(QString, word);
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "file";
        writeContent(path, content.toStdString());
        const auto weights = readWeightFile(path);
        QVERIFY(!weights);
        const auto message = QString::fromStdString(weights.error().message());
        QVERIFY2(message.contains(word), qPrintable(message));
        QVERIFY2(message.contains(QString::fromStdString(path.string())), qPrintable(message));
        QVERIFY2(!message.contains('\n') && !message.contains("%"), qPrintable(message));
        QVERIFY(!std::filesystem::exists("layerbench-was-here"));
    }

    void pathsThatAreNoFile() {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        QVERIFY(readWeightFile(path).error().message().find("is a folder") != std::string::npos);
        QVERIFY(readWeightFile(path / "missing.pth").error().message().find("There is no file") != std::string::npos);
        QVERIFY(readWeightFile(path / "missing" / "a.pth").error().message().find("There is no file") !=
                std::string::npos);
        QCOMPARE(::mkfifo((path / "pipe").c_str(), 0600), 0);
        QVERIFY(readWeightFile(path / "pipe").error().message().find("ordinary file") != std::string::npos);
    }

    /// Claims that are larger than the file: refused before memory is taken.
    void hugeSizes_data() {
        QTest::addColumn<QByteArray>("shape");
        QTest::addColumn<QByteArray>("strides");
        const auto number = [](std::uint64_t value) { return "\x8a\x08" + little64(value); };
        const auto row = [](const char* name, const std::string& shape, const std::string& strides) {
            QTest::newRow(name) << QByteArray::fromStdString(shape) << QByteArray::fromStdString(strides);
        };
        row("2^40 elements", number(std::uint64_t{1} << 40), "K\x01");
        row("2^40 times the same element", number(std::uint64_t{1} << 40), std::string("K\0", 2));
        row("product overflows to 0", number(std::uint64_t{1} << 32) + number(std::uint64_t{1} << 32), "K\x01K\x01");
        row("negative size", number(~std::uint64_t{0}), "K\x01");
        row("negative stride", "K\x02", number(~std::uint64_t{0}));
        row("one beyond the end", "K\x04", "K\x01");
        row("stride beyond the end", "K\x02", "K\x03");
        row("stride that overflows", "K\x03", number(std::uint64_t{1} << 62));
    }
    void hugeSizes() {
        QFETCH(QByteArray, shape);
        QFETCH(QByteArray, strides);
        const std::string object = "\x80\x02}X\x01" + std::string(3, '\0') +
                                   "wctorch._utils\n_rebuild_tensor\n((X\x07" + std::string(3, '\0') +
                                   "storagectorch\nFloatStorage\nX\x01" + std::string(3, '\0') + "0X\x03" +
                                   std::string(3, '\0') + "cpuK\x03NtQK" + std::string(1, '\0') + "(" +
                                   shape.toStdString() + "t(" + strides.toStdString() + "ttRs.";
        const std::string keys = "\x80\x02]X\x01" + std::string(3, '\0') + "0a.";
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "file";
        writeContent(path, legacyOf(object + keys + little64(3) + std::string(12, '\0')));
        const auto weights = readWeightFile(path);
        QVERIFY(!weights);
        const auto message = weights.error().message();
        // The object must have been understood, all but the size.
        QVERIFY2(message.find("needs more numbers") != std::string::npos ||
                     message.find("several times") != std::string::npos ||
                     message.find("makes no sense") != std::string::npos,
                 message.c_str());
    }

    void aStorageThatClaimsTooMuch() {
        auto content = contentOf(fixture("parameters.th"));
        const auto count = content.size() - 24 * 4 - 8;
        QCOMPARE(content.substr(count, 8), little64(24));
        content.replace(count, 8, little64(std::uint64_t{1} << 61));
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "file";
        writeContent(path, content);
        const auto weights = readWeightFile(path);
        QVERIFY(!weights && weights.error().message().find("too early") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestWeightFileBad)
#include "test_weight_file_bad.moc"
