// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include "tests/data/fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <zlib.h>

// Data sets that stand in memory: IDX (idx.cpp, gzip.cpp) and CIFAR (cifar.cpp).

using namespace layerbench;
namespace fs = std::filesystem;

namespace {

std::string bigEndian(std::uint32_t value) {
    std::string result;
    for (int shift = 24; shift >= 0; shift -= 8)
        result += static_cast<char>(value >> shift & 0xff);
    return result;
}

/// `count` pictures of 3 x 2 pixels with the values 10 i, 10 i + 1, …
std::string idxPictures(std::uint32_t count) {
    auto file = bigEndian(0x803) + bigEndian(count) + bigEndian(2) + bigEndian(3);
    for (std::uint32_t i = 0; i < count; ++i)
        for (std::uint32_t k = 0; k < 6; ++k)
            file += static_cast<char>(10 * i + k);
    return file;
}

std::string idxLabels(const std::string& labels) {
    return bigEndian(0x801) + bigEndian(static_cast<std::uint32_t>(labels.size())) + labels;
}

void writeGzip(const fs::path& path, const std::string& content) {
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
    gzclose(file);
}

std::string cifarRecord(const std::string& labels, int first) {
    std::string record = labels;
    for (int i = 0; i < 3072; ++i)
        record += static_cast<char>((first + i / 1024 * 50 + i % 1024) % 256);
    return record;
}

const std::string trainPictures = "train-images-idx3-ubyte";
const std::string trainLabels = "train-labels-idx1-ubyte";

}  // namespace

class TestPackedDataset : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path root_;

