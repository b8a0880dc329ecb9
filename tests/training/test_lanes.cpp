// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that train at once, each on a thread of its own, and what they share: sheets of features.
#include "core/training/engine/feature_store.h"
#include "core/training/engine/module.h"
#include "tests/training/support.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <c10/core/CPUAllocator.h>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <latch>
#include <new>
#include <thread>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

/// One run's sources, and what it said.
struct Contestant {
    Network network;
    TrainingOptions options;
    MemorySource training;
    MemorySource validation;
    Recorder said = {};
};

std::unique_ptr<TrainingRun> started(Contestant& one, const Lane& lane) {
    return required(torchEngine().start({one.network, &one.training, &one.validation, one.options, nullptr, lane}));
}

/// As a comparison does it: the first epochs in turn, then all at once. The runs that come out have ended.
std::vector<std::unique_ptr<TrainingRun>> race(std::span<Contestant> contestants) {
    std::vector<std::unique_ptr<TrainingRun>> runs;
    const int count = static_cast<int>(contestants.size());
    for (auto& one : contestants)
        runs.push_back(started(one, {static_cast<int>(runs.size()), count}));
    RunControl control;
    std::latch firstEpochs(count);
    std::vector<std::atomic<bool>> turn(contestants.size() + 1);
    turn[0] = true;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < contestants.size(); ++i)
        threads.emplace_back([&, i] {
            turn[i].wait(false);
            bool more = required(runs[i]->epoch(control, contestants[i].said));
            turn[i + 1] = true;
            turn[i + 1].notify_all();
            firstEpochs.arrive_and_wait();
            while (more)
                more = required(runs[i]->epoch(control, contestants[i].said));
        });
    threads.clear();
    return runs;
}

/// Four cases of one network: dropout and moving statistics, a cached part, one that is computed anew each time.
std::vector<Contestant> fourCases(int threads) {
    std::vector<Contestant> all;
    for (int i = 0; i < 4; ++i) {
        const Network network = i % 2 == 0 ? chain() : frozenFeatures();
        all.push_back({network, options(4, 6), pictures(26), pictures(15, {3, 8, 8}, 5, 9)});
        all.back().options.seed = static_cast<std::uint64_t>(i) + 1;
        all.back().options.optimizer = i < 2 ? Optimizer::sgd : Optimizer::adam;
        all.back().options.featureCache = i != 3;
        all.back().options.compute.threads = threads;
    }
    return all;
}

/// LibTorch's allocator, which refuses what is no small number of bytes to a thread that starves.
class Famine final : public c10::Allocator {
public:
    static inline thread_local bool starves = false;
    static inline std::atomic<bool> over = false;
    static inline std::atomic<int> refused = 0;

    static void begin() {
        static c10::Allocator* const usual = c10::GetCPUAllocator();
        static Famine famine(*usual);
        over = false;
        refused = 0;
        c10::SetCPUAllocator(&famine);
    }
    c10::DataPtr allocate(std::size_t bytes) const override {
        constexpr std::size_t small = 5500;  // a batch, a generator's state; not what a layer makes of the batch
        if (starves && !over && bytes > small) {
            ++refused;
            throw std::bad_alloc();
        }
        return usual_.allocate(bytes);
    }
    c10::DeleterFnPtr raw_deleter() const override { return usual_.raw_deleter(); }

private:
    explicit Famine(c10::Allocator& usual) : usual_(usual) {}
    c10::Allocator& usual_;
};

/// Does something at the first step that it hears of.
class Meeting final : public MetricSink {
public:
    explicit Meeting(std::function<void()> meet) : meet_(std::move(meet)) {}
    void onStep(const StepMetrics&) override {
        if (meet_)
            std::exchange(meet_, {})();
    }

private:
    std::function<void()> meet_;
};

constexpr std::int64_t rows = 40;

/// Values that tell their key.
void fill(const std::vector<at::Tensor>& values, int key) {
    for (const auto& value : values)
        at::Tensor(value).fill_(key);
}

}  // namespace

