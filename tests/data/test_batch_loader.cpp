// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/batch_loader.h"

#include "core/data/transform.h"
#include "tests/data/fixture.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace layerbench;
namespace fs = std::filesystem;

namespace {

InputSpec smallInput() {
    InputSpec spec;
    spec.height = spec.width = 32;
    spec.resizeShorterSide = 0;
    return spec;
}

std::vector<Example> examples(std::int64_t count, std::int64_t view = 0) {
    std::vector<Example> order;
    for (std::int64_t i = 0; i < count; ++i)
        order.push_back({(i * 7) % count, view});
    return order;
}

}  // namespace

class TestBatchLoader : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path root_;
    Dataset dataset_;

    /// All batches of an order; fails the test on an error.
    static std::vector<Batch> drain(BatchSource& source, std::vector<Example> order, std::int64_t batchSize) {
        std::vector<Batch> batches;
        source.start(std::move(order), batchSize);
        for (;;) {
            auto batch = source.next();
            if (!batch) {
                QTest::qFail(batch.error().message().c_str(), __FILE__, __LINE__);
                return batches;
            }
            if (batch->labels.empty())
                return batches;
            batches.push_back(*std::move(batch));
        }
    }

private Q_SLOTS:
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        root_ = temporary_->path().toStdString();
        for (int i = 0; i < 25; ++i)
            fixture::writePicture(root_ / (i % 2 ? "odd" : "even") / (std::to_string(i) + ".ppm"),
                                  static_cast<std::uint8_t>(i * 9), 20 + i);
        dataset_ = *openDataset(root_.string());
    }

    void batchesComeInOrder_data() {
        QTest::addColumn<int>("threads");
        QTest::addColumn<int>("batchSize");
        QTest::addColumn<int>("cacheBytes");
        for (const int threads : {1, 2, 5})
            for (const int batchSize : {1, 3, 64})
                for (const int cacheBytes : {0, 1'000'000})
                    QTest::addRow("%d threads, batches of %d, cache %d", threads, batchSize, cacheBytes)
                        << threads << batchSize << cacheBytes;
    }
    void batchesComeInOrder() {
        QFETCH(int, threads);
        QFETCH(int, batchSize);
        QFETCH(int, cacheBytes);
        PictureStore store(cacheBytes);
        BatchLoader loader(dataset_, Part::training, smallInput(), {.threads = threads, .pictures = &store});
        QCOMPARE(loader.size(), 20);
        QCOMPARE(loader.classCount(), 2);
        QCOMPARE(loader.pictureShape(), (Shape{3, 32, 32}));
        QVERIFY(!loader.augments());
        for (int epoch = 0; epoch < 2; ++epoch) {
            const auto order = examples(20);
            std::size_t at = 0;
            for (const auto& batch : drain(loader, order, batchSize)) {
                const auto count = batch.labels.size();
                QCOMPARE(count, std::min(static_cast<std::size_t>(batchSize), order.size() - at));
                QCOMPARE(batch.images.shape(), (Shape{static_cast<std::int64_t>(count), 3, 32, 32}));
                for (std::size_t i = 0; i < count; ++i, ++at) {
                    QCOMPARE(batch.examples[i], order[at]);
                    const auto& item = dataset_.items(Part::training)[static_cast<std::size_t>(order[at].index)];
                    QCOMPARE(batch.labels[i], item.label);
                    const auto expected = toInput(*readPicture(item.path), smallInput());
                    QVERIFY(std::ranges::equal(batch.images.as<float>().subspan(i * 3072, 3072), expected.as<float>()));
                }
            }
            QCOMPARE(at, order.size());
            QVERIFY(store.bytes() <= cacheBytes);
        }
        QCOMPARE(store.bytes(), cacheBytes ? 20 * 32 * 32 * 3 : 0);
        // The end stays the end.
        QVERIFY(loader.next()->labels.empty());
    }

    void theCacheIsBounded() {
        PictureStore store(10'000);
        BatchLoader loader(dataset_, Part::training, smallInput(), {.pictures = &store});
        drain(loader, examples(20), 4);
        QCOMPARE(store.bytes(), 3 * 3072);
    }

    void laterEpochsDoNotReadFiles() {
        BatchLoader loader(dataset_, Part::training, smallInput());
        const auto before = drain(loader, examples(20), 20);
        fs::remove_all(root_);
        const auto after = drain(loader, examples(20), 20);
        QVERIFY(before.front().images == after.front().images);
    }

    void augmentationFollowsSeedIndexAndView_data() {
        QTest::addColumn<int>("augmentation");
        for (const auto kind : {Augmentation::flip, Augmentation::standard, Augmentation::strong})
            QTest::newRow(std::string(name(kind)).c_str()) << static_cast<int>(kind);
    }
    void augmentationFollowsSeedIndexAndView() {
        QFETCH(int, augmentation);
        const auto kind = static_cast<Augmentation>(augmentation);
        const auto dataset = *openDataset("samples:base?per-class=2");
        const auto images = [&](std::uint64_t seed, int threads, std::int64_t view) {
            BatchLoader loader(dataset, Part::training, smallInput(),
                               {.augmentation = kind, .seed = seed, .threads = threads});
            return drain(loader, examples(loader.size(), view), 100).front().images;
        };
        const auto reference = images(1, 1, 0);
        QVERIFY(reference == images(1, 4, 0));
        QVERIFY(reference != images(2, 1, 0));
        QVERIFY(reference != images(1, 1, 1));
    }

    void contentKeys() {
        const auto key = [&](const Dataset& dataset, const InputSpec& spec, const BatchLoaderOptions& options,
                             const Example& example) {
            return BatchLoader(dataset, Part::training, spec, options).contentKey(example);
        };
        const auto spec = smallInput();
        const auto plain = key(dataset_, spec, {}, {3, 0});
        QCOMPARE(plain, key(dataset_, spec, {.seed = 9, .threads = 1}, {3, 5}));
        auto otherSpec = spec;
        otherSpec.mean[1] += 1e-6f;
        const auto flip = BatchLoaderOptions{.augmentation = Augmentation::flip};
        const auto flipSeed = BatchLoaderOptions{.augmentation = Augmentation::flip, .seed = 2};
        const std::set<std::string> different = {plain,
                                                 key(dataset_, spec, {}, {4, 0}),
                                                 key(dataset_, otherSpec, {}, {3, 0}),
                                                 key(dataset_, spec, flip, {3, 0}),
                                                 key(dataset_, spec, flip, {3, 1}),
                                                 key(dataset_, spec, flipSeed, {3, 0})};
        QCOMPARE(different.size(), std::size_t{6});
        // Content, not name, size or time.
        const auto path = dataset_.items(Part::training)[3].path;
        const auto time = fs::last_write_time(path);
        auto bytes = *readFile(path, 100'000);
        bytes.back() ^= std::byte{1};
        fixture::write(path, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
        fs::last_write_time(path, time);
        QVERIFY(plain != key(dataset_, spec, {}, {3, 0}));
    }

    void undecodablePictureIsNamed() {
        const auto bad = dataset_.items(Part::training)[5].path;
        fixture::write(bad, "P6 30 30 255\nshort");
        BatchLoader loader(dataset_, Part::training, smallInput());
        std::vector<Example> order;
        for (std::int64_t i = 0; i < 20; ++i)
            order.push_back({i, 0});
        loader.start(order, 4);
        int failures = 0;
        std::size_t delivered = 0;
        for (int batch = 0; batch < 5; ++batch) {
            const auto next = loader.next();
            if (next) {
                delivered += next->labels.size();
                continue;
            }
            ++failures;
            QVERIFY(next.error().message().find(bad.string()) != std::string::npos);
        }
        QCOMPARE(failures, 1);
        QCOMPARE(delivered, std::size_t{16});
        QVERIFY(loader.next()->labels.empty());
    }

    void anotherOrderDropsTheEarlierOne() {
        PictureStore none(0);
        BatchLoader loader(dataset_, Part::training, smallInput(), {.threads = 4, .pictures = &none});
        for (int i = 0; i < 50; ++i) {
            loader.start(examples(20), 3);
            if (i % 3 == 0)
                QVERIFY(loader.next());
        }
        loader.start({{6, 0}}, 8);
        const auto batch = loader.next();
        VERIFY_RESULT(batch);
        QCOMPARE(batch->examples, (std::vector<Example>{{6, 0}}));
        loader.start({}, 8);
        QVERIFY(loader.next()->labels.empty());
    }

    void endsWhileDecoding() {
        for (int i = 0; i < 30; ++i) {
            BatchLoader loader(dataset_, Part::training, smallInput(), {.threads = 3});
            loader.start(examples(20), 2);
        }
    }

    void realPhotosPerSecond() {
        const auto folder = fixture::realData() / "ants_bees";
        if (!fs::exists(folder))
            QSKIP("The ants and bees photos are not there (LAYERBENCH_TEST_DATA).");
        BatchLoader loader(*openDataset(folder.string()), Part::training, InputSpec{});
        QElapsedTimer timer;
        for (int epoch = 0; epoch < 2; ++epoch) {
            timer.start();
            const auto batches = drain(loader, examples(loader.size()), 16);
            QCOMPARE(batches.size(), std::size_t{16});
            qInfo("epoch %d: %.0f pictures/s", epoch + 1,
                  244e3 / static_cast<double>(std::max<qint64>(timer.elapsed(), 1)));
        }
    }
};

QTEST_GUILESS_MAIN(TestBatchLoader)
#include "test_batch_loader.moc"
