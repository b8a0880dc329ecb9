// SPDX-License-Identifier: GPL-3.0-or-later
// What is frozen does not move by a bit; what a run gives never touches what it was given.
#include "core/network/recipe.h"
#include "tests/training/support.h"

#include <QTest>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

const std::vector<std::string> buffers{"running_mean", "running_var", "num_batches_tracked"};

bool same(const Network& a, const Network& b, const std::string& parameter) {
    return valueOf(a, parameter) == valueOf(b, parameter);
}

Network frozenBackbone() {
    const Network n = chain();
    return required(apply(n, Edit(SetTrainable{{Selection::By::role, {"backbone"}}, false}), 5));
}

TrainingOptions rough() {
    TrainingOptions o = options(3, 5);
    o.weightDecay = 0.1;
    return o;
}

const LayerProof& proofOf(const RunResult& result, const std::string& layer) {
    return *std::ranges::find(result.proof, layer, &LayerProof::name);
}

/// Freezes or thaws layers before a step.
class Meddler final : public Recorder {
public:
    Meddler(RunControl& control, std::vector<LayerId> layers, std::size_t step, bool trainable)
        : control_(control), layers_(std::move(layers)), step_(step), trainable_(trainable) {}
    void onStep(const StepMetrics& metrics) override {
        Recorder::onStep(metrics);
        if (steps.size() == step_)
            control_.setTrainable(layers_, trainable_);
    }

private:
    RunControl& control_;
    std::vector<LayerId> layers_;
    std::size_t step_;
    bool trainable_;
};

}  // namespace

