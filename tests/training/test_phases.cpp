// SPDX-License-Identifier: GPL-3.0-or-later
// Layers that are frozen or unfrozen in the middle of a run, as part of its options.
#include "core/training/phases.h"

#include "core/network/recipe.h"
#include "tests/training/support.h"

#include <QTest>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

const Selection everything{};
const Selection head{Selection::By::role, {"head"}};
Selection named(const std::string& name) {
    return {Selection::By::names, {name}};
}
Selection from(const std::string& name) {
    return {Selection::By::range, {name, "fc"}};
}

Network headAlone() {
    return required(apply(chain(), Edit(SetTrainable{{Selection::By::role, {"backbone"}}, false}), 5));
}

/// A head for two epochs, the last block in the third, all in the fifth, and the picture's side frozen in the sixth.
TrainingOptions unfreezing(Optimizer optimizer = Optimizer::sgd) {
    TrainingOptions o = options(7, 5, 0.01);
    o.optimizer = optimizer;
    o.weightDecay = 0.1;
    o.schedule = Schedule::cosine;
    o.phases = {{3, from("features.4")}, {5, everything, true, 0.5}, {6, named("features.0"), false, 0.5}};
    return o;
}

const LayerProof& proofOf(const RunResult& result, const std::string& layer) {
    return *std::ranges::find(result.proof, layer, &LayerProof::name);
}

bool same(const Network& a, const Network& b, const std::string& parameter) {
    return valueOf(a, parameter) == valueOf(b, parameter);
}

/// The state after each epoch of a run.
struct Watched {
    std::vector<Network> after;
    std::vector<Checkpoint> checkpoints;
    RunResult result;
    Recorder said;
};
Watched watched(const Network& network, const TrainingOptions& options, BatchSource& data,
                const Checkpoint* from = nullptr) {
    auto run = required(engine().start({network, &data, &data, options, from}));
    RunControl control;
    Watched out;
    for (bool more = true; more;) {
        more = required(run->epoch(control, out.said));
        out.after.push_back(run->last());
        out.checkpoints.push_back(run->checkpoint());
    }
    out.result = run->result();
    return out;
}

}  // namespace