private Q_SLOTS:
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        root_ = temporary_->path().toStdString();
    }

    void idx_data() {
        QTest::addColumn<bool>("packed");
        QTest::newRow("plain") << false;
        QTest::newRow("gzip") << true;
    }
    void idx() {
        QFETCH(bool, packed);
        const auto put = [&](const std::string& name, const std::string& content) {
            if (packed)
                writeGzip(root_ / (name + ".gz"), content);
            else
                fixture::write(root_ / name, content);
        };
        put(trainPictures, idxPictures(6));
        put(trainLabels, idxLabels(std::string("\3\7\3\7\3\7")));
        put("t10k-images-idx3-ubyte", idxPictures(2));
        put("t10k-labels-idx1-ubyte", idxLabels("\7\3"));
        const auto dataset = openDataset(root_.string());
        VERIFY_RESULT(dataset);
        QCOMPARE(dataset->classes, (std::vector<std::string>{"3", "7"}));
        QCOMPARE(classCounts(*dataset, Part::training), (std::vector<std::int64_t>{2, 2}));
        QCOMPARE(classCounts(*dataset, Part::validation), (std::vector<std::int64_t>{1, 1}));
        QCOMPARE(classCounts(*dataset, Part::test), (std::vector<std::int64_t>{1, 1}));
        const auto& item = dataset->items(Part::test)[1];
        QCOMPARE(item.label, 0);
        const auto picture = readItem(*dataset, item, 0);
        QCOMPARE(picture->width, 3);
        QCOMPARE(picture->height, 2);
        QCOMPARE(int(picture->rgb[3]), 11);
        QCOMPARE(int(picture->rgb[17]), 15);
        VERIFY_RESULT(checkDataset(*dataset, 2));
        QVERIFY(*itemContentHash(*dataset, item) != *itemContentHash(*dataset, dataset->items(Part::test)[0]));
    }

    void badIdx_data() {
        QTest::addColumn<QByteArray>("pictures");
        QTest::addColumn<QByteArray>("labels");
        QTest::addColumn<QString>("reason");
        const auto bytes = [](const std::string& text) { return QByteArray::fromStdString(text); };
        const auto labels = bytes(idxLabels("\1\2\1\2"));
        const auto row = [&](const char* name, const std::string& pictures, const char* reason) {
            QTest::newRow(name) << bytes(pictures) << labels << reason;
        };
        row("empty", "", "truncated");
        row("text", "this is not an IDX file at all", "no IDX file");
        row("labels as pictures", idxLabels("\1\2\1\2") + std::string(20, 'x'), "no IDX file");
        row("truncated", idxPictures(4).substr(0, 30), "truncated");
        row("too long", idxPictures(4) + "x", "longer than");
        row("other count", idxPictures(5), "5 pictures but 4 labels");
        row("giant", bigEndian(0x803) + bigEndian(0xffffffff) + bigEndian(0xffffffff) + bigEndian(0xffffffff),
            "beyond 2 GB");
        row("large claim", bigEndian(0x803) + bigEndian(2000) + bigEndian(1000) + bigEndian(1000), "truncated");
        row("no pictures", bigEndian(0x803) + bigEndian(0) + bigEndian(2) + bigEndian(3), "empty");
        QTest::newRow("truncated labels")
            << bytes(idxPictures(4)) << bytes(idxLabels("\1\2\1\2").substr(0, 10)) << "truncated";
        QTest::newRow("one class") << bytes(idxPictures(4)) << bytes(idxLabels("\1\1\1\1")) << "one class only";
    }
    void badIdx() {
        QFETCH(QByteArray, pictures);
        QFETCH(QByteArray, labels);
        QFETCH(QString, reason);
        for (const bool packed : {false, true}) {
            fs::remove(root_ / trainPictures);
            if (packed)
                writeGzip(root_ / (trainPictures + ".gz"), pictures.toStdString());
            else
                fixture::write(root_ / trainPictures, pictures.toStdString());
            fixture::write(root_ / trainLabels, labels.toStdString());
            const auto dataset = openDataset(root_.string());
            QVERIFY(!dataset);
            QVERIFY2(QString::fromStdString(dataset.error().message()).contains(reason),
                     dataset.error().message().c_str());
        }
    }

    void damagedGzip() {
        writeGzip(root_ / (trainPictures + ".gz"), idxPictures(20));
        fixture::write(root_ / trainLabels, idxLabels(std::string(20, '\1')));
        const auto whole = readFile(root_ / (trainPictures + ".gz"), 100'000);
        for (std::size_t size = 2; size < whole->size() - 8; ++size) {
            fixture::write(root_ / (trainPictures + ".gz"),
                           std::string(reinterpret_cast<const char*>(whole->data()), size));
            QVERIFY(!openDataset(root_.string()));
        }
    }

    /// 100 MB of zeros in 100 KB: unpacked no further than the header allows.
    void gzipBomb() {
        writeGzip(root_ / (trainPictures + ".gz"), idxPictures(4) + std::string(100'000'000, '\0'));
        fixture::write(root_ / trainLabels, idxLabels("\1\2\1\2"));
        const auto dataset = openDataset(root_.string());
        QVERIFY(!dataset);
        QVERIFY(dataset.error().message().find("longer than the 40 bytes") != std::string::npos);
    }

    void missingLabels() {
        fixture::write(root_ / trainPictures, idxPictures(4));
        const auto dataset = openDataset(root_.string());
        QVERIFY(!dataset);
        QVERIFY(dataset.error().message().find("lacks the file train-labels-idx1-ubyte") != std::string::npos);
    }

    void cifar10() {
        const auto label = [](int value) { return std::string(1, static_cast<char>(value)); };
        std::string batch;
        for (int i = 0; i < 30; ++i)
            batch += cifarRecord(label(i % 10), i);
        fixture::write(root_ / "data_batch_1.bin", batch);
        fixture::write(root_ / "test_batch.bin", cifarRecord(label(9), 5));
        fixture::write(root_ / "batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
        const auto dataset = openDataset(root_.string());
        VERIFY_RESULT(dataset);
        QCOMPARE(dataset->classes.back(), std::string("j"));
        QCOMPARE(classCounts(*dataset, Part::training), std::vector<std::int64_t>(10, 2));
        QCOMPARE(classCounts(*dataset, Part::validation), std::vector<std::int64_t>(10, 1));
        const auto picture = readItem(*dataset, dataset->items(Part::test).front(), 0);
        QCOMPARE(picture->width, 32);
        // Pixel 2: red 5 + 2, green 5 + 50 + 2, blue 5 + 100 + 2.
        QCOMPARE(int(picture->rgb[6]), 7);
        QCOMPARE(int(picture->rgb[7]), 57);
        QCOMPARE(int(picture->rgb[8]), 107);

        fixture::write(root_ / "data_batch_2.bin", batch.substr(1));
        const auto truncated = openDataset(root_.string());
        QVERIFY(!truncated &&
                truncated.error().message().find("no whole number of CIFAR records") != std::string::npos);
        fixture::write(root_ / "data_batch_2.bin", cifarRecord(label(10), 0));
        const auto label10 = openDataset(root_.string());
        QVERIFY(!label10 && label10.error().message().find("the label 10") != std::string::npos);
        fixture::write(root_ / "data_batch_2.bin", "");
        QVERIFY(!openDataset(root_.string()));
    }

    void cifar100() {
        std::string batch;
        for (int i = 0; i < 200; ++i)
            batch += cifarRecord(std::string(1, '\5') + static_cast<char>(i % 100), i);
        fixture::write(root_ / "train.bin", batch);
        fixture::write(root_ / "test.bin", cifarRecord("\5\x63", 0));
        const auto dataset = openDataset(root_.string());
        VERIFY_RESULT(dataset);
        QCOMPARE(dataset->classes.size(), std::size_t{100});
        QCOMPARE(dataset->items(Part::test).front().label, 99);
    }

    void realFashionMnist() {
        const auto folder = fixture::realData() / "fashion_mnist";
        if (!fs::exists(folder))
            QSKIP("Fashion-MNIST is not there (LAYERBENCH_TEST_DATA).");
        const auto dataset = openDataset(folder.string());
        VERIFY_RESULT(dataset);
        QCOMPARE(dataset->classes.size(), std::size_t{10});
        QCOMPARE(classCounts(*dataset, Part::training), std::vector<std::int64_t>(10, 4800));
        QCOMPARE(classCounts(*dataset, Part::validation), std::vector<std::int64_t>(10, 1200));
        QCOMPARE(classCounts(*dataset, Part::test), std::vector<std::int64_t>(10, 1000));
        QCOMPARE(dataset->packed->width, 28);
    }
};

QTEST_GUILESS_MAIN(TestPackedDataset)
#include "test_packed_dataset.moc"
