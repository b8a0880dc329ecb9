// SPDX-License-Identifier: GPL-3.0-or-later
// Features of frozen layers on the disk: found again after a start, never used when damaged, done without when there is
// no place for them.
#include "core/training/engine/feature_store.h"
#include "core/training/engine/module.h"
#include "tests/training/support.h"

#include <QTemporaryDir>
#include <QTest>

#include <ATen/CPUGeneratorImpl.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

using namespace layerbench;
using namespace layerbench::fixture;
namespace fs = std::filesystem;

namespace {

using Sizes = std::vector<std::vector<std::int64_t>>;

class Folder {
public:
    fs::path path() const { return fs::path(temporary_.path().toStdString()) / "features"; }
    FeatureKeeping keeping(std::int64_t memory = 1 << 30, std::int64_t disk = 1 << 30) const {
        return {path().string(), memory, disk};
    }
    std::set<std::string> files() const {
        std::set<std::string> names;
        std::error_code error;
        for (fs::directory_iterator file(path(), error), end; !error && file != end; ++file)
            names.insert(file->path().filename().string());
        return names;
    }

private:
    QTemporaryDir temporary_;
};

/// Says nothing, or keeps what was said.
struct Said {
    std::vector<std::string> texts;
    Say say = [this](const Text& text) { texts.push_back(text.english()); };
};

at::Tensor noise(const std::vector<std::int64_t>& sizes) {
    return at::empty(sizes).normal_(0, 1, at::detail::createCPUGenerator(7));
}

/// A sheet of two values, a map and a vector for each of six pictures.
SharedSheet kept(FeatureStore& store, const std::string& key, Said& said, at::ScalarType type = at::kFloat) {
    auto draft = required(store.begin(key, {{6, 5, 3, 4}, {6, 7}}, type, said.say));
    draft.values[0].copy_(noise({6, 5, 3, 4}));
    draft.values[1].copy_(noise({6, 7}));
    return store.finish(std::move(draft), 0.25, said.say);
}

/// By the engine in this program: the module has a store of its own.
Finished trainedHere(const TrainingOptions& options, BatchSource& training, BatchSource* validation = nullptr) {
    auto run = required(torchEngine().start({frozenFeatures(), &training, validation, options, nullptr}));
    RunControl control;
    Recorder said;
    const RunResult result = required(train(*run, control, said));
    return {result, run->best(), run->last(), run->checkpoint(), std::move(said)};
}

TrainingOptions halved(TrainingOptions options) {
    options.halfFeatures = true;
    return options;
}

}  // namespace

class TestFeatureFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { FeatureStore::shared().setKeeping({}); }

    void anotherStartFindsIt_data() {
        QTest::addColumn<qint64>("memory");
        QTest::addColumn<bool>("half");
        for (const bool half : {false, true}) {
            QTest::addRow("in memory and saved, half %d", half) << (qint64{1} << 30) << half;
            QTest::addRow("too large for the memory, half %d", half) << qint64{100} << half;
        }
    }
    void anotherStartFindsIt() {
        QFETCH(const qint64, memory);
        QFETCH(const bool, half);
        const Folder folder;
        Said said;
        FeatureStore first(folder.keeping(memory));
        const auto made = kept(first, "key", said, half ? at::kHalf : at::kFloat);
        QCOMPARE(folder.files(), std::set<std::string>{"key.features"});
        QCOMPARE(made->memory, memory > 100 ? made->bytes : 0);
        QVERIFY(first.find("key", said.say) == made);
        FeatureStore second(folder.keeping(memory));
        const auto found = second.find("key", said.say);
        QVERIFY(found);
        QCOMPARE(found->secondsPerPicture, 0.25);
        QCOMPARE(found->values.size(), std::size_t{2});
        QVERIFY(found->values[0].is_contiguous(at::MemoryFormat::ChannelsLast));
        for (std::size_t i = 0; i < 2; ++i) {
            QVERIFY(at::equal(found->values[i], made->values[i]));
            QVERIFY(found->values[i].scalar_type() == (half ? at::kHalf : at::kFloat));
        }
        QVERIFY(at::allclose(found->values[0].to(at::kFloat), noise({6, 5, 3, 4}), 1e-3, 1e-3));
        QVERIFY(second.find("key", said.say) == found);  // held, not mapped again
        QVERIFY(!second.find("other", said.say));
        QCOMPARE(said.texts.size(), std::size_t{0});
    }

    void damagedIsNeverUsed_data() {
        QTest::addColumn<QString>("damage");
        for (const char* damage :
             {"empty", "one page", "cut short", "longer", "first byte", "a size", "a value", "last byte", "garbage"})
            QTest::newRow(damage) << damage;
    }
    void damagedIsNeverUsed() {
        QFETCH(const QString, damage);
        const Folder folder;
        Said said;
        {
            FeatureStore store(folder.keeping());
            kept(store, "key", said);
        }
        const fs::path file = folder.path() / "key.features";
        const auto size = static_cast<std::int64_t>(fs::file_size(file));
        const auto flip = [&](std::int64_t at) {
            std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
            bytes.seekg(at);
            const int byte = bytes.get();
            bytes.seekp(at);
            bytes.put(static_cast<char>(byte ^ 1));
        };
        if (damage == "empty")
            fs::resize_file(file, 0);
        else if (damage == "one page")
            fs::resize_file(file, 4096);
        else if (damage == "cut short")
            fs::resize_file(file, static_cast<std::uintmax_t>(size - 4096));
        else if (damage == "longer")
            fs::resize_file(file, static_cast<std::uintmax_t>(size + 4096));
        else if (damage == "garbage")
            std::ofstream(file) << std::string(10'000, 'x');
        else
            flip(damage == "first byte" ? 0 : damage == "a size" ? 40 : damage == "a value" ? 4100 : size - 1);
        FeatureStore later(folder.keeping());
        QVERIFY(!later.find("key", said.say));
        QCOMPARE(said.texts.size(), std::size_t{1});
        QVERIFY2(said.texts[0].find("key.features” was damaged") != std::string::npos, said.texts[0].c_str());
        QVERIFY(folder.files().empty());
        // Rebuilt, and found again.
        kept(later, "key", said);
        FeatureStore third(folder.keeping());
        QVERIFY(third.find("key", said.say));
        QCOMPARE(said.texts.size(), std::size_t{1});
    }

    void theLongestUnusedGoFirst() {
        const Folder folder;
        Said said;
        // A sheet takes three pages: its own, and one a value.
        FeatureStore store(folder.keeping(0, 3 * 3 * 4096));
        for (const char* key : {"a", "b", "c"})
            kept(store, key, said);
        QCOMPARE(folder.files(), (std::set<std::string>{"a.features", "b.features", "c.features"}));
        const auto now = fs::last_write_time(folder.path() / "c.features");
        for (const auto& [key, age] : {std::pair{"a", 2}, {"b", 3}, {"c", 1}})
            fs::last_write_time(folder.path() / (std::string(key) + ".features"), now - std::chrono::hours(age));
        FeatureStore later(folder.keeping(0, 3 * 3 * 4096));
        QVERIFY(later.find("b", said.say));  // used: now the youngest
        kept(later, "d", said);
        QCOMPARE(folder.files(), (std::set<std::string>{"b.features", "c.features", "d.features"}));
        QCOMPARE(said.texts.size(), std::size_t{0});
    }

    void limitsOfTheDisk() {
        const Folder folder;
        Said said;
        FeatureStore store(folder.keeping(0, 3 * 4096));
        auto large = required(store.begin("large", {{6, 4096}}, at::kFloat, said.say));
        large.values[0].fill_(3);
        QVERIFY(store.finish(std::move(large), 0.1, said.say)->values[0][5][7].item<float>() == 3);
        QCOMPARE(said.texts.size(), std::size_t{1});
        QVERIFY2(said.texts[0].find("more than the cache on the disk may take") != std::string::npos,
                 said.texts[0].c_str());
        // It is no reason to keep none of the others.
        kept(store, "small", said);
        QCOMPARE(folder.files(), std::set<std::string>{"small.features"});
        // None at all, and nothing to say about it.
        const Folder none;
        store.setKeeping(none.keeping(0, 0));
        kept(store, "a", said);
        QVERIFY(none.files().empty());
        QCOMPARE(said.texts.size(), std::size_t{1});
    }

    /// A folder that is named in the middle of a program's life.
    void whatIsInMemoryComesToTheFolderLater() {
        const Folder folder;
        Said said;
        FeatureStore store(FeatureKeeping{});
        const auto made = kept(store, "key", said);
        store.setKeeping(folder.keeping());
        QVERIFY(store.find("key", said.say) == made);
        QCOMPARE(folder.files(), std::set<std::string>{"key.features"});
        FeatureStore later(folder.keeping());
        QVERIFY(at::equal(later.find("key", said.say)->values[0], made->values[0]));
        QCOMPARE(said.texts.size(), std::size_t{0});
    }

    void whatAKilledProgramLeftGoes() {
        const Folder folder;
        fs::create_directories(folder.path());
        std::ofstream(folder.path() / (std::string(64, 'a') + ".AbCdEf.part")) << "half";
        // Another program's, which is alive: it holds the lock. And files of somebody else's.
        const fs::path alive = folder.path() / (std::string(64, 'b') + ".AbCdEf.part");
        std::ofstream(alive) << "half";
        const int lock = ::open(alive.c_str(), O_RDONLY);
        QCOMPARE(::flock(lock, LOCK_EX), 0);
        std::ofstream(folder.path() / "a download.part") << "not ours";
        std::ofstream(folder.path() / "ours.features.txt") << "not ours";
        Said said;
        FeatureStore store(folder.keeping());
        kept(store, "key", said);
        ::close(lock);
        QCOMPARE(folder.files(), (std::set<std::string>{"a download.part", "key.features", "ours.features.txt",
                                                        alive.filename().string()}));
    }

    void noPlaceOnTheDisk_data() {
        QTest::addColumn<QString>("problem");
        QTest::addColumn<qint64>("memory");
        for (const char* problem : {"full", "not a folder"}) {
            QTest::addRow("%s, kept in memory", problem) << problem << (qint64{1} << 30);
            QTest::addRow("%s, too large for the memory", problem) << problem << qint64{0};
        }
    }
    void noPlaceOnTheDisk() {
        QFETCH(const QString, problem);
        QFETCH(const qint64, memory);
        const Folder folder;
        FeatureKeeping keeping = folder.keeping(memory);
        // What the kernel says of a disk that is full, without filling one.
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
        if (problem == "full") {
            const rlimit little{8192, before.rlim_max};
            setrlimit(RLIMIT_FSIZE, &little);
        } else {
            std::ofstream(folder.path()) << "a file";
        }
        Said said;
        FeatureStore store(keeping);
        const auto first = kept(store, "a", said);
        const auto second = kept(store, "b", said);
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        QVERIFY(at::equal(first->values[1], noise({6, 7})));
        QCOMPARE(first->memory, first->bytes);
        QCOMPARE(said.texts.size(), std::size_t{1});  // once, not for every sheet
        QVERIFY2(said.texts[0].find(folder.path().string()) != std::string::npos &&
                     said.texts[0].find("kept in memory alone") != std::string::npos,
                 said.texts[0].c_str());
        QVERIFY(folder.files().empty());
    }

    /// Run after run, with the memory forgotten in between as after a start of the program.
    void runsAfterAStart() {
        const Folder folder;
        auto data = pictures(20);
        auto validation = pictures(10, {3, 8, 8}, 5, 6);
        data.content = "training";
        validation.content = "validation";
        TrainingOptions o = options(3, 5);
        const auto run = [&](const TrainingOptions& chosen) {
            FeatureStore::shared().clear();
            return trainedHere(chosen, data, &validation);
        };
        FeatureStore::shared().setKeeping({});
        const auto plain = run(o);
        torchEngine().keepFeatures(folder.keeping());
        const auto first = run(o);
        QCOMPARE(first.result.cache.images, std::int64_t{30});
        QCOMPARE(folder.files().size(), std::size_t{2});
        const auto second = run(o);
        QCOMPARE(second.result.cache.images, std::int64_t{0});
        QVERIFY(second.result.cache.secondsSaved > 0);
        // The same to the bit, wherever the features came from.
        QVERIFY(first.last == plain.last && second.last == plain.last);
        torchEngine().keepFeatures(folder.keeping(0));
        const auto mapped = run(o);
        QCOMPARE(mapped.result.cache.images, std::int64_t{0});
        QVERIFY(mapped.last == plain.last);

        // Without the cache the frozen part runs in every step: the same to rounding.
        TrainingOptions off = o;
        off.featureCache = false;
        const auto uncached = run(off);
        QVERIFY2(difference(plain.last, uncached.last) < 1e-5,
                 qPrintable(QString::number(difference(plain.last, uncached.last))));
        // Half of the room, eleven bits of each number: other sheets, nearly the same result.
        const auto half = run(halved(o));
        QCOMPARE(half.result.cache.images, std::int64_t{30});
        QCOMPARE(folder.files().size(), std::size_t{4});
        QVERIFY(half.last != plain.last);
        QVERIFY2(difference(half.last, plain.last) < 5e-3,
                 qPrintable(QString::number(difference(half.last, plain.last))));
    }

    void aDamagedSheetIsComputedAnew() {
        const Folder folder;
        auto data = pictures(20);
        data.content = "damaged later";
        FeatureStore::shared().clear();
        torchEngine().keepFeatures(folder.keeping());
        const auto first = trainedHere(options(2, 5), data);
        FeatureStore::shared().clear();
        const fs::path file = folder.path() / *folder.files().begin();
        fs::resize_file(file, fs::file_size(file) / 2);
        const auto second = trainedHere(options(2, 5), data);
        QCOMPARE(second.result.cache.images, std::int64_t{20});
        QVERIFY(second.last == first.last);
        QCOMPARE(second.said.messages.size(), std::size_t{1});
        QVERIFY(second.said.messages[0].find("damaged") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestFeatureFile)
#include "test_feature_file.moc"