class TestPhases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void moveWhatTheyUnfreeze_data() { optimizersAndCache(); }
    void moveWhatTheyUnfreeze() {
        QFETCH(const int, optimizer);
        QFETCH(const bool, cache);
        auto data = pictures(20);
        TrainingOptions o = unfreezing(static_cast<Optimizer>(optimizer));
        o.featureCache = cache;
        const Network n = headAlone();
        const auto run = watched(n, o, data);
        QCOMPARE(run.after.size(), std::size_t{7});
        const auto movesIn = [&](std::size_t epoch, const char* parameter) {
            return !same(epoch == 1 ? n : run.after[epoch - 2], run.after[epoch - 1], parameter);
        };
        for (std::size_t epoch = 1; epoch <= 7; ++epoch) {
            QVERIFY(movesIn(epoch, "fc.weight"));
            QCOMPARE(movesIn(epoch, "features.4.weight"), epoch >= 3);
            QCOMPARE(movesIn(epoch, "features.1.running_mean"), epoch >= 5);
            QCOMPARE(movesIn(epoch, "features.1.weight"), epoch >= 5);
            QCOMPARE(movesIn(epoch, "features.0.weight"), epoch == 5);  // frozen again in the sixth
        }
        for (const auto& [name, tensor] : run.checkpoints.back().optimizerState)
            QVERIFY(name.find("features.0.") == std::string::npos);
        QCOMPARE(run.result.cache.prefix.empty(), !cache);
        QCOMPARE(run.result.cache.images > 0, cache);
    }

    /// Whatever was unfrozen once has not been frozen from the first step to the last, so nothing is claimed of it.
    void proofClaimsNoMore() {
        auto data = pictures(20);
        const auto all = watched(headAlone(), unfreezing(), data);
        for (const auto& proof : all.result.proof)
            QVERIFY(!proof.frozen);
        QVERIFY(all.result.frozenUnchanged);
        TrainingOptions o = unfreezing();
        o.phases.resize(1);
        const auto some = watched(headAlone(), o, data);
        QVERIFY(!proofOf(some.result, "features.4").frozen && !proofOf(some.result, "features.4").unchanged);
        QVERIFY(proofOf(some.result, "features.0").frozen && proofOf(some.result, "features.0").unchanged);
        QVERIFY(proofOf(some.result, "features.1").frozen && proofOf(some.result, "features.1").unchanged);
        QVERIFY(some.result.frozenUnchanged);
    }

    void areSaid() {
        auto data = pictures(20);
        const auto run = watched(headAlone(), unfreezing(), data);
        const std::vector<std::string> said{
            "Epoch 3: features.4 and what follows train now.", "Epoch 5: every layer trains now.",
            "From here on the learning rate is 0.5 times the schedule's.", "Epoch 6: Freeze features.0."};
        QVERIFY(run.said.messages == said);
    }

    void rateHoldsFromTheEpochOn() {
        auto data = pictures(20);
        const auto run = watched(headAlone(), unfreezing(), data);
        TrainingOptions plain = unfreezing();
        plain.phases.clear();
        for (std::int64_t e = 0; e < 7; ++e) {
            const double expected = 0.01 * rateAt(plain, e * 4, 4).factor * (e >= 4 ? 0.5 : 1);
            QCOMPARE(run.said.epochs[static_cast<std::size_t>(e)].learningRate, expected);
            QCOMPARE(run.said.steps[static_cast<std::size_t>(e * 4 + 3)].learningRate, expected);
        }
    }

    /// Before, at and after each phase: the rest of the run is what it would have been, to the bit.
    void resumesToTheBit_data() {
        QTest::addColumn<int>("optimizer");
        QTest::addColumn<bool>("cache");
        QTest::addColumn<int>("epochs");
        for (const auto o : {Optimizer::sgd, Optimizer::adam})
            for (const bool cache : {true, false})
                for (const int epochs : {1, 2, 3, 4, 5, 6})
                    QTest::addRow("%s%s after epoch %d", std::string(name(o)).c_str(), cache ? ", cached," : "", epochs)
                        << static_cast<int>(o) << cache << epochs;
    }
    void resumesToTheBit() {
        QFETCH(const int, optimizer);
        QFETCH(const bool, cache);
        QFETCH(const int, epochs);
        auto data = pictures(23);
        TrainingOptions o = unfreezing(static_cast<Optimizer>(optimizer));
        o.featureCache = cache;
        const auto whole = watched(headAlone(), o, data);
        const Checkpoint& checkpoint = whole.checkpoints[static_cast<std::size_t>(epochs - 1)];
        QCOMPARE(checkpoint.epoch, std::int64_t{epochs});
        const auto rest = watched(headAlone(), o, data, &checkpoint);
        QCOMPARE(rest.after.size(), static_cast<std::size_t>(7 - epochs));
        QVERIFY(rest.after.back() == whole.after.back());
        QVERIFY(rest.checkpoints.back().optimizerState == whole.checkpoints.back().optimizerState);
        QVERIFY(rest.checkpoints.back().trainable == whole.checkpoints.back().trainable);
        QVERIFY(rest.checkpoints.back().bestParameters == whole.checkpoints.back().bestParameters);
        for (std::size_t i = 0; i < whole.result.proof.size(); ++i) {
            QCOMPARE(rest.result.proof[i].frozen, whole.result.proof[i].frozen);
            QVERIFY(rest.result.proof[i].after == whole.result.proof[i].after);
        }
        QCOMPARE(rest.result.trainableParameters, whole.result.trainableParameters);
    }

    /// Thawed and frozen again, a batch-norm that only gathered statistics stands still; so it does after a resume.
    void batchNormPolicySurvivesAResume() {
        auto data = pictures(20);
        const Network n = required(
            setBatchNormPolicy(headAlone(), ids(headAlone(), {"features.1"}), BatchNormPolicy::statisticsOnly));
        TrainingOptions o = options(4, 5, 0.01);
        o.phases = {{2, named("features.1")}, {3, named("features.1"), false}};
        const auto whole = watched(n, o, data);
        QVERIFY(!same(whole.after[0], whole.after[1], "features.1.weight"));
        QVERIFY(same(whole.after[2], whole.after[3], "features.1.running_mean"));
        const auto rest = watched(n, o, data, &whole.checkpoints[2]);
        QVERIFY(rest.after.back() == whole.after.back());
    }

    void earlyStoppingWaitsForThem() {
        auto data = pictures(20);
        TrainingOptions o = options(8, 5, 1e-9);  // nothing gets better after the first epoch
        o.earlyStopping = 2;
        const auto without = watched(headAlone(), o, data);
        QVERIFY(without.result.reason == FinishReason::earlyStopping);
        o.phases = {{5, everything}};
        const auto with = watched(headAlone(), o, data);
        QVERIFY(with.result.epochs >= 6 && with.result.epochs > without.result.epochs);
    }

    void refused_data() {
        QTest::addColumn<QString>("layer");
        QTest::addColumn<bool>("trainable");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown layer") << "features.9" << true
                                       << "What is to change before epoch 2 cannot be done: The network has no layer";
        QTest::newRow("nothing left") << "fc" << false << "Before epoch 2 the last layers that learn would be frozen";
    }
    void refused() {
        QFETCH(const QString, layer);
        QFETCH(const bool, trainable);
        QFETCH(const QString, says);
        auto data = pictures(20);
        TrainingOptions o = options(3, 5);
        o.phases = {{2, named(layer.toStdString()), trainable}};
        const QString checked = QString::fromStdString(messageOf(check(o.phases, headAlone())));
        QVERIFY2(checked.startsWith(says), qPrintable(checked));
        const QString started =
            QString::fromStdString(messageOf(engine().start({headAlone(), &data, nullptr, o, nullptr})));
        QVERIFY2(started.contains(says), qPrintable(started));
    }

private:
    static void optimizersAndCache() {
        QTest::addColumn<int>("optimizer");
        QTest::addColumn<bool>("cache");
        for (const auto o : {Optimizer::sgd, Optimizer::adam, Optimizer::adamw, Optimizer::rmsprop})
            for (const bool cache : {true, false})
                QTest::newRow((std::string(name(o)) + (cache ? ", cached" : "")).c_str())
                    << static_cast<int>(o) << cache;
    }
};

QTEST_GUILESS_MAIN(TestPhases)
#include "test_phases.moc"