class TestLanes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() {
        FeatureStore::shared().setKeeping({});
        FeatureStore::shared().clear();
    }

    void atOnceIsAsAlone_data() {
        QTest::addColumn<int>("threads");
        QTest::newRow("one thread each") << 1;
        QTest::newRow("two threads each") << 2;
    }
    void atOnceIsAsAlone() {
        QFETCH(const int, threads);
        auto together = fourCases(threads);
        const auto runs = race(together);
        auto alone = fourCases(threads);
        for (std::size_t i = 0; i < alone.size(); ++i) {
            const auto run = started(alone[i], {});
            RunControl control;
            const RunResult expected = required(train(*run, control, alone[i].said));
            const RunResult found = runs[i]->result();
            QCOMPARE(found.reason, FinishReason::completed);
            QVERIFY(runs[i]->last() == run->last() && runs[i]->best() == run->best());
            QCOMPARE(found.bestEpoch, expected.bestEpoch);
            QCOMPARE(found.cache.images, expected.cache.images);
            QVERIFY(found.frozenUnchanged);
            QCOMPARE(found.peakBytes, std::int64_t{0});
            QVERIFY(expected.peakBytes > 0);
            QCOMPARE(together[i].said.steps.size(), alone[i].said.steps.size());
            for (std::size_t s = 0; s < alone[i].said.steps.size(); ++s)
                QCOMPARE(together[i].said.steps[s].loss, alone[i].said.steps[s].loss);
            for (std::size_t e = 0; e < alone[i].said.epochs.size(); ++e)
                QCOMPARE(together[i].said.epochs[e].validationLoss, alone[i].said.epochs[e].validationLoss);
        }
    }

    /// A step finds no memory while another run is in its epoch: it begins again when that is over, with all of its
    /// pictures, and comes to what it would have come to.
    void aStepWithoutMemoryWaitsForTheOthers() {
        auto alone = fourCases(1);
        RunControl control;
        const auto expected = started(alone[0], {});
        required(train(*expected, control, alone[0].said));

        auto both = fourCases(1);
        const auto hungry = started(both[0], {0, 2});
        const auto other = started(both[1], {1, 2});
        required(hungry->epoch(control, both[0].said));
        required(other->epoch(control, both[1].said));
        Famine::begin();
        std::latch under(2);
        // In its epoch, at its first step, it waits until the hungry one has been refused, and somewhat longer. There
        // is enough before that epoch is over.
        Meeting there([&] {
            under.arrive_and_wait();
            while (Famine::refused == 0)
                std::this_thread::yield();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            Famine::over = true;
        });
        std::jthread first([&] {
            under.arrive_and_wait();
            Famine::starves = true;
            while (required(hungry->epoch(control, both[0].said))) {
            }
        });
        required(other->epoch(control, there));
        first.join();
        QCOMPARE(Famine::refused.load(), 1);  // once, not over and over: it waited
        QVERIFY(both[0].said.messages.empty());
        QCOMPARE(hungry->result().reason, FinishReason::completed);
        QVERIFY(hungry->last() == expected->last());
    }

    void aStopEndsThatWait() {
        auto both = fourCases(1);
        RunControl control;
        const auto hungry = started(both[0], {0, 2});
        const auto other = started(both[1], {1, 2});
        Famine::begin();
        std::latch under(2);
        Meeting there([&] {
            under.arrive_and_wait();
            while (Famine::refused == 0)
                std::this_thread::yield();
            control.stop();
        });
        std::jthread first([&] {
            under.arrive_and_wait();
            Famine::starves = true;
            QVERIFY(!required(hungry->epoch(control, both[0].said)));
        });
        required(other->epoch(control, there));
        first.join();
        QCOMPARE(hungry->result().reason, FinishReason::stopped);
    }

    /// Views of later epochs too, which nobody has computed when two want them at once.
    void aSheetIsComputedOnce() {
        constexpr std::int64_t count = 20;
        constexpr std::int64_t views = 3;
        std::vector<Contestant> all;
        for (int i = 0; i < 3; ++i) {
            all.push_back({frozenFeatures(), options(views, 5), pictures(count), pictures(10, {3, 8, 8}, 5, 9)});
            all.back().options.seed = static_cast<std::uint64_t>(i) + 1;
            all.back().training.augmenting = true;
            all.back().training.content = "training";
            all.back().validation.content = "validation";
        }
        const auto runs = race(all);
        std::int64_t computed = 0;
        for (const auto& run : runs)
            computed += run->result().cache.images;
        QCOMPARE(computed, count * views + 10);
    }

    void aClaimIsOnesAlone() {
        FeatureStore store{FeatureKeeping{}};
        const RunControl control;
        std::atomic<int> inside = 0;
        std::atomic<int> most = 0;
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 20; ++i) {
                    const auto claim = store.claim("key", control);
                    const int now = ++inside;
                    most = std::max(most.load(), now);
                    std::this_thread::yield();
                    --inside;
                }
            });
        threads.clear();
        QCOMPARE(most.load(), 1);
        // Nothing is shared without a key, so nobody waits for it.
        const auto one = store.claim({}, control);
        const auto two = store.claim({}, control);
        const auto three = store.claim("another", control);
    }

    void whoWaitsForASheetHearsAStop() {
        FeatureStore store{FeatureKeeping{}};
        RunControl control;
        const auto held = store.claim("key", control);
        std::atomic<bool> cancelled = false;
        std::jthread waiting([&] {
            try {
                const auto never = store.claim("key", control);
            } catch (const Cancelled&) {
                cancelled = true;
            }
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        QVERIFY(!cancelled);
        QElapsedTimer timer;
        timer.start();
        control.stop();
        waiting.join();
        QVERIFY(cancelled);
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    }

    void theStoreFromManyThreads_data() {
        QTest::addColumn<qint64>("memory");
        QTest::addColumn<bool>("folder");
        QTest::newRow("all in memory") << (qint64{1} << 30) << false;
        QTest::newRow("two sheets in memory") << qint64{rows * 8 * 4 * 2} << false;
        QTest::newRow("two in memory, all on the disk") << qint64{rows * 8 * 4 * 2} << true;
    }
    void theStoreFromManyThreads() {
        QFETCH(const qint64, memory);
        QFETCH(const bool, folder);
        constexpr int keys = 5;
        const QTemporaryDir temporary;
        FeatureStore store({folder ? temporary.path().toStdString() : std::string(), memory, qint64{1} << 30});
        const RunControl control;
        std::array<std::atomic<int>, keys> computed{};
        std::atomic<int> wrong = 0;
        std::atomic<int> said = 0;
        const Say say = [&](const Text&) { ++said; };
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 40; ++i) {
                    const int which = (i * 3 + t) % keys;
                    const std::string key(64, static_cast<char>('a' + which));
                    const auto claim = store.claim(key, control);
                    SharedSheet sheet = store.find(key, say);
                    if (!sheet) {
                        auto draft = required(store.begin(key, {{rows, 8}}, at::kFloat, say));
                        fill(draft.values, which);
                        sheet = store.finish(std::move(draft), 0.5, say);
                        ++computed[static_cast<std::size_t>(which)];
                    }
                    if (!sheet->values[0].eq(which).all().item<bool>())
                        ++wrong;
                    if (i % 8 == 0)
                        store.setKeeping(store.keeping());
                    if (!folder && i == 20 && t == 0)
                        store.forget(key);
                }
            });
        threads.clear();
        QCOMPARE(wrong.load(), 0);
        QCOMPARE(said.load(), 0);
        QVERIFY(store.memory() <= memory);
        if (memory > 1 << 20 || folder)
            for (const auto& times : computed)
                QVERIFY(times == 1 || (!folder && times == 2));  // forgotten once
    }

    /// What is being computed takes its room already: the second goes to the disk.
    void draftsAreCounted() {
        const QTemporaryDir temporary;
        const std::int64_t sheet = rows * 8 * 4;
        FeatureStore store({temporary.path().toStdString(), FeatureSheet::memoryOfAll() + sheet * 3 / 2, 1 << 30});
        const Say say = [](const Text&) {};
        auto first = required(store.begin(std::string(64, 'a'), {{rows, 8}}, at::kFloat, say));
        auto second = required(store.begin(std::string(64, 'b'), {{rows, 8}}, at::kFloat, say));
        QCOMPARE(store.finish(std::move(second), 1, say)->memory, std::int64_t{0});
        QCOMPARE(store.finish(std::move(first), 1, say)->memory, sheet);
        // One that is given up leaves its room to the next.
        store.clear();
        { const auto givenUp = required(store.begin(std::string(64, 'c'), {{rows, 8}}, at::kFloat, say)); }
        auto third = required(store.begin(std::string(64, 'd'), {{rows, 8}}, at::kFloat, say));
        QCOMPARE(store.finish(std::move(third), 1, say)->memory, sheet);
    }
};

QTEST_APPLESS_MAIN(TestLanes)
#include "test_lanes.moc"
