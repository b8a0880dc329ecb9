// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/weights/weight_test_files.h"

#include <csignal>

#include <sys/resource.h>
#include <unistd.h>

using namespace layerbench;

namespace {

using Writer = Result<void> (*)(const std::filesystem::path&, const StateDict&);

Writer writerOf(const QString& name) {
    return name == "pth" ? &writePth : &writeSafetensors;
}

/// One tensor of each type, shapes from scalar to none at all, and a name that JSON must escape.
StateDict variety() {
    StateDict weights;
    for (const auto type :
         {ScalarType::boolean, ScalarType::float16, ScalarType::uint8, ScalarType::float64, ScalarType::int8,
          ScalarType::bfloat16, ScalarType::int16, ScalarType::int32, ScalarType::int64, ScalarType::float32}) {
        weights.tensors.push_back(
            {"a." + std::string(name(type)),
             Tensor::make(type, {3}, [](std::span<std::byte> bytes) { bytes[0] = std::byte{1}; })});
    }
    weights.tensors.push_back({"scalar", Tensor::fromFloats({}, std::vector<float>{2.5f})});
    weights.tensors.push_back({"none", Tensor::fromFloats({0, 4}, {})});
    weights.tensors.push_back({"quote \" and ü", Tensor::fromFloats({2, 3}, ramp(6))});
    return weights;
}

}  // namespace

class TestWeightWriters : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data() {
        QTest::addColumn<QString>("format");
        QTest::newRow("pth") << "pth";
        QTest::newRow("safetensors") << "safetensors";
    }
    void roundTrip() {
        QFETCH(QString, format);
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("weights").toStdString();
        auto weights = variety();
        if (format == "safetensors")
            weights.metadata = {{"format", "pt"}, {"made by", "Layerbench"}};
        const auto written = writerOf(format)(path, weights);
        QVERIFY2(written, written ? "" : written.error().message().c_str());
        const auto again = readWeightFile(path);
        QVERIFY2(again, again ? "" : again.error().message().c_str());
        QVERIFY(*again == weights);
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList{"weights"});
        const auto first = contentOf(path);
        QVERIFY(writerOf(format)(path, weights));  // over an existing file: the same bytes
        QCOMPARE(contentOf(path), first);
    }

    void nothingAtAll_data() { roundTrip_data(); }
    void nothingAtAll() {
        QFETCH(QString, format);
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("weights").toStdString();
        QVERIFY(writerOf(format)(path, {}));
        QVERIFY(std::filesystem::file_size(path) > 0);
    }

    void dataIsAligned() {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("weights").toStdString();
        StateDict weights;
        weights.tensors.push_back({"flag", Tensor::make(ScalarType::boolean, {1}, [](auto) {})});
        weights.tensors.push_back({"marked", Tensor::fromFloats({4}, std::vector<float>{1.5f, 2.25f, -8, 1e9f})});
        const auto bytes = weights.tensors[1].tensor.bytes();
        const std::string marked(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        QVERIFY(writePth(path, weights));
        QCOMPARE(contentOf(path).find(marked) % 64, std::size_t{0});
        QVERIFY(writeSafetensors(path, weights));
        QCOMPARE(contentOf(path).find(marked) % 4, std::size_t{0});
    }

    void namesThatCannotBeWritten_data() { roundTrip_data(); }
    void namesThatCannotBeWritten() {
        QFETCH(QString, format);
        QTemporaryDir folder;
        StateDict twice;
        twice.tensors = {{"a", Tensor()}, {"a", Tensor()}};
        const auto written = writerOf(format)(folder.filePath("weights").toStdString(), twice);
        QVERIFY(!written && written.error().message().find("two tensors") != std::string::npos);
        if (format == "safetensors") {
            StateDict broken;
            broken.tensors = {{"\xff", Tensor()}};
            QVERIFY(!writeSafetensors(folder.filePath("weights").toStdString(), broken));
        }
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void placesThatCannotBeWritten_data() { roundTrip_data(); }
    void placesThatCannotBeWritten() {
        QFETCH(QString, format);
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        QVERIFY(!writerOf(format)(path / "missing" / "weights", variety()));
        const auto onFolder = writerOf(format)(path, variety());
        QVERIFY(!onFolder && onFolder.error().message().find("cannot be written") != std::string::npos);
        QVERIFY(QDir(folder.path()).isEmpty());
        std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
        // Permissions do not hold the superuser back; the kernel's own folder does.
        const auto readOnly = ::geteuid() == 0 ? std::filesystem::path("/proc/sys/kernel") : path;
        const auto written = writerOf(format)(readOnly / "weights", variety());
        QVERIFY(!written && written.error().message().find("cannot be written") != std::string::npos);
        QVERIFY(!std::filesystem::exists(readOnly / "weights"));
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    }

    /// A limit on the size of files stands in for a full disk: the write fails in the middle.
    void fullDisk_data() { roundTrip_data(); }
    void fullDisk() {
        QFETCH(QString, format);
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("weights").toStdString();
        writeContent(path, "what was there");
        StateDict large;
        large.tensors.push_back({"w", Tensor::fromFloats({100'000}, std::vector<float>(100'000, 1.0f))});
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit small{50'000, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto written = writerOf(format)(path, large);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(!written);
        QCOMPARE(contentOf(path), std::string("what was there"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList{"weights"});
    }

    void aLinkStaysALink() {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        writeContent(path / "real", "old");
        std::filesystem::create_symlink("real", path / "link");
        QVERIFY(writeSafetensors(path / "link", variety()));
        QVERIFY(std::filesystem::is_symlink(path / "link"));
        QVERIFY(readWeightFile(path / "real"));
    }
};

QTEST_GUILESS_MAIN(TestWeightWriters)
#include "test_weight_writers.moc"
