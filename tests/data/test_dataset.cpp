// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include "tests/data/fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace layerbench;
namespace fs = std::filesystem;

namespace {

std::set<fs::path> paths(const std::vector<DataItem>& items) {
    std::set<fs::path> result;
    for (const auto& item : items)
        result.insert(item.path);
    return result;
}

bool contains(const Error& error, const char* part) {
    return error.message().find(part) != std::string::npos;
}

const SkippedFile* skipped(const Dataset& dataset, const std::string& nameEnd) {
    for (const auto& file : dataset.skipped)
        if (file.name.ends_with(nameEnd))
            return &file;
    return nullptr;
}

}  // namespace

class TestDataset : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path root_;

    void makeClasses(const fs::path& folder, int cats, int dogs) {
        for (int i = 0; i < cats; ++i)
            fixture::writePicture(folder / "cats" / ("c" + std::to_string(i) + ".ppm"), static_cast<std::uint8_t>(i));
        for (int i = 0; i < dogs; ++i)
            fixture::writePicture(folder / "dogs" / ("d" + std::to_string(i) + ".ppm"),
                                  static_cast<std::uint8_t>(100 + i));
    }
    Result<Dataset> open(const DatasetOptions& options = {}) { return openDataset(root_.string(), options); }

private Q_SLOTS:
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        root_ = fs::path(temporary_->path().toStdString()) / "data";
        fs::create_directories(root_);
    }

    void classFolders() {
        makeClasses(root_, 10, 5);
        const auto dataset = open();
        VERIFY_RESULT(dataset);
        QCOMPARE(dataset->classes, (std::vector<std::string>{"cats", "dogs"}));
        QVERIFY(dataset->validationWasSplit);
        QCOMPARE(classCounts(*dataset, Part::training), (std::vector<std::int64_t>{8, 4}));
        QCOMPARE(classCounts(*dataset, Part::validation), (std::vector<std::int64_t>{2, 1}));
        QCOMPARE(classCounts(*dataset, Part::test), (std::vector<std::int64_t>{0, 0}));
        QVERIFY(dataset->skipped.empty());
        const auto training = paths(dataset->items(Part::training));
        for (const auto& item : dataset->items(Part::validation))
            QVERIFY(!training.contains(item.path));
        for (const auto part : allParts)
            for (const auto& item : dataset->items(part))
                QCOMPARE(item.path.parent_path().filename().string(),
                         dataset->classes[static_cast<std::size_t>(item.label)]);
    }

    void partFolders_data() {
        QTest::addColumn<QString>("validation");
        for (const char* name : {"val", "valid", "validation", "VAL"})
            QTest::newRow(name) << name;
    }
    void partFolders() {
        QFETCH(QString, validation);
        makeClasses(root_ / "train", 4, 3);
        makeClasses(root_ / validation.toStdString(), 2, 0);
        makeClasses(root_ / "test", 1, 2);
        makeClasses(root_ / "extra", 9, 9);
        const auto dataset = open();
        VERIFY_RESULT(dataset);
        QVERIFY(!dataset->validationWasSplit);
        QCOMPARE(classCounts(*dataset, Part::training), (std::vector<std::int64_t>{4, 3}));
        QCOMPARE(classCounts(*dataset, Part::validation), (std::vector<std::int64_t>{2, 0}));
        QCOMPARE(classCounts(*dataset, Part::test), (std::vector<std::int64_t>{1, 2}));
        QVERIFY(skipped(*dataset, "extra"));
    }

    void splitKeepsOneOnEachSide_data() {
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("fraction");
        QTest::addColumn<int>("validation");
        QTest::newRow("one picture trains") << 1 << 0.5 << 0;
        QTest::newRow("two, little") << 2 << 0.01 << 1;
        QTest::newRow("two, much") << 2 << 0.99 << 1;
        QTest::newRow("ten, a third") << 10 << 0.33 << 3;
        QTest::newRow("ten, nearly all") << 10 << 0.99 << 9;
    }
    void splitKeepsOneOnEachSide() {
        QFETCH(int, count);
        QFETCH(double, fraction);
        makeClasses(root_, count, 2);
        const auto dataset = open({.validationFraction = fraction});
        VERIFY_RESULT(dataset);
        QTEST(static_cast<int>(classCounts(*dataset, Part::validation)[0]), "validation");
        QCOMPARE(classCounts(*dataset, Part::validation)[0] + classCounts(*dataset, Part::training)[0], count);
    }

    void splitFollowsTheSeed() {
        makeClasses(root_, 30, 30);
        const auto one = open({.seed = 1});
        QVERIFY(one->items(Part::validation) == open({.seed = 1})->items(Part::validation));
        QVERIFY(one->items(Part::validation) != open({.seed = 2})->items(Part::validation));
    }

    void subsetsAreNested() {
        makeClasses(root_, 40, 25);
        std::set<fs::path> smaller;
        const auto validation = paths(open({.seed = 7})->items(Part::validation));
        for (const std::int64_t perClass : {1, 5, 20, 100}) {
            const auto dataset = open({.seed = 7, .perClass = perClass});
            VERIFY_RESULT(dataset);
            const auto training = paths(dataset->items(Part::training));
            QVERIFY(std::ranges::includes(training, smaller));
            QCOMPARE(paths(dataset->items(Part::validation)), validation);
            QCOMPARE(classCounts(*dataset, Part::training),
                     (std::vector<std::int64_t>{std::min<std::int64_t>(perClass, 32),
                                                std::min<std::int64_t>(perClass, 20)}));
            QCOMPARE(training.size() + dataset->unused.size(), std::size_t{52});
            smaller = training;
        }
    }

    void filesThatAreNoPicturesAreSkipped() {
        makeClasses(root_, 3, 3);
        fixture::write(root_ / "cats/notes.txt", "notes");
        fixture::write(root_ / "cats/.hidden.jpg", "hidden");
        fixture::write(root_ / ".cache/x.jpg", "hidden");
        fixture::write(root_ / "dogs/empty.jpg", "");
        fixture::write(root_ / "dogs/text.jpg", "this is text");
        fixture::write(root_ / "dogs/moving.gif", "GIF89a");
        fixture::write(root_ / "loose.txt", "x");
        fs::create_directories(root_ / "birds");
        const auto dataset = open();
        VERIFY_RESULT(dataset);
        QCOMPARE(dataset->classes.size(), std::size_t{2});
        QCOMPARE(dataset->skipped.size(), std::size_t{6});
        QVERIFY(skipped(*dataset, "cats/notes.txt")->reason.english().find(".jpg") != std::string::npos);
        QVERIFY(skipped(*dataset, "dogs/empty.jpg")->reason.english().find("empty") != std::string::npos);
        QVERIFY(skipped(*dataset, "dogs/text.jpg")->reason.english().find("no picture") != std::string::npos);
        QVERIFY(skipped(*dataset, "dogs/moving.gif"));
        QVERIFY(skipped(*dataset, "loose.txt"));
        QVERIFY(skipped(*dataset, "birds")->reason.english().find("no pictures") != std::string::npos);
    }

    void linksThatLoop() {
        makeClasses(root_, 3, 3);
        fs::create_directory_symlink(root_, root_ / "cats/back");
        fs::create_directory_symlink(root_ / "dogs", root_ / "dogs/self");
        fs::create_symlink(root_ / "nowhere.jpg", root_ / "dogs/broken.jpg");
        const auto dataset = open();
        VERIFY_RESULT(dataset);
        QVERIFY(skipped(*dataset, "dogs/self"));
        QVERIFY(skipped(*dataset, "dogs/broken.jpg"));
        QCOMPARE(classCounts(*dataset, Part::training)[1] + classCounts(*dataset, Part::validation)[1], 3);
    }

    void namesInAnyScript() {
        for (const char* name : {"Käfer", "蜜蜂", "муравьи", "with space"})
            for (int i = 0; i < 2; ++i)
                fixture::writePicture(root_ / name / ("ü" + std::to_string(i) + ".ppm"));
        fixture::writePicture(root_ / "broken\xff" / "1.ppm");
        const auto dataset = open();
        VERIFY_RESULT(dataset);
        QCOMPARE(dataset->classes,
                 (std::vector<std::string>{"Käfer", "broken\xef\xbf\xbd", "with space", "муравьи", "蜜蜂"}));
        VERIFY_RESULT(checkDataset(*dataset, 2));
        fs::remove_all(root_);  // QTemporaryDir cannot name what is no UTF-8
    }

    void tenThousandFiles() {
        for (int i = 0; i < 10'000; ++i)
            fixture::writePicture(root_ / ("class" + std::to_string(i % 10)) / (std::to_string(i) + ".ppm"), 1, 1);
        const auto dataset = open({.validationFraction = 0.1});
        VERIFY_RESULT(dataset);
        QCOMPARE(dataset->items(Part::training).size(), std::size_t{9'000});
        QCOMPARE(dataset->items(Part::validation).size(), std::size_t{1'000});
    }

    void badFolders_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* kind, const char* reason) { QTest::newRow(kind) << kind << reason; };
        row("missing", "There is no data set");
        row("empty", "is empty. Expected is one folder a class with pictures, such as photos/cats/1.jpg");
        row("text files", "holds 2 files but no pictures and no class folders");
        row("loose pictures", "holds 2 pictures but no class folders. Put the pictures of each class");
        row("one class", "pictures of one class only (cats)");
        // Two files and two folders that hold no pictures.
        row("class folders of text", "no pictures to train on; 4 files were skipped");
        row("empty class folders", "no pictures to train on");
        row("validation alone", "but no train");
        row("class without training", "no training pictures of the class “dogs”");
        row("a file", "is a file, not a data set");
        row("fraction", "between 0 and 1");
        row("per class", "at least 1 training picture");
    }
    void badFolders() {
        QFETCH(QString, kind);
        QFETCH(QString, reason);
        DatasetOptions options;
        std::string path = root_.string();
        if (kind == "missing")
            path += "/missing";
        else if (kind == "text files" || kind == "a file") {
            fixture::write(root_ / "a.txt", "text");
            fixture::write(root_ / "b.txt", "text");
            path += kind == "a file" ? "/a.txt" : "";
        } else if (kind == "loose pictures") {
            fixture::writePicture(root_ / "a.ppm");
            fixture::writePicture(root_ / "b.ppm");
        } else if (kind == "one class")
            makeClasses(root_, 3, 0);
        else if (kind == "class folders of text") {
            fixture::write(root_ / "cats/a.txt", "text");
            fixture::write(root_ / "dogs/b.jpg", "text");
        } else if (kind == "empty class folders") {
            fs::create_directories(root_ / "cats");
            fs::create_directories(root_ / "dogs");
        } else if (kind == "validation alone")
            makeClasses(root_ / "val", 3, 3);
        else if (kind == "class without training") {
            makeClasses(root_ / "train", 3, 0);
            fixture::writePicture(root_ / "train/birds/1.ppm");
            makeClasses(root_ / "val", 1, 1);
        } else if (kind == "fraction")
            options.validationFraction = 1;
        else if (kind == "per class")
            options.perClass = 0;
        const auto dataset = openDataset(path, options);
        QVERIFY(!dataset);
        const auto message = QString::fromStdString(dataset.error().message());
        QVERIFY2(message.contains(reason), qPrintable(message));
        QVERIFY(!message.contains('\n'));
    }

    void checkMovesWhatDoesNotDecode() {
        makeClasses(root_, 20, 20);
        fixture::write(root_ / "cats/half.ppm", "P6 100 100 255\nxxx");
        fs::copy_file(fixture::folder() / "bad-truncated.jpg", root_ / "dogs/half.jpg");
        for (std::uint64_t seed = 0; seed < 8; ++seed) {
            const auto dataset = open({.seed = seed, .perClass = 10});
            VERIFY_RESULT(dataset);
            std::int64_t last = 0;
            const auto checked = checkDataset(*dataset, 3, [&](std::int64_t done, std::int64_t) {
                last = done;
                return true;
            });
            VERIFY_RESULT(checked);
            // Replacements keep the wanted number, whichever part the bad files were in.
            QCOMPARE(classCounts(*checked, Part::training), (std::vector<std::int64_t>{10, 10}));
            QCOMPARE(last, 20 + static_cast<std::int64_t>(dataset->items(Part::validation).size()));
            for (const auto part : allParts)
                for (const auto& item : checked->items(part)) {
                    QCOMPARE(item.contentHash.size(), std::size_t{64});
                    QVERIFY(item.path.filename().string().find("half") == std::string::npos);
                }
        }
        const auto all = checkDataset(*open(), 2);
        QCOMPARE(all->skipped.size(), std::size_t{2});
        QVERIFY(skipped(*all, "half.jpg")->reason.english().find("truncated") != std::string::npos);
        const auto halted = checkDataset(*open(), 2, [](std::int64_t, std::int64_t) { return false; });
        QVERIFY(!halted && contains(halted.error(), "stopped"));
    }

    void hashFollowsTheContent() {
        makeClasses(root_, 3, 3);
        const auto before = datasetHash(*open());
        QCOMPARE(*datasetHash(*checkDataset(*open(), 2)), *before);
        fixture::writePicture(root_ / "cats/c0.ppm", 99);
        QVERIFY(*datasetHash(*open()) != *before);
    }

    void csv() {
        for (const char* name : {"a.ppm", "b, c.ppm", "d\"e.ppm", "f.ppm", "g.ppm"})
            fixture::writePicture(root_ / "sub" / name);
        fixture::write(root_ / "list.csv", "\xef\xbb\xbflabel,path,part\r\n"
                                           "cat,sub/a.ppm,train\r\n"
                                           "\"big, dog\",\"sub/b, c.ppm\",train\r\n"
                                           "cat,\"sub/d\"\"e.ppm\",val\r\n"
                                           "\r\n"
                                           "cat,sub/missing.ppm,train\r\n"
                                           "cat,sub/f.ppm,test\n"
                                           "cat," +
                                               (root_ / "sub/g.ppm").string() + ",train");
        const auto dataset = openDataset((root_ / "list.csv").string());
        VERIFY_RESULT(dataset);
        QCOMPARE(dataset->classes, (std::vector<std::string>{"big, dog", "cat"}));
        QCOMPARE(classCounts(*dataset, Part::training), (std::vector<std::int64_t>{1, 2}));
        QCOMPARE(classCounts(*dataset, Part::validation), (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(classCounts(*dataset, Part::test), (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(dataset->skipped.size(), std::size_t{1});
        QVERIFY(checkDataset(*dataset, 1)->skipped.size() == 1);
    }

    void badCsv_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        QTest::newRow("empty") << QByteArray("") << "must name the columns path and label";
        QTest::newRow("no header") << QByteArray("a.jpg,cat\n") << "must name the columns path and label";
        QTest::newRow("binary") << QByteArray("\0\1\2\3", 4) << "must name the columns path and label";
        QTest::newRow("short line") << QByteArray("path,label\na.jpg\n") << "line 2 has 1 cells";
        QTest::newRow("open quote") << QByteArray("path,label\n\"a.jpg,cat\n") << "line 2: a quote is opened";
        QTest::newRow("no label") << QByteArray("path,label\na.jpg,\n") << "line 2 has an empty path or label";
        QTest::newRow("part") << QByteArray("path,label,part\na.jpg,b,c\n") << "the part is “c”";
        QTest::newRow("no rows") << QByteArray("path,label\n") << "no pictures to train on";
    }
    void badCsv() {
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        fixture::write(root_ / "list.csv", content.toStdString());
        const auto dataset = openDataset((root_ / "list.csv").string());
        QVERIFY(!dataset);
        QVERIFY2(QString::fromStdString(dataset.error().message()).contains(reason), dataset.error().message().c_str());
    }

    void realAntsAndBees() {
        const auto folder = fixture::realData() / "ants_bees";
        if (!fs::exists(folder))
            QSKIP("The ants and bees photos are not there (LAYERBENCH_TEST_DATA).");
        const auto dataset = openDataset(folder.string());
        VERIFY_RESULT(dataset);
        const auto checked = checkDataset(*dataset, 2);
        VERIFY_RESULT(checked);
        QCOMPARE(checked->classes, (std::vector<std::string>{"ants", "bees"}));
        QCOMPARE(checked->items(Part::training).size(), std::size_t{244});
        QCOMPARE(checked->items(Part::validation).size(), std::size_t{153});
        QCOMPARE(checked->skipped.size(), std::size_t{1});
        QCOMPARE(checked->skipped.front().name, std::string("train/ants/imageNotFound.gif"));
    }

    void realCifarPictures() {
        const auto folder = fixture::realData() / "cifar10_small";
        if (!fs::exists(folder))
            QSKIP("The CIFAR-10 pictures are not there (LAYERBENCH_TEST_DATA).");
        const auto dataset = openDataset(folder.string());
        VERIFY_RESULT(dataset);
        QCOMPARE(classCounts(*dataset, Part::training), std::vector<std::int64_t>(10, 400));
        QCOMPARE(classCounts(*dataset, Part::validation), std::vector<std::int64_t>(10, 100));
        QCOMPARE(classCounts(*dataset, Part::test), std::vector<std::int64_t>(10, 200));
    }
};

QTEST_GUILESS_MAIN(TestDataset)
#include "test_dataset.moc"
