// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/edits.h"

#include "tests/network/networks.h"

#include <QTest>

#include <limits>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

constexpr std::int64_t two = 2;

/// The value of a layer's first parameter is still to be drawn.
bool isDrawnLater(const Network& network, const std::string& layer) {
    return std::holds_alternative<Initialisation>(network.find(layer)->parameters.front().value);
}

QString said(const Result<Network>& result) {
    return QString::fromStdString(messageOf(result));
}

}  // namespace

class TestEdits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void slices_data() {
        QTest::addColumn<int>("network");
        QTest::addColumn<QString>("last");
        QTest::addColumn<QString>("left");
        QTest::newRow("chain") << 0 << "features.3"
                               << "features.0 features.1 features.2 features.3";
        QTest::newRow("first") << 0 << "features.0"
                               << "features.0";
        QTest::newRow("between blocks") << 1 << "layer1.0.relu"
                                        << "conv1 bn1 relu layer1.0.conv1 layer1.0.bn1 layer1.0.add layer1.0.relu";
        QTest::newRow("inside a block: the shortcut goes")
            << 1 << "layer2.0.bn1"
            << "conv1 bn1 relu layer1.0.conv1 layer1.0.bn1 layer1.0.add layer1.0.relu layer2.0.conv1 layer2.0.bn1";
        QTest::newRow("along the shortcut: the branch goes")
            << 1 << "layer2.0.downsample.1"
            << "conv1 bn1 relu layer1.0.conv1 layer1.0.bn1 layer1.0.add layer1.0.relu layer2.0.downsample.0 "
               "layer2.0.downsample.1";
        QTest::newRow("one branch of a fire module")
            << 2 << "features.2.expand3x3"
            << "features.0 features.1 features.2.squeeze features.2.squeeze_activation features.2.expand3x3";
    }
    void slices() {
        QFETCH(const int, network);
        QFETCH(const QString, last);
        QFETCH(const QString, left);
        const Network before = std::array{chain, residual, fire}[static_cast<std::size_t>(network)]();
        const Network after = required(sliceAfter(before, id(before, last.toStdString())));
        QCOMPARE(names(after).join(' '), left);
        QVERIFY(after.output() == id(before, last.toStdString()));
        QVERIFY(after.head() == LayerId::input);
        QVERIFY(after.classNames().empty());
        for (const auto& layer : after.layers())
            QVERIFY(layer == before.layer(layer.id));
    }
    void slicingAtTheEndChangesNothing() {
        const Network n = chain();
        QVERIFY(required(sliceAfter(n, n.output())) == n);
    }

    void removes() {
        const Network n = residual();
        const Network shorter = required(removeLayer(n, id(n, "layer1.0.bn1")));
        QCOMPARE(shorter.layers().size(), n.layers().size() - 1);
        QVERIFY(shorter.layer(id(n, "layer1.0.add")).inputs == ids(n, {"layer1.0.conv1", "relu"}));
        // The shortcut's only convolution: what is left would add maps of different shapes.
        QCOMPARE(said(removeLayer(n, id(n, "layer2.0.downsample.0"))),
                 QString("Layer layer2.0.downsample.1 (BatchNorm2d) does not fit behind layer1.0.relu: it takes 8 "
                         "channels (num_features) but is given 4 channels; num_features = 4 would fit."));
        QCOMPARE(said(removeLayer(n, id(n, "layer1.0.add"))),
                 QString("layer1.0.add joins 2 branches and cannot simply be taken out. Slice before it, or remove the "
                         "branches first."));
    }
    void removesTheHead() {
        const Network n = chain();
        const Network headless = required(removeLayer(n, id(n, "fc")));
        QVERIFY(headless.output() == id(n, "drop"));
        QVERIFY(headless.head() == LayerId::input);
        QVERIFY(headless.classNames().empty());
    }
    void doesNotRemoveTheLastLayer() {
        const Network n = chain();
        const Network one = required(sliceAfter(n, id(n, "features.0")));
        QCOMPARE(said(removeLayer(one, one.output())),
                 QString("features.0 is the only layer; a network needs at least one."));
    }

    void insertsBeforeAllThatUsedIt() {
        const Network n = residual();
        const Network after = required(insertLayer(n, id(n, "relu"), {}, Kind::dropout, {{"p", 0.25}}));
        const Layer* added = after.find("relu_Dropout");
        QVERIFY(added);
        QCOMPARE(after.indexOf(added->id), std::size_t{3});
        QVERIFY(after.consumersOf(id(n, "relu")) == std::vector{added->id});
        QVERIFY(after.consumersOf(added->id) == ids(n, {"layer1.0.conv1", "layer1.0.add"}));
        QVERIFY(!n.contains(added->id));
    }
    void insertsBetweenTwo() {
        const Network n = residual();
        const Network after = required(insertLayer(n, id(n, "relu"), id(n, "layer1.0.add"), Kind::conv2d, {}, "skip"));
        const Layer* added = after.find("skip");
        QVERIFY(added->trainable);
        QVERIFY(isDrawnLater(after, "skip"));
        QVERIFY(after.consumersOf(id(n, "relu")) == (std::vector{added->id, id(n, "layer1.0.conv1")}));
        QVERIFY(after.shapeOf(added->id) == n.shapeOf(id(n, "relu")));  // keeps the size by default
        QVERIFY(after.consumersOf(added->id) == ids(n, {"layer1.0.add"}));
    }
    void insertsAtBothEnds() {
        const Network n = chain();
        const Network first = required(insertLayer(n, LayerId::input, {}, Kind::batchNorm2d, {}));
        QCOMPARE(names(first).first(), QString("input_BatchNorm2d"));
        QVERIFY(first.consumersOf(LayerId::input) == std::vector{first.layers()[0].id});
        const Network last = required(insertLayer(n, n.output(), {}, Kind::relu, {}, "features.0"));
        QCOMPARE(names(last).last(), QString("features.0_1"));
        QVERIFY(last.output() != n.output());
        QVERIFY(last.head() == n.head());
    }
    void insertSaysWhatClashes() {
        const Network n = chain();
        QCOMPARE(
            said(insertLayer(n, id(n, "flatten"), {}, Kind::conv2d, {})),
            QString("Layer flatten_Conv2d (Conv2d) does not fit behind flatten: it takes a map (channels × height × "
                    "width) but is given 96; a place before the Flatten layer would fit."));
        QCOMPARE(said(insertLayer(n, id(n, "features.0"), {}, Kind::conv2d, {{"out_channels", std::int64_t{7}}})),
                 QString("Layer features.1 (BatchNorm2d) does not fit behind features.0_Conv2d: it takes 4 channels "
                         "(num_features) but is given 7 channels; num_features = 7 would fit."));
        QCOMPARE(said(insertLayer(n, id(n, "features.0"), {}, Kind::add, {})),
                 QString("Add joins several branches and cannot stand in a single connection."));
        QCOMPARE(said(insertLayer(n, id(n, "features.0"), id(n, "fc"), Kind::relu, {})),
                 QString("fc does not follow features.0; choose two layers that are connected."));
        QCOMPARE(said(insertLayer(n, id(n, "features.0"), {}, Kind::relu, {}, "input")),
                 QString("A layer cannot be named “input”; give it another name."));
        QCOMPARE(said(insertLayer(n, id(n, "features.0"), {}, Kind::dropout, {{"q", 0.5}})),
                 QString("Dropout has no option “q”; the nearest is p."));
    }

    void replacesAndKeepsWhatFits() {
        const Network frozen = required(setTrainable(chain(), ids(chain(), {"features.0", "features.4"}), false));
        // Another stride: the weights fit as they are, and stay frozen.
        Attributes strided = convolution(6);
        strided.set("stride", two);
        strided.set("padding", std::int64_t{1});
        const Network n = required(replaceLayer(required(sliceAfter(frozen, id(frozen, "features.5"))),
                                                id(frozen, "features.4"), Kind::conv2d, strided));
        QVERIFY(memoryOf(n, "features.4.weight") == memoryOf(frozen, "features.4.weight"));
        QVERIFY(!n.find("features.4")->trainable);
        QVERIFY(n.layer(id(frozen, "features.4")).name == "features.4");
        // Another kernel: the bias fits, the weight is drawn anew, so the layer trains.
        const Network other = required(replaceLayer(frozen, id(frozen, "features.4"), Kind::conv2d, convolution(6, 5)));
        QVERIFY(isDrawnLater(other, "features.4"));
        QVERIFY(memoryOf(other, "features.4.bias") == memoryOf(frozen, "features.4.bias"));
        QVERIFY(other.find("features.4")->trainable);
        // Another kind keeps nothing.
        const Network relu6 = required(replaceLayer(frozen, id(frozen, "features.5"), Kind::relu6, {}));
        QVERIFY(relu6.find("features.5")->kind == Kind::relu6);
    }
    void replaceSaysWhatClashes() {
        const Network n = residual();
        QCOMPARE(said(replaceLayer(n, id(n, "conv1"), Kind::conv2d, convolution(6))),
                 QString("Layer bn1 (BatchNorm2d) does not fit behind conv1: it takes 4 channels (num_features) but is "
                         "given 6 channels; num_features = 6 would fit."));
        QCOMPARE(said(replaceLayer(n, id(n, "conv1"), Kind::add, {})),
                 QString("conv1 has 1 inputs; Add takes 2 to 64."));
        QCOMPARE(said(replaceLayer(n, id(n, "layer1.0.add"), Kind::relu, {})),
                 QString("layer1.0.add has 2 inputs; ReLU takes 1 to 1."));
    }

    void newHeadInItsPlace() {
        const Network n = required(setTrainable(chain(), ids(chain(), {"fc"}), false));
        const Network after = required(replaceHead(n, 3, {Scheme::smallNormal, 7}));
        QCOMPARE(names(after), names(n));
        QCOMPARE(after.classCount(), std::int64_t{3});
        QVERIFY(after.head() == n.head());
        QVERIFY(after.classNames().empty());
        QVERIFY(after.find("fc")->trainable);
        QVERIFY(std::get<Initialisation>(after.find("fc")->parameters[0].value) ==
                (Initialisation{Scheme::smallNormal, 7}));
        // As many classes as before: new numbers all the same.
        QVERIFY(isDrawnLater(required(replaceHead(n, 5)), "fc"));
    }
    void newHeadThatIsAConvolution() {
        const Network n = fire();
        const Network after = required(replaceHead(n, 2));
        QCOMPARE(names(after), names(n));
        QVERIFY(after.find("classifier.1")->parameters[0].shape == (Shape{2, 6, 1, 1}));
        QCOMPARE(after.classCount(), std::int64_t{2});
        // Right behind the convolution the map still has to become a list.
        const Network cut = required(sliceAfter(n, n.head()));
        const Network headed = required(replaceHead(cut, 2));
        QVERIFY(headed.shapeOf(headed.output()) == Shape{2});
        QCOMPARE(names(headed).last(), QString("head.flatten"));
        QVERIFY(headed.head() == n.head());
    }
    void newHeadBehindAMap() {
        const Network n = residual();
        const Network cut = required(sliceAfter(n, id(n, "layer1.0.relu")));
        const Network after = required(replaceHead(cut, 4));
        QCOMPARE(names(after).mid(7), (QStringList{"head.pool", "head.flatten", "head.fc"}));
        QVERIFY(after.find("head.fc")->parameters[0].shape == (Shape{4, 4}));
        QVERIFY(after.shapeOf(after.output()) == Shape{4});
        QVERIFY(after.head() == after.output());
        // A second head takes the first one's place.
        QCOMPARE(names(required(replaceHead(after, 9))), names(after));
    }
    void newHeadBehindFeatures() {
        const Network n = chain();
        const Network after = required(replaceHead(required(sliceAfter(n, id(n, "flatten"))), 4));
        QCOMPARE(names(after).last(), QString("head.fc"));
        QVERIFY(after.find("head.fc")->parameters[0].shape == (Shape{4, 96}));
    }
    void newHeadWhereTheOldOneIsNoHeadAnyMore() {
        const Network n = chain();
        // Replaced by what has no classes.
        const Network relu = required(replaceLayer(n, id(n, "fc"), Kind::relu, {}));
        QVERIFY(relu.head() == LayerId::input);
        QVERIFY(required(replaceHead(relu, 3)).shapeOf(required(replaceHead(relu, 3)).output()) == Shape{3});
        // Another layer has been put behind it and decides the classes.
        const Network longer =
            required(insertLayer(n, n.output(), {}, Kind::linear, {{"out_features", std::int64_t{7}}}));
        const auto refused = replaceHead(longer, 3);
        QCOMPARE(said(refused), QString("Layer fc_Linear (Linear) does not fit behind fc: it takes 5 features "
                                        "(in_features) but is given 3 features; in_features = 3 would fit."));
        const Network same = required(replaceHead(longer, 5));
        QVERIFY(same.shapeOf(same.output()) == Shape{5});
    }
    void aHeadNeedsTwoClasses() {
        QCOMPARE(said(replaceHead(chain(), 1)), QString("A head needs at least two classes, not 1."));
        QCOMPARE(said(replaceHead(chain(), -3)), QString("A head needs at least two classes, not -3."));
        QVERIFY(!replaceHead(chain(), std::numeric_limits<std::int64_t>::max()));
    }

    void freezesAndThaws() {
        const Network n = residual();
        const auto some = ids(n, {"conv1", "bn1"});
        const Network frozen = required(setTrainable(n, some, false));
        for (const auto& layer : frozen.layers()) {
            const bool chosen = std::ranges::find(some, layer.id) != some.end();
            QCOMPARE(layer.trainable, !chosen);
            QVERIFY(layer.batchNorm == (chosen ? BatchNormPolicy::frozen : BatchNormPolicy::trained));
        }
        QVERIFY(required(setTrainable(frozen, some, true)) == n);
        QVERIFY(required(setTrainable(n, {}, false)) == n);
    }

    void batchNormPolicy_data() {
        QTest::addColumn<int>("policy");
        QTest::addColumn<bool>("trainable");
        QTest::newRow("frozen") << static_cast<int>(BatchNormPolicy::frozen) << false;
        QTest::newRow("statistics only") << static_cast<int>(BatchNormPolicy::statisticsOnly) << false;
        QTest::newRow("trained") << static_cast<int>(BatchNormPolicy::trained) << true;
    }
    void batchNormPolicy() {
        QFETCH(const int, policy);
        QFETCH(const bool, trainable);
        const Network n = residual();
        const auto chosen = ids(n, {"conv1", "bn1"});
        const Network after = required(setBatchNormPolicy(n, chosen, static_cast<BatchNormPolicy>(policy)));
        QVERIFY(after.find("bn1")->batchNorm == static_cast<BatchNormPolicy>(policy));
        QCOMPARE(after.find("bn1")->trainable, trainable);
        QVERIFY(*after.find("conv1") == *n.find("conv1"));
        QCOMPARE(said(setBatchNormPolicy(n, ids(n, {"conv1", "fc"}), BatchNormPolicy::frozen)),
                 QString("There is no batch normalisation among the 2 chosen layers."));
    }

    void reinitialises() {
        const Network n = residual();
        std::vector<std::pair<std::string, Tensor>> moved{
            {"bn1.running_var", Tensor::fromFloats({4}, std::vector<float>{2, 3, 4, 5})},
            {"bn1.num_batches_tracked", Tensor::fromInts({}, std::vector<std::int64_t>{99})}};
        const Network used = withParameters(n, moved);
        const Network after =
            required(reinitialise(used, ids(n, {"conv1", "bn1", "relu"}), {Scheme::kaimingNormal, 2}));
        QVERIFY(isDrawnLater(after, "conv1"));
        QVERIFY(std::get<Tensor>(after.find("bn1")->parameters[3].value) ==
                Tensor::fromFloats({4}, std::vector<float>(4, 1)));
        QVERIFY(std::get<Tensor>(after.find("bn1")->parameters[4].value) ==
                Tensor::fromInts({}, std::vector<std::int64_t>{0}));
        QVERIFY(memoryOf(after, "fc.weight") == memoryOf(n, "fc.weight"));
        // Three seeds are three heads; the same seed is the same one.
        QVERIFY(initialised(after, 1) == initialised(after, 1));
        QVERIFY(!(initialised(after, 1) == initialised(after, 2)));
    }

    void learningRate_data() {
        QTest::addColumn<double>("multiplier");
        QTest::addColumn<QString>("message");
        const QString refused =
            "A learning-rate multiplier must be above 0 and at most 1000, not %1; to stop a layer, freeze it.";
        QTest::newRow("tenth") << 0.1 << "";
        QTest::newRow("largest") << 1000.0 << "";
        QTest::newRow("zero") << 0.0 << refused.arg("0");
        QTest::newRow("negative") << -1.0 << refused.arg("-1");
        QTest::newRow("too large") << 1001.0 << refused.arg("1001");
        QTest::newRow("NaN") << std::numeric_limits<double>::quiet_NaN() << refused.arg("NaN");
    }
    void learningRate() {
        QFETCH(const double, multiplier);
        QFETCH(const QString, message);
        const Network n = chain();
        const auto after = setLearningRate(n, ids(n, {"features.0"}), multiplier);
        QCOMPARE(said(after), message);
        if (after) {
            QCOMPARE(after->find("features.0")->learningRateMultiplier, multiplier);
            QCOMPARE(after->find("fc")->learningRateMultiplier, 1.0);
        }
    }

    void dropout_data() {
        QTest::addColumn<QString>("layer");
        QTest::addColumn<double>("p");
        QTest::addColumn<QString>("message");
        QTest::newRow("fifth") << "drop" << 0.2 << "";
        QTest::newRow("none") << "drop" << 0.0 << "";
        QTest::newRow("all") << "drop" << 1.0 << "A dropout rate must lie between 0 and 0.999, not 1.";
        QTest::newRow("negative") << "drop" << -0.5 << "A dropout rate must lie between 0 and 0.999, not -0.5.";
        QTest::newRow("NaN") << "drop" << std::numeric_limits<double>::quiet_NaN()
                             << "A dropout rate must lie between 0 and 0.999, not NaN.";
        QTest::newRow("no dropout") << "fc" << 0.5 << "There is no dropout among the 1 chosen layers.";
    }
    void dropout() {
        QFETCH(const QString, layer);
        QFETCH(const double, p);
        QFETCH(const QString, message);
        const Network n = chain();
        const auto after = setDropout(n, ids(n, {layer.toStdString()}), p);
        QCOMPARE(said(after), message);
        if (after)
            QCOMPARE(after->find("drop")->attributes.number("p"), p);
    }

    /// Weights are shared, never copied, by every edit that keeps them; and the older value stays what it was.
    void sharesWeightsAndNeverWrites_data() {
        QTest::addColumn<int>("edit");
        int edit = 0;
        for (const char* name :
             {"slice", "remove", "insert", "replace", "head", "freeze", "policy", "reinitialise", "rate", "dropout"})
            QTest::newRow(name) << edit++;
    }
    void sharesWeightsAndNeverWrites() {
        QFETCH(const int, edit);
        const Network n = chain();
        const NetworkParts before = deepCopy(n);
        const auto edited = [&]() -> Result<Network> {
            switch (edit) {
            case 0:
                return sliceAfter(n, id(n, "features.4"));
            case 1:
                return removeLayer(n, id(n, "features.2"));
            case 2:
                return insertLayer(n, id(n, "features.1"), {}, Kind::conv2d, {});
            case 3:
                return replaceLayer(n, id(n, "features.5"), Kind::relu6, {});
            case 4:
                return replaceHead(n, 3);
            case 5:
                return setTrainable(n, ids(n, {"features.0", "features.1"}), false);
            case 6:
                return setBatchNormPolicy(n, ids(n, {"features.1"}), BatchNormPolicy::statisticsOnly);
            case 7:
                return reinitialise(n, ids(n, {"features.1"}), {});
            case 8:
                return setLearningRate(n, ids(n, {"features.0"}), 0.5);
            default:
                return setDropout(n, ids(n, {"drop"}), 0.1);
            }
        }();
        QVERIFY2(edited, messageOf(edited).c_str());
        QVERIFY(!(*edited == n));
        QVERIFY(memoryOf(*edited, "features.0.weight") == memoryOf(n, "features.0.weight"));
        QVERIFY(memoryOf(*edited, "features.4.weight") == memoryOf(n, "features.4.weight"));
        QVERIFY(n.parts() == before);
    }
};

QTEST_GUILESS_MAIN(TestEdits)
#include "test_edits.moc"
