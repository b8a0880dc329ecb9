// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/variants.h"

#include "core/training/phases.h"
#include "tests/network/folded.h"
#include "tests/network/networks.h"

#include <QtTest>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

Network of(const QString& which) {
    if (which == "folded")
        return folded(chain());
    return which == "chain" ? chain() : which == "residual" ? residual() : fire();
}

/// Nothing but a head.
Network flat() {
    Builder b(3, 8);
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    return b.network();
}

Network cutOff(const Network& network, const char* last) {
    return required(sliceAfter(network, id(network, last)));
}

/// Names of the layers with weights that train.
QStringList learning(const Network& network) {
    QStringList list;
    for (const auto& layer : network.layers())
        if (layer.trainable && !layer.parameters.empty())
            list << QString::fromStdString(layer.name);
    return list;
}

bool drawn(const Layer& layer) {
    return std::ranges::any_of(layer.parameters,
                               [](const Parameter& p) { return std::holds_alternative<Initialisation>(p.value); });
}

Network prepared(Variant which, const Network& network, std::int64_t classes = 3) {
    return required(apply(network, required(variantRecipe(which, network, classes)), classes));
}

/// What learns in each epoch of a run: "1: fc", "3: features.4 fc", a line for each change.
QStringList course(Variant which, const Network& network, std::int64_t epochs) {
    Network now = prepared(which, network);
    QStringList lines{"1: " + learning(now).join(' ')};
    for (const auto& phase : defaultOptions(which, network, 100, epochs).phases) {
        now = required(apply(now, phase));
        lines << QString::number(phase.epoch) + ": " + learning(now).join(' ');
    }
    return lines;
}

}  // namespace

