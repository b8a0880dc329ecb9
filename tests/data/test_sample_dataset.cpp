// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"
#include "core/data/write_samples.h"

#include "tests/data/fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

using namespace layerbench;
namespace fs = std::filesystem;

namespace {

bool contains(const Error& error, const char* part) {
    return error.message().find(part) != std::string::npos;
}

}  // namespace

/// Generated sets as data sets, and written as folders.
class TestSampleDataset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void samples() {
        const auto dataset = openDataset("samples:base?per-class=7&seed=3&size=40");
        VERIFY_RESULT(dataset);
        QVERIFY(dataset->classes.size() >= 2);
        for (const auto count : classCounts(*dataset, Part::training))
            QCOMPARE(count, 7);
        std::set<std::uint64_t> training;
        for (const auto& item : dataset->items(Part::training))
            training.insert(item.index);
        for (const auto part : {Part::validation, Part::test}) {
            QVERIFY(!dataset->items(part).empty());
            for (const auto& item : dataset->items(part))
                QVERIFY(!training.contains(item.index));
        }
        const auto& item = dataset->items(Part::training).front();
        const auto picture = readItem(*dataset, item, 64);
        VERIFY_RESULT(picture);
        QCOMPARE(picture->width, 40);
        const auto open = openDataset("samples:base?per-class=7&seed=3");
        QCOMPARE(readItem(*open, open->items(Part::training).front(), 64)->width, 64);
        QVERIFY(*datasetHash(*dataset) != *datasetHash(*openDataset("samples:base?per-class=7&seed=4&size=40")));
        QCOMPARE(openDataset("samples:base", {.perClass = 5})->items(Part::training).size(),
                 5 * dataset->classes.size());
    }

    /// As with files: the seed draws which pictures `perClass` takes, and smaller choices lie inside larger ones.
    void chosenBySeed() {
        const auto open = [](const char* description, std::int64_t perClass, std::uint64_t seed) {
            return *openDataset(description, {.seed = seed, .perClass = perClass});
        };
        const auto numbers = [](const Dataset& dataset, Part part) {
            std::set<std::uint64_t> all;
            for (const auto& item : dataset.items(part))
                all.insert(item.index);
            return all;
        };
        const auto one = numbers(open("samples:base", 5, 1), Part::training);
        const auto two = numbers(open("samples:base", 5, 2), Part::training);
        QCOMPARE(one, numbers(*openDataset("samples:base?per-class=5"), Part::training));
        for (const auto number : two)
            QVERIFY(!one.contains(number));
        const auto more = numbers(open("samples:base", 50, 2), Part::training);
        QVERIFY(std::ranges::includes(more, two));
        QCOMPARE(numbers(open("samples:base", 5, 1), Part::validation),
                 numbers(open("samples:base", 5, 2), Part::validation));
        QCOMPARE(one, numbers(open("samples:base?per-class=9", 5, 2), Part::training));
        for (const auto number : numbers(open("samples:base", 5, UINT64_MAX), Part::training))
            QVERIFY(number < std::uint64_t{1} << 32);
    }

    void badSamples_data() {
        QTest::addColumn<QString>("description");
        for (const char* text : {"samples:", "samples:nonsense", "samples:base?per-class=0", "samples:base?per-class=x",
                                 "samples:base?seed=-1", "samples:base?size=9000", "samples:base?colour=1",
                                 "samples:base?per-class=99999999999999999999", "samples:base?per-class"})
            QTest::newRow(text) << text;
    }
    void badSamples() {
        QFETCH(QString, description);
        const auto dataset = openDataset(description.toStdString());
        QVERIFY(!dataset);
        QVERIFY(contains(dataset.error(), "samples:base") || contains(dataset.error(), "base, similar, different"));
    }

    /// A written folder opens as the same classes with the same pixels.
    void written() {
        const QTemporaryDir folder;
        const fs::path place = fs::path(folder.path().toStdString()) / "new";
        const SampleFolderOptions options{.perClass = 3, .validationPerClass = 2, .size = 48, .seed = 5};
        const auto count = writeSampleFolder("similar", place, options);
        VERIFY_RESULT(count);
        const auto read = openDataset(place.string());
        VERIFY_RESULT(read);
        QCOMPARE(*count, std::int64_t{8 * 5});
        QCOMPARE(classCounts(*read, Part::training), std::vector<std::int64_t>(8, 3));
        QCOMPARE(classCounts(*read, Part::validation), std::vector<std::int64_t>(8, 2));
        const auto drawn = openDataset("samples:similar?per-class=3&validation=2&size=48&seed=5");
        VERIFY_RESULT(drawn);
        const auto first = [](const Dataset& dataset, Part part, const std::string& name) {
            for (const auto& item : dataset.items(part))
                if (dataset.classes[static_cast<std::size_t>(item.label)] == name)
                    return readItem(dataset, item, 48);
            return Result<Picture>(failure("no such class"));
        };
        for (const auto& name : drawn->classes)
            for (const Part part : {Part::training, Part::validation})
                QCOMPARE(*first(*read, part, name) == *first(*drawn, part, name), true);
    }

    void writtenBadly_data() {
        QTest::addColumn<QString>("set");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("size");
        QTest::newRow("unknown set") << "nothing"
                                     << "new" << 48;
        QTest::newRow("size") << "similar"
                              << "new" << 4800;
        QTest::newRow("folder in use") << "similar"
                                       << "used" << 48;
        QTest::newRow("a file in the way") << "similar"
                                           << "used/file" << 48;
    }
    void writtenBadly() {
        QFETCH(QString, set);
        QFETCH(QString, folder);
        QFETCH(int, size);
        const QTemporaryDir root;
        const fs::path place = root.path().toStdString();
        fs::create_directory(place / "used");
        fixture::write(place / "used" / "file", "here before");
        const auto count =
            writeSampleFolder(set.toStdString(), place / folder.toStdString(), {.perClass = 1, .size = size});
        QVERIFY(!count);
        QVERIFY(!fs::exists(place / "new"));
        QVERIFY(fs::exists(place / "used" / "file"));
    }
};

QTEST_GUILESS_MAIN(TestSampleDataset)
#include "test_sample_dataset.moc"
