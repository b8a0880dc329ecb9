// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/observation.h"

#include "core/models/pretrained.h"
#include "core/network/edits.h"
#include "core/study/cases.h"
#include "tests/network/networks.h"

#include <QtTest>

#include <algorithm>
#include <numeric>
#include <utility>

using namespace layerbench;

namespace {

Network demonstration() {
    return openNetwork("demo")->network;
}

Dataset samples(const std::string& description) {
    return *openDataset("samples:" + description);
}

ObservationOptions options() {
    ObservationOptions chosen;
    chosen.compute.device = "cpu";
    chosen.compute.threads = 1;
    return chosen;
}

std::string messageOf(const Result<Observation>& result) {
    return result ? "" : result.error().message();
}

}  // namespace

class TestObservation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        const auto loaded = loadEngine();
        QVERIFY2(loaded, loaded ? "" : loaded.error().message().c_str());
        engine_ = *loaded;
    }

    void everyCutPointIsProbed() {
        const Dataset original = samples("base?per-class=10");
        auto chosen = options();
        chosen.source = &original;
        std::vector<std::int64_t> told;
        const auto seen = observe(*engine_, demonstration(), samples("similar?per-class=6"), chosen, control_,
                                  [&](std::int64_t done, std::int64_t all) {
                                      QCOMPARE(all, std::int64_t{48 + 100});
                                      told.push_back(done);
                                  });
        QVERIFY2(seen, messageOf(seen).c_str());
        std::vector<std::string> cuts;
        for (const auto& block : seen->blocks) {
            cuts.push_back(block.cut);
            QVERIFY(block.ridge >= 0 && block.ridge <= 1 && block.neighbours >= 0 && block.neighbours <= 1);
        }
        QVERIFY(cuts == cutPoints(demonstration()));
        QCOMPARE(seen->blocks[0].width, 32);
        QCOMPARE(seen->pictures, 48);
        QCOMPARE(seen->observed, 48);
        QCOMPARE(seen->classes, 8);
        QVERIFY(seen->pretrained);
        QCOMPARE(told.back(), std::int64_t{148});
        // Its own shapes are what the last block was trained for.
        QVERIFY(seen->blocks.back().ridge > seen->blocks.front().ridge + 0.2);
        QCOMPARE(seen->source->source, std::string("samples:base?per-class=10"));
        QVERIFY(std::ranges::is_sorted(seen->source->reference) && seen->source->distance > 0);
    }

    /// Shapes by the same painter are nearer to the original than textures.
    void texturesAreFartherThanShapes() {
        const Dataset original = samples("base?per-class=20");
        auto chosen = options();
        chosen.source = &original;
        const auto similar = observe(*engine_, demonstration(), samples("similar?per-class=10"), chosen, control_);
        const auto different = observe(*engine_, demonstration(), samples("different?per-class=10"), chosen, control_);
        QVERIFY(similar && different);
        QVERIFY(different->source->distance > similar->source->distance);
        QVERIFY(different->source->percentile > similar->source->percentile);
    }

    void atMostSoManyPicturesAreLookedAt() {
        auto chosen = options();
        chosen.mostPictures = 20;
        const auto seen = observe(*engine_, demonstration(), samples("similar?per-class=6"), chosen, control_);
        QVERIFY(seen);
        QCOMPARE(seen->observed, 20);
        QCOMPARE(seen->pictures, 48);
    }

    void stratifiedTakesAllClassesInTurn() {
        Dataset dataset = samples("similar?per-class=6");
        // One class has a single picture.
        std::erase_if(dataset.items(Part::training), [first = true](const DataItem& item) mutable {
            return item.label == 3 && !std::exchange(first, false);
        });
        const Dataset small = stratified(dataset, 10, 1);
        const auto counts = classCounts(small, Part::training);
        QCOMPARE(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}), std::int64_t{10});
        QVERIFY(std::ranges::all_of(counts, [](std::int64_t count) { return count == 1 || count == 2; }));
        const Dataset larger = stratified(dataset, 25, 1);
        for (const auto& item : small.items(Part::training))
            QVERIFY(std::ranges::find(larger.items(Part::training), item) != larger.items(Part::training).end());
        QCOMPARE(stratified(dataset, 1000, 1).items(Part::training), dataset.items(Part::training));
        QVERIFY(stratified(dataset, 10, 2).items(Part::training) != small.items(Part::training));
    }

    void badInput() {
        Dataset one = samples("similar?per-class=1");
        QVERIFY(messageOf(observe(*engine_, demonstration(), one, options(), control_))
                    .find("one training picture a class") != std::string::npos);
        Dataset single = samples("similar?per-class=4");
        std::erase_if(single.items(Part::training), [](const DataItem& item) { return item.label != 2; });
        QVERIFY(messageOf(observe(*engine_, demonstration(), single, options(), control_)).find("one class alone") !=
                std::string::npos);
        RunControl stopped;
        stopped.stop();
        QVERIFY(!observe(*engine_, demonstration(), samples("similar?per-class=2"), options(), stopped));
        fixture::Builder bare(3, 32);
        bare.add("flatten", Kind::flatten);
        bare.add("fc", Kind::linear, {{"out_features", std::int64_t{8}}});
        QVERIFY(messageOf(observe(*engine_, bare.network(), samples("similar?per-class=2"), options(), control_))
                    .find("no block before its head") != std::string::npos);
        // One convolution and a head.
        const Network network = demonstration();
        const auto shallow = sliceAfter(network, *network.idOf("features.0"));
        QVERIFY(shallow);
        const auto headOnly = replaceHead(*shallow, 3);
        QVERIFY(headOnly);
        QVERIFY(observe(*engine_, *headOnly, samples("similar?per-class=2"), options(), control_));
    }

    void moreClassesThanPicturesLookedAt() {
        auto chosen = options();
        chosen.mostPictures = 5;
        const auto seen = observe(*engine_, demonstration(), samples("similar?per-class=2"), chosen, control_);
        QVERIFY(seen);
        QCOMPARE(seen->observed, 5);
    }

    void randomWeightsAreSeenAsSuch() {
        const auto network = openNetwork("demo")->network;
        std::vector<LayerId> all;
        for (const auto& layer : network.layers())
            all.push_back(layer.id);
        const auto drawn = reinitialise(network, all, {});
        QVERIFY(drawn);
        QVERIFY(!observe(*engine_, *drawn, samples("similar?per-class=2"), options(), control_)->pretrained);
    }

private:
    Engine* engine_ = nullptr;
    RunControl control_;
};

QTEST_GUILESS_MAIN(TestObservation)
#include "test_observation.moc"
