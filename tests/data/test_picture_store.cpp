// SPDX-License-Identifier: GPL-3.0-or-later
// What is decoded once and not again: pictures in memory, contents that are known to decode.
#include "core/data/picture_store.h"

#include "core/data/batch_loader.h"
#include "core/data/known_pictures.h"
#include "core/data/transform.h"
#include "core/network/sha256.h"
#include "tests/data/fixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace layerbench;

namespace {

std::shared_ptr<const Picture> picture(int side) {
    return std::make_shared<const Picture>(
        Picture{side, side, std::vector<std::uint8_t>(static_cast<std::size_t>(side * side * 3))});
}

std::string hashOf(int number) {
    return sha256Hex(std::as_bytes(std::span(&number, 1)));
}

InputSpec input(std::int64_t side, std::int64_t shorter = 0) {
    return {3, side, side, {0, 0, 0}, {1, 1, 1}, shorter};
}

}  // namespace

class TestPictureStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anotherDataSetsPicturesGoFirst() {
        PictureStore store(4 * 300);
        for (const char* key : {"a", "b", "c"})
            store.keep("old", key, picture(10));
        QVERIFY(store.find("a"));  // now the last used
        for (const char* key : {"d", "e"})
            store.keep("new", key, picture(10));
        QVERIFY(!store.find("b"));
        for (const char* key : {"a", "c", "d", "e"})
            QVERIFY2(store.find(key), key);
        for (const char* key : {"f", "g", "h"})
            store.keep("new", key, picture(10));
        // Full of the new set's: what comes later is not kept.
        for (const char* key : {"d", "e", "f", "g"})
            QVERIFY2(store.find(key), key);
        QVERIFY(!store.find("a") && !store.find("c") && !store.find("h"));
        QCOMPARE(store.bytes(), std::int64_t{4 * 300});
    }

    void usesThatMakeOtherPixelsHaveOtherKeys() {
        const auto plain = baseKey(input(224, 256), Augmentation::none);
        QCOMPARE(baseKey(input(224, 256), Augmentation::flip), plain);
        QVERIFY(baseKey(input(224, 256), Augmentation::standard) != plain);
        QVERIFY(baseKey(input(224), Augmentation::none) != plain);
        QVERIFY(baseKey(input(192, 256), Augmentation::none) != plain);
        // The whole picture serves every resizing, but a large JPEG is reduced for the parts' size.
        QCOMPARE(baseKey(input(224, 256), Augmentation::strong), baseKey(input(224, 256), Augmentation::standard));
        QVERIFY(baseKey(input(192, 256), Augmentation::strong) != baseKey(input(224, 256), Augmentation::standard));
        QCOMPARE(baseKey(input(32), Augmentation::standard), baseKey(input(32), Augmentation::none));
    }

    /// The check that decodes everything leaves the loader nothing to decode.
    void checkedPicturesAreDecodedOnce() {
        QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        for (int i = 0; i < 10; ++i)
            fixture::writePicture(root / (i % 2 ? "odd" : "even") / (std::to_string(i) + ".ppm"),
                                  static_cast<std::uint8_t>(100 + i), 40 + i);
        const PictureUse use{input(24, 30), Augmentation::none};
        const auto dataset = checkDataset(*openDataset(root.string()), 2, {}, &use);
        VERIFY_RESULT(dataset);
        for (const auto part : {Part::training, Part::validation}) {
            BatchLoader loader(*dataset, part, use.input);
            for (std::int64_t i = 0; i < loader.size(); ++i) {
                const auto& item = dataset->items(part)[static_cast<std::size_t>(i)];
                const auto kept =
                    PictureStore::shared().find(item.contentHash + " " + baseKey(use.input, Augmentation::none));
                QVERIFY(kept);
                QVERIFY(*kept == evaluationPicture(*readPicture(item.path), use.input));
                std::filesystem::remove(item.path);
                QVERIFY(*loader.picture({i, 0}) == *kept);
            }
        }
    }

    void knownContentsAreRemembered() {
        QTemporaryDir folder;
        const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "cache" / "known";
        KnownPictures first;
        first.remember(file);
        for (int i = 0; i < 5; ++i)
            first.add(hashOf(i));
        first.add(hashOf(2));
        first.write();
        KnownPictures later;
        later.remember(file);
        for (int i = 0; i < 5; ++i)
            QVERIFY(later.contains(hashOf(i)));
        QVERIFY(!later.contains(hashOf(5)));
        later.add(hashOf(5));
        later.write();
        KnownPictures third;
        third.remember(file);
        QVERIFY(third.contains(hashOf(5)));
    }

    void damagedMemory_data() {
        QTest::addColumn<QString>("damage");
        for (const char* damage : {"cut short", "garbage", "a folder"})
            QTest::newRow(damage) << damage;
    }
    void damagedMemory() {
        QFETCH(const QString, damage);
        QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        {
            KnownPictures known;
            known.remember(root / "known");
            known.add(hashOf(1));
            known.add(hashOf(2));
            known.write();
        }
        const auto file = std::filesystem::directory_iterator(root)->path();
        if (damage == "cut short")
            std::filesystem::resize_file(file, 50);
        else if (damage == "garbage")
            fixture::write(file, std::string(640, 'x'));
        std::error_code ignored;
        if (damage == "a folder") {
            std::filesystem::remove(file);
            std::filesystem::create_directory(file);
        }
        KnownPictures known;
        known.remember(root / "known");
        QVERIFY(!known.contains(hashOf(1)));
        known.add(hashOf(3));
        known.write();
        QVERIFY(known.contains(hashOf(3)));
    }
};

QTEST_GUILESS_MAIN(TestPictureStore)
#include "test_picture_store.moc"
