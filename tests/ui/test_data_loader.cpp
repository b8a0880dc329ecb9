// SPDX-License-Identifier: GPL-3.0-or-later
#include "data_fixture.h"

using namespace layerbench;

namespace {

using Data = std::shared_ptr<const RunData>;

struct Spies {
    explicit Spies(DataLoader& loader)
        : opened(&loader, &DataLoader::opened), failed(&loader, &DataLoader::failed),
          cancelled(&loader, &DataLoader::cancelled), progress(&loader, &DataLoader::progress) {}

    QSignalSpy opened, failed, cancelled, progress;

    Data data() const { return opened.last().at(0).value<Data>(); }
    std::string error() const { return failed.last().at(0).value<Error>().message(); }
};

std::int64_t count(const Data& data, Part part) {
    return std::ssize(data->dataset.items(part));
}

}  // namespace

class TestDataLoader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        QVERIFY(folder_->isValid());
    }

    void opensASampleSet() {
        DataLoader loader;
        Spies spies(loader);
        loader.open({"samples:similar", {.perClass = 20}, Augmentation::flip});
        QVERIFY(loader.opening());
        QVERIFY(spies.opened.isEmpty());  // never from within open()
        QTRY_COMPARE(spies.opened.size(), 1);
        QVERIFY(!loader.opening());
        const auto data = spies.data();
        QCOMPARE(data->dataset.classes.size(), std::size_t{8});
        QCOMPARE(count(data, Part::training), 160);
        QCOMPARE(count(data, Part::validation), 400);
        QCOMPARE(data->augmentation, Augmentation::flip);
        QCOMPARE(data->options.perClass, std::optional<std::int64_t>(20));
        QVERIFY(spies.failed.isEmpty());
    }

    void opensAFolderAndTellsHowFarItIs() {
        QVERIFY(fixture::writeParts(folder_->path(), 6, 2));
        DataLoader loader;
        Spies spies(loader);
        loader.open({folder_->path().toStdString(), {}, Augmentation::none});
        QTRY_COMPARE(spies.opened.size(), 1);
        QCOMPARE(count(spies.data(), Part::training), 48);
        QCOMPARE(count(spies.data(), Part::validation), 16);
        QVERIFY(!spies.data()->dataset.validationWasSplit);
        QVERIFY(!spies.progress.isEmpty());
        QCOMPARE(spies.progress.last(), (QVariantList{qint64{64}, qint64{64}}));
        qint64 before = 0;
        for (const auto& told : spies.progress) {
            QVERIFY(told[0].toLongLong() > before);
            before = told[0].toLongLong();
        }
    }

    void aBrokenPictureIsSetAside() {
        fixture::writeTwoClasses(folder_->path(), 10);
        fixture::write(folder_->filePath(QStringLiteral("cats/broken.png")),
                       QByteArrayLiteral("\x89PNG\r\n\x1a\n cut off"));
        DataLoader loader;
        Spies spies(loader);
        loader.open({folder_->path().toStdString(), {}, Augmentation::none});
        QTRY_COMPARE(spies.opened.size(), 1);
        const auto& skipped = spies.data()->dataset.skipped;
        QCOMPARE(skipped.size(), std::size_t{1});
        QVERIFY(QString::fromStdString(skipped[0].name).endsWith(QLatin1String("broken.png")));
        QVERIFY(!skipped[0].reason.english().empty());
        QCOMPARE(count(spies.data(), Part::training) + count(spies.data(), Part::validation), 20);
    }

    void failsWithASentence_data() {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QString>("description");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty folder") << QStringList() << QStringLiteral("%1") << QStringLiteral("is empty");
        QTest::newRow("folder of other things")
            << QStringList{QStringLiteral("letter.txt"), QStringLiteral("table.ods")} << QStringLiteral("%1")
            << QStringLiteral("no pictures and no class folders");
        QTest::newRow("class folders of other things")
            << QStringList{QStringLiteral("a/letter.txt"), QStringLiteral("b/table.ods")} << QStringLiteral("%1")
            << QStringLiteral("no pictures");
        QTest::newRow("one class alone") << QStringList{QStringLiteral("cats/1.ppm"), QStringLiteral("cats/2.ppm")}
                                         << QStringLiteral("%1") << QStringLiteral("one class only");
        QTest::newRow("missing folder") << QStringList() << QStringLiteral("%1/not-there")
                                        << QStringLiteral("There is no data set");
        QTest::newRow("unknown sample set")
            << QStringList() << QStringLiteral("samples:nonsense") << QStringLiteral("There is no sample set");
    }
    void failsWithASentence() {
        QFETCH(QStringList, files);
        QFETCH(QString, description);
        QFETCH(QString, says);
        for (const auto& file : files)
            fixture::writePicture(folder_->filePath(file));
        DataLoader loader;
        Spies spies(loader);
        loader.open({description.replace(QLatin1String("%1"), folder_->path()).toStdString(), {}, Augmentation::none});
        QTRY_COMPARE(spies.failed.size(), 1);
        QVERIFY2(QString::fromStdString(spies.error()).contains(says), spies.error().c_str());
        QVERIFY(spies.opened.isEmpty());
        QVERIFY(!loader.opening());
    }

    void aNewerRequestSupersedesTheOlder() {
        fixture::writeTwoClasses(folder_->path(), 300);
        DataLoader loader;
        Spies spies(loader);
        for (int i = 0; i < 5; ++i)
            loader.open({folder_->path().toStdString(), {}, Augmentation::none});
        loader.open({"samples:different", {.perClass = 3}, Augmentation::none});
        QTRY_COMPARE(spies.opened.size(), 1);
        QCOMPARE(spies.data()->dataset.description, std::string("samples:different"));
        // An older request that fails says nothing either.
        loader.open({"samples:nonsense", {}, Augmentation::none});
        loader.open({"samples:base", {.perClass = 3}, Augmentation::none});
        QTRY_COMPARE(spies.opened.size(), 2);
        QCOMPARE(spies.data()->dataset.description, std::string("samples:base"));
        QVERIFY(spies.failed.isEmpty());
        QVERIFY(spies.cancelled.isEmpty());
    }

    void cancels() {
        fixture::writeTwoClasses(folder_->path(), 300);
        auto loader = std::make_unique<DataLoader>();
        Spies spies(*loader);
        loader->open({folder_->path().toStdString(), {}, Augmentation::none});
        loader->cancel();
        QCOMPARE(spies.cancelled.size(), 1);
        QVERIFY(!loader->opening());
        loader->cancel();  // nothing to cancel
        QCOMPARE(spies.cancelled.size(), 1);
        // What comes after it is heard; what was cancelled is not.
        loader->open({"samples:base", {.perClass = 1}, Augmentation::none});
        QTRY_COMPARE(spies.opened.size(), 1);
        QCOMPARE(spies.data()->dataset.description, std::string("samples:base"));
        QVERIFY(spies.progress.isEmpty());
        QVERIFY(spies.failed.isEmpty());
    }

    void goesWhileItOpens() {
        fixture::writeTwoClasses(folder_->path(), 300);
        auto loader = std::make_unique<DataLoader>();
        Spies spies(*loader);
        loader->open({folder_->path().toStdString(), {}, Augmentation::none});
        loader.reset();
        QCoreApplication::processEvents();
        QVERIFY(spies.opened.isEmpty());
    }

    void thumbnailsArrive() {
        QVERIFY(fixture::writeParts(folder_->path(), 4, 2));
        const auto data = fixture::open({folder_->path().toStdString(), {}, Augmentation::none});
        QVERIFY(data);
        DataLoader loader;
        QSignalSpy thumbnails(&loader, &DataLoader::thumbnail);
        loader.requestThumbnails(data, 2, 9);  // four training pictures, then two for validation
        QTRY_COMPARE(thumbnails.size(), 6);
        for (int i = 0; i < 6; ++i) {
            QCOMPARE(thumbnails[i][0].toInt(), 2);
            QCOMPARE(thumbnails[i][1].toInt(), i);
            const auto* item = pictureOfClass(data->dataset, 2, i);
            QVERIFY(item);
            QCOMPARE(thumbnails[i][3].toString().toStdString(), item->path.filename().string());
            const auto expected = readItem(data->dataset, *item, 32);
            QVERIFY(expected);
            const auto image = thumbnails[i][2].value<QImage>();
            QCOMPARE(image.size(), QSize(32, 32));
            const auto* rgb = &expected->rgb[std::size_t{3} * (32 * 7 + 5)];
            QCOMPARE(image.pixelColor(5, 7), QColor(rgb[0], rgb[1], rgb[2]));
        }
        QVERIFY(!pictureOfClass(data->dataset, 2, 6));
    }

    void largePicturesBecomeSmall() {
        fixture::write(folder_->filePath(QStringLiteral("a/wide.ppm")),
                       QByteArrayLiteral("P6 800 400 255\n") + QByteArray(800 * 400 * 3, 'x'));
        fixture::writePicture(folder_->filePath(QStringLiteral("a/b.ppm")));
        fixture::writePicture(folder_->filePath(QStringLiteral("b/a.ppm")));
        const auto data =
            fixture::open({folder_->path().toStdString(), {.validationFraction = 0.5}, Augmentation::none});
        QVERIFY(data);
        DataLoader loader;
        QSignalSpy thumbnails(&loader, &DataLoader::thumbnail);
        loader.requestThumbnails(data, 0, 2);
        QTRY_COMPARE(thumbnails.size(), 2);
        QList<QSize> sizes;
        for (const auto& one : thumbnails)
            sizes.append(one[2].value<QImage>().size());
        QVERIFY(sizes.contains(QSize(160, 80)));
        QVERIFY(sizes.contains(QSize(4, 4)));
    }

    void otherDataEndsTheThumbnailsBefore() {
        const auto first = fixture::open({"samples:base", {.perClass = 50}, Augmentation::none});
        const auto second = fixture::open({"samples:similar", {.perClass = 50}, Augmentation::none});
        QVERIFY(first && second);
        DataLoader loader;
        QSignalSpy thumbnails(&loader, &DataLoader::thumbnail);
        loader.requestThumbnails(first, 9, 50);
        loader.requestThumbnails(second, 3, 2);
        QTRY_COMPARE(thumbnails.size(), 2);
        for (const auto& one : thumbnails)
            QCOMPARE(one[0].toInt(), 3);
    }

    void viewsShowTheAugmentation_data() {
        QTest::addColumn<Augmentation>("augmentation");
        QTest::addColumn<bool>("differ");
        QTest::newRow("none") << Augmentation::none << false;
        QTest::newRow("flip") << Augmentation::flip << true;
        QTest::newRow("standard") << Augmentation::standard << true;
        QTest::newRow("strong") << Augmentation::strong << true;
    }
    void viewsShowTheAugmentation() {
        QFETCH(Augmentation, augmentation);
        QFETCH(bool, differ);
        const auto data = fixture::open({"samples:similar", {.perClass = 2}, Augmentation::none});
        QVERIFY(data);
        DataLoader loader;
        QSignalSpy views(&loader, &DataLoader::views);
        loader.requestViews(data, InputSpec{}, Augmentation::none, 0, 0, 3);  // superseded
        loader.requestViews(data, InputSpec{}, augmentation, 1, 0, 5);
        QTRY_COMPARE(views.size(), 1);
        const auto pictures = views[0][0].value<QList<QImage>>();
        QCOMPARE(pictures.size(), 5);
        QCOMPARE(pictures[0].size(), QSize(96, 96));
        const bool equal = std::ranges::all_of(pictures, [&](const QImage& view) { return view == pictures[0]; });
        QCOMPARE(equal, !differ);
    }

private:
    std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_MAIN(TestDataLoader)
#include "test_data_loader.moc"
