// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/cases.h"

#include "core/models/architectures.h"
#include "tests/network/folded.h"

#include <QtTest>

#include <algorithm>

using namespace layerbench;

namespace {

/// A chain conv-relu-pool twice, a nested block of two layers, and a head: every kind of place to cut.
Network chain(bool batchNorm = false) {
    NetworkParts parts;
    parts.architecture = "test";
    parts.input = {3, 16, 16, {0, 0, 0}, {1, 1, 1}, 0};
    std::vector<Shape> shapes{parts.input.shape()};
    const auto add = [&](const char* name, Kind kind, const Attributes& attributes = {}) {
        const Shape input = shapes.back();
        Layer layer = *makeLayer(kind, attributes, {&input, 1}, {});
        layer.id = static_cast<LayerId>(parts.layers.size() + 1);
        layer.name = name;
        layer.inputs = {static_cast<LayerId>(parts.layers.size())};
        shapes.push_back(*kindInfo(kind).outputShape(layer.attributes, {&input, 1}));
        parts.layers.push_back(std::move(layer));
    };
    add("features.0", Kind::conv2d, {{"out_channels", std::int64_t{8}}});
    add("features.1", Kind::relu);
    add("features.2", Kind::maxPool2d);
    if (batchNorm)
        add("bn", Kind::batchNorm2d);
    add("layer1.0.conv", Kind::conv2d, {{"out_channels", std::int64_t{4}}});
    add("layer1.0.relu", Kind::relu);
    add("flatten", Kind::flatten);
    add("fc", Kind::linear, {{"out_features", std::int64_t{10}}});
    parts.head = parts.layers.back().id;
    auto network = Network::create(std::move(parts));
    // As if they were pretrained: numbers, not draws.
    return initialised(*network, 7);
}

bool drawn(const Layer& layer) {
    return std::ranges::all_of(layer.parameters, [](const Parameter& p) {
        return p.buffer || std::holds_alternative<Initialisation>(p.value);
    });
}

}  // namespace