class TestFreezing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void frozenIsBitIdentical_data() { optimizers(); }
    void frozenIsBitIdentical() {
        QFETCH(const int, optimizer);
        QFETCH(const bool, cache);
        auto data = pictures(20);
        TrainingOptions o = rough();
        o.optimizer = static_cast<Optimizer>(optimizer);
        o.featureCache = cache;
        const Network n = frozenBackbone();
        const auto run = trained(n, o, data);
        for (const auto& named : namedParameters(n))
            QCOMPARE(same(n, run.last, named.name), n.layer(named.layer).name != "fc");
        QVERIFY(run.result.frozenUnchanged);
        QCOMPARE(run.result.proof.size(), std::size_t{4});
        for (const auto& proof : run.result.proof) {
            const bool head = proof.name == "fc";
            QCOMPARE(proof.frozen, !head);
            QCOMPARE(proof.unchanged, !head);
            QCOMPARE(proof.before == proof.after, !head);
            QCOMPARE(proof.change > 0, head);
            QCOMPARE(proof.before.size(), std::size_t{64});
        }
        QCOMPARE(run.result.trainableParameters, std::int64_t{96 * 5 + 5});
    }

    void statisticsOnlyMovesBuffersAlone() {
        auto data = pictures(20);
        const Network n =
            required(setBatchNormPolicy(chain(), ids(chain(), {"features.1"}), BatchNormPolicy::statisticsOnly));
        const auto run = trained(n, rough(), data);
        QVERIFY(same(n, run.last, "features.1.weight") && same(n, run.last, "features.1.bias"));
        for (const auto& buffer : buffers)
            QVERIFY(!same(n, run.last, "features.1." + buffer));
        QVERIFY(!same(n, run.last, "features.0.weight"));
        const auto& proof = proofOf(run.result, "features.1");
        QVERIFY(proof.frozen && proof.unchanged && proof.change > 0 && proof.before != proof.after);
        QVERIFY(run.result.frozenUnchanged);
    }

    void frozenBatchNormKeepsBuffersInATrainedNetwork() {
        auto data = pictures(20);
        const Network n = required(setBatchNormPolicy(chain(), ids(chain(), {"features.1"}), BatchNormPolicy::frozen));
        const auto run = trained(n, rough(), data);
        for (const char* name : {"weight", "bias", "running_mean", "running_var", "num_batches_tracked"})
            QVERIFY(same(n, run.last, std::string("features.1.") + name));
        QVERIFY(!same(n, run.last, "features.0.weight"));
    }

    void trainedBatchNormMovesAll() {
        auto data = pictures(20);
        const Network n = chain();
        const auto run = trained(n, rough(), data);
        for (const char* name : {"weight", "bias", "running_mean", "running_var", "num_batches_tracked"})
            QVERIFY(!same(n, run.last, std::string("features.1.") + name));
        QVERIFY(valueOf(run.last, "features.1.num_batches_tracked").as<std::int64_t>()[0] == 12);
    }

    /// Momentum and weight decay would go on moving the weight if only its gradient were gone.
    void freezingInMidRunStopsAtOnce_data() { optimizers(); }
    void freezingInMidRunStopsAtOnce() {
        QFETCH(const int, optimizer);
        QFETCH(const bool, cache);
        auto data = pictures(20);
        TrainingOptions o = rough();
        o.optimizer = static_cast<Optimizer>(optimizer);
        o.featureCache = cache;
        const Network n = chain();
        const auto layers = ids(n, {"features.0", "features.1", "features.2", "features.3", "features.4"});
        auto run = required(engine().start({n, &data, nullptr, o, nullptr}));
        RunControl control;
        Meddler meddler(control, layers, 4, false);  // at the end of the first epoch
        QVERIFY(required(run->epoch(control, meddler)));
        const Network early = run->last();
        while (required(run->epoch(control, meddler)))
            ;
        const Network late = run->last();
        for (const auto& named : namedParameters(n)) {
            const bool head = n.layer(named.layer).name == "fc";
            QVERIFY2(same(early, late, named.name) != head, named.name.c_str());
            QVERIFY(!same(n, early, named.name));
        }
        // It has trained for an epoch, so nothing is claimed of it.
        QVERIFY(!proofOf(run->result(), "features.0").frozen);
        QVERIFY(run->result().frozenUnchanged);
        QCOMPARE(run->result().cache.prefix.empty(), !cache);
        for (const auto& [name, tensor] : run->checkpoint().optimizerState)
            QVERIFY(name.ends_with("fc.weight") || name.ends_with("fc.bias"));
    }
    void freezingInsideAnEpoch() {
        auto data = pictures(20);
        const Network n = chain();
        auto run = required(engine().start({n, &data, nullptr, rough(), nullptr}));
        RunControl control;
        // Before the second step of four: the rest of the epoch runs on the cache of the part that is frozen now.
        Meddler meddler(control, ids(n, {"features.0", "features.1", "features.2"}), 1, false);
        while (required(run->epoch(control, meddler)))
            ;
        QVERIFY(run->result().reason == FinishReason::completed);
        QCOMPARE(meddler.steps.size(), std::size_t{12});
        // Only the first step moved them: batch-norm has counted it.
        QVERIFY(valueOf(run->last(), "features.1.num_batches_tracked").as<std::int64_t>()[0] == 1);
        QVERIFY(!same(n, run->last(), "features.0.weight"));
    }

    void thawingInMidRun() {
        auto data = pictures(20);
        const Network n = frozenBackbone();
        auto run = required(engine().start({n, &data, &data, rough(), nullptr}));
        RunControl control;
        Meddler meddler(control, ids(n, {"features.4"}), 4, true);
        QVERIFY(required(run->epoch(control, meddler)));
        QVERIFY(same(n, run->last(), "features.4.weight"));
        while (required(run->epoch(control, meddler)))
            ;
        QVERIFY(!same(n, run->last(), "features.4.weight"));
        QVERIFY(same(n, run->last(), "features.0.weight"));
        QVERIFY(!proofOf(run->result(), "features.4").frozen);
        QVERIFY(proofOf(run->result(), "features.0").frozen);
        QVERIFY(run->result().frozenUnchanged);
    }

    /// What was frozen in the middle stays frozen when the run goes on from its checkpoint.
    void frozenInMidRunStaysSoOnResume() {
        auto data = pictures(20);
        const Network n = chain();
        auto run = required(engine().start({n, &data, nullptr, rough(), nullptr}));
        RunControl control;
        Meddler meddler(control, ids(n, {"features.0", "features.1", "features.2"}), 1, false);
        QVERIFY(required(run->epoch(control, meddler)));
        const Checkpoint checkpoint = run->checkpoint();
        QCOMPARE(checkpoint.trainable.size(), std::size_t{3});
        const Network early = run->last();

        TrainingOptions longer = rough();
        longer.epochs = 2;
        const auto rest = trained(n, longer, data, nullptr, &checkpoint);
        QVERIFY(same(early, rest.last, "features.0.weight"));
        QVERIFY(same(early, rest.last, "features.1.running_mean"));
        QVERIFY(!same(early, rest.last, "fc.weight"));
    }

    /// A resumed run knows what has trained before it, also what is frozen by now.
    void resumedRunDoesNotClaimTooMuch() {
        auto data = pictures(20);
        const Network n = chain();
        const auto first = trained(n, options(1, 5), data);
        const Network frozen = required(setTrainable(n, ids(n, {"features.0"}), false));
        const auto second = trained(frozen, options(2, 5), data, nullptr, &first.checkpoint);
        QVERIFY(second.result.frozenUnchanged);
        QVERIFY(!proofOf(second.result, "features.0").frozen);
        QVERIFY(same(first.last, second.last, "features.0.weight"));
    }

    void aRunNeverChangesItsNetwork_data() {
        QTest::addColumn<bool>("frozen");
        QTest::newRow("all trained") << false;
        QTest::newRow("backbone frozen") << true;
    }
    void aRunNeverChangesItsNetwork() {
        QFETCH(const bool, frozen);
        auto data = pictures(20);
        const Network n = frozen ? frozenBackbone() : chain();
        const NetworkParts before = deepCopy(n);
        const auto run = trained(n, rough(), data, &data);
        QVERIFY(n.parts() == before);
        const NetworkParts bestBefore = deepCopy(run.best);
        const auto next = trained(run.best, rough(), data, &data);
        QVERIFY(run.best.parts() == bestBefore);
        QVERIFY(n.parts() == before);
        // What did not move is shared, not copied.
        QCOMPARE(memoryOf(run.last, "features.0.weight") == memoryOf(n, "features.0.weight"), frozen);
    }

private:
    static void optimizers() {
        QTest::addColumn<int>("optimizer");
        QTest::addColumn<bool>("cache");
        for (const auto o : {Optimizer::sgd, Optimizer::adam, Optimizer::adamw, Optimizer::rmsprop})
            for (const bool cache : {true, false})
                QTest::newRow((std::string(name(o)) + (cache ? ", cached" : "")).c_str())
                    << static_cast<int>(o) << cache;
    }
};

QTEST_GUILESS_MAIN(TestFreezing)
#include "test_freezing.moc"
