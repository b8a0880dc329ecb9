// SPDX-License-Identifier: GPL-3.0-or-later
// How many runs a GPU has room for. The numbers of bytes are the estimate's own; what is promised is how they grow.
#include "core/training/engine/module.h"
#include "core/training/engine/room.h"
#include "tests/training/support.h"

#include <QTest>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

constexpr std::int64_t gigabyte = std::int64_t{1} << 30;

RunSize sizeOf(const Network& network, std::int64_t pictures = 100) {
    return {network, options(2, 64), pictures};
}

std::int64_t bytesOfWeights(const Network& network) {
    std::int64_t numbers = 0;
    for (const auto& named : namedParameters(network))
        numbers += elementCount(named.parameter->shape);
    return 4 * numbers;
}

}  // namespace

class TestRoom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lanes_data() {
        QTest::addColumn<qint64>("memory");
        QTest::addColumn<QList<qint64>>("always");
        QTest::addColumn<QList<qint64>>("inEpoch");
        QTest::addColumn<int>("lanes");
        const qint64 g = gigabyte;
        QTest::newRow("room for all") << 80 * g << QList<qint64>{g, g, g, g} << QList<qint64>{2 * g, g, g, g} << 4;
        QTest::newRow("for some: the largest counts")
            << 20 * g << QList<qint64>{g, g, g, g} << QList<qint64>{g, g, 2 * g, 3 * g} << 2;
        QTest::newRow("weights of all, also of those that wait")
            << 20 * g << QList<qint64>{2 * g, 2 * g, 2 * g, 2 * g} << QList<qint64>{g, g, g, g} << 2;
        QTest::newRow("for one") << 8 * g << QList<qint64>{g, g} << QList<qint64>{2 * g, 2 * g} << 1;
        QTest::newRow("not even for one") << 4 * g << QList<qint64>{3 * g, 3 * g} << QList<qint64>{2 * g, g} << 1;
        QTest::newRow("one run") << 80 * g << QList<qint64>{g} << QList<qint64>{g} << 1;
    }
    void lanes() {
        QFETCH(const qint64, memory);
        QFETCH(const QList<qint64>, always);
        QFETCH(const QList<qint64>, inEpoch);
        std::vector<Room> rooms;
        for (qsizetype i = 0; i < always.size(); ++i)
            rooms.push_back({always[i], inEpoch[i]});
        QTEST(lanesIn(memory, rooms), "lanes");
    }

    /// Weights, gradient and optimiser's state, and every activation of the batch, are in it.
    void coversWhatARunNeeds() {
        const Network network = wide();
        const Room room = roomOf(sizeOf(network), 80 * gigabyte);
        const std::int64_t weights = bytesOfWeights(network);
        const std::int64_t activations = std::int64_t{8} * 64 * 64 * 64 * 4;  // of its convolutions, for a picture
        QVERIFY(room.always >= 3 * weights);
        QVERIFY(room.inEpoch >= weights + 64 * activations);
        // Twice the pictures in a batch, twice the activations.
        RunSize larger = sizeOf(network);
        larger.options.batchSize = 128;
        QVERIFY(roomOf(larger, 80 * gigabyte).inEpoch - room.inEpoch >= 64 * activations);
        QCOMPARE(roomOf(larger, 80 * gigabyte).always, room.always);
    }

    void whatIsFrozenNeedsLess() {
        const RunSize all = sizeOf(chain());
        RunSize head = sizeOf(frozenFeatures());
        head.options.featureCache = false;
        const std::int64_t memory = 80 * gigabyte;
        QVERIFY(roomOf(head, memory).always < roomOf(all, memory).always);
        QVERIFY(roomOf(head, memory).inEpoch < roomOf(all, memory).inEpoch);
        // A phase may unfreeze it.
        head.options.phases = {{2, {Selection::By::role, {"all"}}}};
        QCOMPARE(roomOf(head, memory).always, roomOf(all, memory).always);
        QCOMPARE(roomOf(head, memory).inEpoch, roomOf(all, memory).inEpoch);
    }

    /// Those of the pictures, but never more than DeviceFeatures takes there.
    void featuresAreCounted() {
        const auto sheets = [](std::int64_t pictures, std::int64_t memory) {
            RunSize run = sizeOf(frozenFeatures(), pictures);
            const std::int64_t with = roomOf(run, memory).always;
            run.options.featureCache = false;
            return with - roomOf(run, memory).always;
        };
        const std::int64_t each = sheets(1, 80 * gigabyte);
        QVERIFY(each > 0);
        QCOMPARE(sheets(1000, 80 * gigabyte), 1000 * each);
        QCOMPARE(sheets(1'000'000'000, 80 * gigabyte), 20 * gigabyte);
    }

    void onACpuOneAtATime() {
        const std::vector<RunSize> runs(4, sizeOf(chain()));
        QCOMPARE(torchEngine().lanesFor(runs), 1);
        std::vector<RunSize> nowhere = runs;
        nowhere.front().options.compute.device = "cuda:99";
        QCOMPARE(torchEngine().lanesFor(nowhere), 1);  // start() says what is wrong
    }
};

QTEST_APPLESS_MAIN(TestRoom)
#include "test_room.moc"