class TestCases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesRoundTrip() {
        QCOMPARE(allCases().size(), std::size_t{5});
        for (const Case which : allCases()) {
            QVERIFY(*caseFromName(name(which)) == which);
            QVERIFY(QByteArray(title(which)).size() > 0 && QByteArray(explanation(which)).endsWith('.'));
        }
        QCOMPARE(name(Case::fineTuneDifferent), std::string_view("4-finetune"));
        const auto unknown = caseFromName("5");
        QVERIFY(!unknown);
        QVERIFY(unknown.error().message().find("4-finetune") != std::string::npos);
    }

    void recipes_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("layers");
        QTest::addColumn<QStringList>("trainable");
        QTest::addColumn<QStringList>("newWeights");
        QTest::addColumn<double>("headMultiplier");
        const QStringList all{"features.0",    "features.1",    "features.2", "bn",
                              "layer1.0.conv", "layer1.0.relu", "flatten",    "fc"};
        const QStringList cut{"features.0", "features.1", "features.2", "head.pool", "head.flatten", "head.fc"};
        QTest::newRow("1") << "1" << all << QStringList{"fc"} << QStringList{"fc"} << 1.0;
        QTest::newRow("2") << "2" << cut << QStringList{"head.pool", "head.flatten", "head.fc"}
                           << QStringList{"head.fc"} << 1.0;
        QTest::newRow("3") << "3" << all << all << QStringList{"fc"} << 10.0;
        QTest::newRow("4") << "4" << all << all << QStringList{"features.0", "bn", "layer1.0.conv", "fc"} << 1.0;
        QTest::newRow("4-finetune") << "4-finetune" << all << all << QStringList{"fc"} << 10.0;
    }

    void recipes() {
        QFETCH(QString, name);
        // Frozen to start with: "train all" must unfreeze.
        const Network pretrained = chain(true);
        std::vector<LayerId> everything;
        for (const auto& layer : pretrained.layers())
            everything.push_back(layer.id);
        const Network before = *setTrainable(pretrained, everything, false);
        const auto recipe = caseRecipe(*caseFromName(name.toStdString()), before, "features.2");
        QVERIFY2(recipe, recipe ? "" : recipe.error().message().c_str());
        const auto after = apply(before, *recipe, 3);
        QVERIFY2(after, after ? "" : after.error().message().c_str());
        QCOMPARE(after->classCount(), std::int64_t{3});
        QStringList layers;
        QStringList trainable;
        QStringList newWeights;
        for (const auto& layer : after->layers()) {
            layers << QString::fromStdString(layer.name);
            if (layer.trainable)
                trainable << layers.back();
            if (!layer.parameters.empty() && drawn(layer))
                newWeights << layers.back();
            else if (const Layer* old = before.find(layer.name))
                QVERIFY(layer.parameters == old->parameters);
        }
        QTEST(layers, "layers");
        QTEST(trainable, "trainable");
        QTEST(newWeights, "newWeights");
        QTEST(after->layer(after->head()).learningRateMultiplier, "headMultiplier");
    }

    /// What an export folded into the layers would be lost with the first batch's statistics.
    void foldedBatchNormStaysFrozen_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isFolded");
        QTest::addColumn<bool>("trains");
        QTest::newRow("3, folded") << "3" << true << false;
        QTest::newRow("4-finetune, folded") << "4-finetune" << true << false;
        QTest::newRow("4, folded") << "4" << true << true;
        QTest::newRow("3, not folded") << "3" << false << true;
    }

    void foldedBatchNormStaysFrozen() {
        QFETCH(const QString, name);
        QFETCH(const bool, isFolded);
        QFETCH(const bool, trains);
        const Network network = isFolded ? fixture::folded(chain(true)) : chain(true);
        const auto recipe = caseRecipe(*caseFromName(name.toStdString()), network);
        const auto after = apply(network, *recipe, 3);
        QVERIFY(after->find("bn")->batchNorm == (trains ? BatchNormPolicy::trained : BatchNormPolicy::frozen));
        QVERIFY(after->find("layer1.0.conv")->trainable);
    }

    void scratchSchemeFollowsBatchNorm() {
        for (const bool batchNorm : {false, true}) {
            const Network network = chain(batchNorm);
            const auto after = apply(network, *caseRecipe(Case::fromScratch, network), 3);
            const auto& how = std::get<Initialisation>(after->find("features.0")->parameters[0].value);
            QVERIFY(how.scheme == (batchNorm ? Scheme::kaimingNormal : Scheme::kaimingUniform));
            const auto& headHow = std::get<Initialisation>(after->find("fc")->parameters[0].value);
            QVERIFY(headHow.scheme == Scheme::standard);
        }
    }

    void cutPointsAreOfferedAndWork() {
        const Network network = chain();
        const std::vector<std::string> expected{"features.2", "layer1.0"};
        const auto points = cutPoints(network);
        QVERIFY(points == expected);
        for (const auto& point : points) {
            const auto recipe = caseRecipe(Case::cutAndNewHead, network, point);
            QVERIFY2(recipe && apply(network, *recipe, 2), point.c_str());
        }
    }

    // A block that ends in a flattened map is cut before it: the new head averages the map.
    void cutLayerIsTheLastThatGivesAMap() {
        const Network network = *buildArchitecture("demo");
        const std::vector<std::string> expected{"features.2", "features.5", "features.8", "classifier.1",
                                                "classifier.3"};
        QVERIFY(cutPoints(network) == expected);
        const auto recipe = caseRecipe(Case::cutAndNewHead, network, "features.8");
        QVERIFY(apply(network, *recipe, 3)->find("head.pool"));
        // A name that is a layer's means that layer.
        QCOMPARE(QString::fromStdString(network.layer(*cutLayer(network, "flatten")).name), QString("flatten"));
    }

    void nothingToCut() {
        fixture::Builder bare(3, 8);
        bare.add("flatten", Kind::flatten);
        bare.add("fc", Kind::linear, {{"out_features", std::int64_t{4}}});
        QVERIFY(cutPoints(bare.network()).empty());
        const auto recipe = caseRecipe(Case::cutAndNewHead, bare.network(), "fc");
        QVERIFY(!recipe);
        QVERIFY2(recipe.error().message().find("no place to cut before its head; choose another case") !=
                     std::string::npos,
                 recipe.error().message().c_str());
        QVERIFY(caseRecipe(Case::newHead, bare.network(), {}));
    }

    void badCut_data() {
        QTest::addColumn<QString>("cut");
        QTest::addColumn<QString>("says");
        QTest::newRow("none") << ""
                              << "Choose a cut such as features.2 or layer1.0.";
        QTest::newRow("unknown") << "conv9"
                                 << "no layer or block named “conv9”";
        QTest::newRow("the head") << "fc"
                                  << "“fc” is the head or lies behind it";
    }

    void badCut() {
        QFETCH(QString, cut);
        QFETCH(QString, says);
        const auto recipe = caseRecipe(Case::cutAndNewHead, chain(), cut.toStdString());
        QVERIFY(!recipe);
        const QString message = QString::fromStdString(recipe.error().message());
        QVERIFY2(message.contains(says) && message.contains("features.2"), qPrintable(message));
    }

    void defaultsAreValidAndOrdered() {
        for (const bool batchNorm : {false, true}) {
            const Network network = chain(batchNorm);
            for (const Case which : allCases())
                for (const std::int64_t pictures : {1, 244, 60000}) {
                    const auto options = defaultOptions(which, network, pictures);
                    QVERIFY(check(options));
                }
            const auto rate = [&](Case which) { return defaultOptions(which, network, 244).learningRate; };
            // Pretrained weights are tuned no faster than a new head learns, and more gently than random ones.
            QVERIFY(rate(Case::fineTune) <= rate(Case::newHead));
            QVERIFY(rate(Case::fineTune) < rate(Case::fromScratch));
            QCOMPARE(rate(Case::fineTune), rate(Case::fineTuneDifferent));
        }
        QVERIFY(defaultOptions(Case::fineTune, chain(), 50).batchSize <
                defaultOptions(Case::fineTune, chain(), 50000).batchSize);
    }

    void colours() {
        QCOMPARE(caseColour("1"), std::string_view("#009E73"));
        QCOMPARE(caseColour("2"), std::string_view("#CC79A7"));
        QCOMPARE(caseColour("3"), std::string_view("#0072B2"));
        QCOMPARE(caseColour("4"), std::string_view("#D55E00"));
    }
};

QTEST_GUILESS_MAIN(TestCases)
#include "test_cases.moc"