class TestVariants : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesRoundTrip() {
        QCOMPARE(allVariants().size(), std::size_t{6});
        QStringList names;
        for (const Variant which : allVariants()) {
            QVERIFY(*variantFromName(name(which)) == which);
            QVERIFY(QByteArray(title(which)).size() > 0);
            QVERIFY(QByteArray(explanation(which)).endsWith('.'));
            QVERIFY(QByteArray(origin(which)).contains("20"));  // a year
            names << QString::fromStdString(std::string(name(which)));
        }
        const QString unknown = QString::fromStdString(messageOf(variantFromName("freeze")));
        QVERIFY2(unknown.contains(names.join(", ")), qPrintable(unknown));
    }

    void recipes_data() {
        QTest::addColumn<QString>("network");
        QTest::addColumn<QString>("variant");
        QTest::addColumn<int>("classes");
        QTest::addColumn<QStringList>("learning");
        QTest::addColumn<bool>("newHead");
        const auto row = [](const char* network, const char* variant, int classes, const QStringList& learns,
                            bool newHead) {
            QTest::addRow("%s of %s, %d classes", variant, network, classes)
                << network << variant << classes << learns << newHead;
        };
        row("chain", "fixed-features", 5, {"fc"}, true);
        row("chain", "output-only", 5, {"fc"}, false);
        row("chain", "output-only", 3, {"fc"}, true);
        row("chain", "high-level", 3, {"features.4", "fc"}, true);
        row("chain", "probe-then-tune", 3, {"fc"}, true);
        row("chain", "gradual-unfreezing", 3, {"fc"}, true);
        row("chain", "layer-wise-rates", 3, {"features.0", "features.1", "features.4", "fc"}, true);
        row("residual", "high-level", 3,
            {"layer2.0.conv1", "layer2.0.bn1", "layer2.0.downsample.0", "layer2.0.downsample.1", "fc"}, true);
        row("fire", "output-only", 5, {"classifier.1"}, false);
        row("fire", "output-only", 0, {"classifier.1"}, true);
        row("fire", "high-level", 3,
            {"features.3.squeeze", "features.3.expand1x1", "features.3.expand3x3", "classifier.1"}, true);
    }
    void recipes() {
        QFETCH(const QString, network);
        QFETCH(const QString, variant);
        QFETCH(const int, classes);
        QFETCH(const bool, newHead);
        const Network before = of(network);
        const Variant which = required(variantFromName(variant.toStdString()));
        const Recipe recipe = required(variantRecipe(which, before, classes));
        QCOMPARE(recipe.name, std::string(title(which)));
        const Network after = required(apply(before, recipe, classes > 0 ? classes : 4));
        QTEST(learning(after), "learning");
        QCOMPARE(after.classCount(), std::int64_t{classes > 0 ? classes : 4});
        for (const auto& layer : after.layers()) {
            QCOMPARE(drawn(layer), newHead && layer.id == after.head());
            if (layer.id != after.head())
                QVERIFY(layer.parameters == before.layer(layer.id).parameters);
        }
    }

    /// The head learns ten times as fast as what learns beside it; what comes before is slower, block by block.
    void rates() {
        for (const Variant which : {Variant::highLevel, Variant::probeThenTune, Variant::gradualUnfreezing}) {
            const Network n = prepared(which, chain());
            QCOMPARE(n.find("fc")->learningRateMultiplier, 10.0);
            QCOMPARE(n.find("features.4")->learningRateMultiplier, 1.0);
            QCOMPARE(defaultOptions(which, chain(), 100).learningRate, 0.001);
        }
        const Network n = prepared(Variant::layerWiseRates, residual());
        QCOMPARE(defaultOptions(Variant::layerWiseRates, residual(), 100).learningRate, 0.01);
        QCOMPARE(n.find("fc")->learningRateMultiplier, 1.0);
        QCOMPARE(n.find("layer2.0.conv1")->learningRateMultiplier, 1 / 2.6);
        QCOMPARE(n.find("layer2.0.downsample.1")->learningRateMultiplier, 1 / 2.6);
        QCOMPARE(n.find("layer1.0.bn1")->learningRateMultiplier, 1 / 2.6 / 2.6);
        QCOMPARE(n.find("conv1")->learningRateMultiplier, 1 / 2.6 / 2.6 / 2.6);
    }

    /// With many blocks the first ones would as good as stand still.
    void ratesHaveAFloor() {
        Builder b(3, 8);
        for (int i = 0; i < 12; ++i)
            b.add("conv" + std::to_string(i), Kind::conv2d, convolution(2));
        b.add("flatten", Kind::flatten);
        b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
        const Network n = prepared(Variant::layerWiseRates, b.network());
        QCOMPARE(n.find("conv11")->learningRateMultiplier, 1 / 2.6);
        QCOMPARE(n.find("conv0")->learningRateMultiplier, 0.001);
    }

    void courses_data() {
        QTest::addColumn<QString>("network");
        QTest::addColumn<QString>("variant");
        QTest::addColumn<int>("epochs");
        QTest::addColumn<QStringList>("course");
        const auto row = [](const char* network, const char* variant, int epochs, const QStringList& course) {
            QTest::addRow("%s of %s, %d epochs", variant, network, epochs) << network << variant << epochs << course;
        };
        const QString all = "features.0 features.1 features.4 fc";
        row("chain", "probe-then-tune", 25, {"1: fc", "6: " + all});
        row("chain", "probe-then-tune", 2, {"1: fc", "2: " + all});
        row("chain", "probe-then-tune", 1, {"1: fc"});
        row("chain", "gradual-unfreezing", 25, {"1: fc", "10: features.4 fc", "18: " + all});
        row("chain", "gradual-unfreezing", 3, {"1: fc", "2: features.4 fc", "3: " + all});
        row("chain", "gradual-unfreezing", 2, {"1: fc", "2: " + all});
        row("chain", "gradual-unfreezing", 1, {"1: fc"});
        const QString last = "features.3.squeeze features.3.expand1x1 features.3.expand3x3 classifier.1";
        const QString more = "features.2.squeeze features.2.expand1x1 features.2.expand3x3 " + last;
        row("fire", "gradual-unfreezing", 25,
            {"1: classifier.1", "7: " + last, "13: " + more, "18: features.0 " + more});
        row("fire", "gradual-unfreezing", 3, {"1: classifier.1", "2: " + last, "3: features.0 " + more});
        const QString apart = "features.0 features.4 fc";
        row("folded", "layer-wise-rates", 25, {"1: " + apart});
        row("folded", "probe-then-tune", 25, {"1: fc", "6: " + all, "6: " + apart});
        row("folded", "gradual-unfreezing", 3,
            {"1: fc", "2: features.4 fc", "2: features.4 fc", "3: " + all, "3: " + apart});
        row("chain", "fixed-features", 25, {"1: fc"});
        row("chain", "layer-wise-rates", 25, {"1: " + all});
    }
    void courses() {
        QFETCH(const QString, network);
        QFETCH(const QString, variant);
        QFETCH(const int, epochs);
        const Variant which = required(variantFromName(variant.toStdString()));
        QTEST(course(which, of(network), epochs), "course");
    }

    /// Whatever the network and the number of epochs: the options are in range, their layers are there.
    void optionsAlwaysFit() {
        for (const auto& network : {chain(), residual(), fire(), cutOff(chain(), "features.3"),
                                    cutOff(fire(), "features.2.concat"), cutOff(residual(), "layer2.0.relu")})
            for (const Variant which : allVariants())
                for (const std::int64_t epochs : {1, 2, 3, 4, 5, 7, 10, 25, 100}) {
                    const auto options = defaultOptions(which, network, 1, epochs);
                    QCOMPARE(options.epochs, epochs);
                    QCOMPARE(QString::fromStdString(messageOf(check(options))), QString());
                    const Network n = prepared(which, network);
                    QCOMPARE(n.classCount(), std::int64_t{3});
                    QCOMPARE(QString::fromStdString(messageOf(check(options.phases, n))), QString());
                    Network last = n;
                    for (const auto& phase : options.phases)
                        last = required(apply(last, phase));
                    // The phases come to their end within the run.
                    if (epochs > 1 && (which == Variant::gradualUnfreezing || which == Variant::probeThenTune))
                        for (const auto& layer : last.layers())
                            QVERIFY2(layer.parameters.empty() || layer.trainable, layer.name.c_str());
                }
    }

    void withoutBlocks() {
        for (const Variant which : allVariants()) {
            const QString message = QString::fromStdString(messageOf(variantRecipe(which, flat(), 3)));
            const bool headAlone = which == Variant::fixedFeatures || which == Variant::outputOnly;
            QCOMPARE(message.isEmpty(), headAlone);
            if (!headAlone)
                QVERIFY2(message.contains("none that learns"), qPrintable(message));
        }
    }
};

QTEST_GUILESS_MAIN(TestVariants)
#include "test_variants.moc"
