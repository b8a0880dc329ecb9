// SPDX-License-Identifier: GPL-3.0-or-later
// What a run takes of the main memory, and what it leaves to other runs.
#include "core/network/recipe.h"
#include "tests/training/support.h"

#include <QTest>

using namespace layerbench;
using namespace layerbench::fixture;

class TestRunMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Weights, gradients and the output of eight convolutions at least; the batch doubled, so are the activations;
    /// what another run on the thread takes is not this one's.
    void memoryIsTheRunsOwn() {
        auto data = pictures(8, {3, 64, 64});
        const Network network = wide();
        std::int64_t weights = 0;
        for (const auto& named : namedParameters(network))
            weights += elementCount(named.parameter->shape) * 4;
        const std::int64_t activations = std::int64_t{8} * 64 * 64 * 64 * 4;
        const auto small = trained(network, options(1, 2), data).result.peakBytes;
        const auto large = trained(network, options(1, 4), data).result.peakBytes;
        QVERIFY2(small > 2 * weights + 2 * activations && small < 6 * weights + 6 * activations,
                 qPrintable(QString::number(small)));
        QVERIFY2(large - small > activations, qPrintable(QString::number(large - small)));

        auto first = required(engine().start({network, &data, nullptr, options(2, 2), nullptr}));
        auto second = required(engine().start({network, &data, nullptr, options(2, 4), nullptr}));
        RunControl control;
        Recorder said;
        while (required(first->epoch(control, said)))
            required(second->epoch(control, said));
        const double apart = static_cast<double>(first->result().peakBytes - small) / static_cast<double>(small);
        QVERIFY2(std::abs(apart) < 0.1, qPrintable(QString::number(apart)));
    }

    /// Statistics that moved before their layer froze are no longer those that it was known by.
    void featuresOfMovedStatisticsAreTheRunsAlone() {
        auto data = pictures(20);
        data.content = "statistics";
        const Selection batchNorm{Selection::By::role, {"batch_norm"}};
        const Network moving =
            required(apply(frozenFeatures(), Edit(SetBatchNormPolicy{batchNorm, BatchNormPolicy::statisticsOnly}), 5));
        TrainingOptions o = options(2, 5);
        o.phases = {{2, batchNorm, false}};
        // Up to the batch-norm in the first epoch, beyond it in the second.
        QCOMPARE(trained(moving, o, data).result.cache.images, std::int64_t{40});
        QCOMPARE(trained(frozenFeatures(), options(1, 5), data).result.cache.images, std::int64_t{20});
    }

    /// What one run has computed of its frozen part another takes, if it is the same part and the same pictures.
    void featuresAreShared() {
        auto data = pictures(20);
        data.content = "shared";
        const TrainingOptions o = options(3, 5);
        const auto first = trained(frozenFeatures(), o, data);
        QCOMPARE(data.pictures, std::int64_t{20});
        const auto second = trained(frozenFeatures(), o, data);
        QCOMPARE(data.pictures, std::int64_t{20});
        QVERIFY(first.last == second.last);
        QCOMPARE(second.result.cache.images, std::int64_t{0});
        QVERIFY(second.result.cache.secondsSaved > first.result.cache.secondsSaved);
        // Other pictures, other weights, an earlier end of the frozen part: computed anew.
        auto other = pictures(20, {3, 8, 8}, 5, 9);
        other.content = "other";
        QCOMPARE(trained(frozenFeatures(), o, other).result.cache.images, std::int64_t{20});
        const Network moved = initialised(
            required(apply(frozenFeatures(), Edit(Reinitialise{{Selection::By::names, {"features.0"}}, {}}), 5)), 7);
        QCOMPARE(trained(moved, o, data).result.cache.images, std::int64_t{20});
        const Network shorter =
            required(apply(frozenFeatures(), Edit(SetTrainable{{Selection::By::names, {"features.4"}}, true}), 5));
        QCOMPARE(trained(shorter, o, data).result.cache.images, std::int64_t{20});
        // Another view is another picture; the first is there.
        data.augmenting = true;
        QCOMPARE(trained(frozenFeatures(), o, data).result.cache.images, std::int64_t{40});
    }
};

QTEST_APPLESS_MAIN(TestRunMemory)
#include "test_run_memory.moc"
