// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/network.h"

#include "tests/network/networks.h"

#include <QTest>

#include <functional>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

using Spoil = std::function<void(NetworkParts&)>;

Layer& named(NetworkParts& parts, const std::string& name) {
    return *std::ranges::find(parts.layers, name, &Layer::name);
}

}  // namespace

Q_DECLARE_METATYPE(Spoil)

class TestNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refuses_data() {
        QTest::addColumn<Spoil>("spoil");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, Spoil spoil, const char* message) {
            QTest::newRow(name) << spoil << QString(message);
        };
        row(
            "no layer", [](NetworkParts& p) { p.layers.clear(); }, "A network needs at least one layer.");
        row(
            "no picture", [](NetworkParts& p) { p.input.height = 0; },
            "The network's input of 3 × 0 × 8 is no picture size.");
        row(
            "giant picture", [](NetworkParts& p) { p.input.width = 65537; },
            "The network's input of 3 × 8 × 65537 is no picture size.");
        row(
            "no name", [](NetworkParts& p) { p.layers[1].name.clear(); },
            "A layer cannot be named “”; give it another name.");
        row(
            "the picture's name", [](NetworkParts& p) { p.layers[1].name = "input"; },
            "A layer cannot be named “input”; give it another name.");
        row(
            "same names", [](NetworkParts& p) { p.layers[1].name = "conv1"; },
            "Two layers are named “conv1”; names must differ.");
        row(
            "same ids", [](NetworkParts& p) { p.layers[1].id = p.layers[0].id; }, "Layer “bn1” has no id of its own.");
        row(
            "the picture's id", [](NetworkParts& p) { p.layers[1].id = LayerId::input; },
            "Layer “bn1” has no id of its own.");
        row(
            "too many inputs", [](NetworkParts& p) { named(p, "fc").inputs.push_back(p.layers[0].id); },
            "Layer fc (Linear) has 2 inputs; it takes 1 to 1.");
        row(
            "too few inputs", [](NetworkParts& p) { named(p, "layer1.0.add").inputs.pop_back(); },
            "Layer layer1.0.add (Add) has 1 inputs; it takes 2 to 64.");
        row(
            "unknown input", [](NetworkParts& p) { p.layers[1].inputs = {static_cast<LayerId>(999)}; },
            "Layer bn1 (BatchNorm2d) takes the output of a layer that does not come before it.");
        row(
            "an attribute out of range",
            [](NetworkParts& p) {
                named(p, "conv1").attributes.set("stride", Pair{0, 1});
            },
            "Conv2d: stride is 0 × 1; it must lie between 1 and 1024.");
        row(
            "an attribute of another type", [](NetworkParts& p) { named(p, "conv1").attributes.set("bias", 0.5); },
            "Conv2d: “bias” is given as 0.5; it is written like yes.");
        row(
            "an attribute that the kind does not have",
            [](NetworkParts& p) { named(p, "relu").attributes.set("p", 0.5); },
            "ReLU takes no options, but “p” is given.");
        row(
            "a circle", [](NetworkParts& p) { p.layers[1].inputs = {p.layers[4].id}; },
            "Layer bn1 (BatchNorm2d) takes the output of a layer that does not come before it.");
        row(
            "itself", [](NetworkParts& p) { p.layers[1].inputs = {p.layers[1].id}; },
            "Layer bn1 (BatchNorm2d) takes the output of a layer that does not come before it.");
        row(
            "attribute out of range",
            [](NetworkParts& p) {
                p.layers[0].attributes.set("stride", Pair{0, 1});
            },
            "Conv2d: stride is 0 × 1; it must lie between 1 and 1024.");
        row(
            "clash", [](NetworkParts& p) { named(p, "fc").inputs = {named(p, "avgpool").id}; },
            "Layer fc (Linear) does not fit behind avgpool: it takes a list of features but is given a map of 8 × 1 × "
            "1; a Flatten layer before it would fit.");
        row(
            "clash of branches",
            [](NetworkParts& p) { named(p, "layer2.0.add").inputs[1] = named(p, "layer1.0.relu").id; },
            "Layer layer2.0.add (Add) does not fit behind layer2.0.bn1, layer1.0.relu: it adds equal shapes but is "
            "given 8 × 4 × 4 and 4 × 8 × 8; branches of equal shape would fit.");
        row(
            "one branch twice is no fault",
            [](NetworkParts& p) { named(p, "layer1.0.add").inputs[1] = named(p, "layer1.0.bn1").id; }, "");
        row(
            "dangling branch",
            [](NetworkParts& p) { named(p, "layer2.0.add").inputs[1] = named(p, "layer2.0.bn1").id; },
            "Nothing uses the output of layer layer2.0.downsample.1 (BatchNorm2d). Every layer but the last, whose "
            "output is the network's, must lead on.");
    }
    void refuses() {
        QFETCH(const Spoil, spoil);
        QFETCH(const QString, message);
        NetworkParts parts = residual().parts();
        spoil(parts);
        QCOMPARE(QString::fromStdString(messageOf(Network::create(parts))), message);
    }

    void refusesWhatNoMachineHolds() {
        Builder b(1, 8);
        b.add("flatten", Kind::flatten);
        const Shape features{64};
        const auto wide = makeLayer(Kind::linear, {{"out_features", std::int64_t{1} << 28}}, {&features, 1}, {});
        QCOMPARE(QString::fromStdString(messageOf(wide)),
                 QString("A Linear with a weight of 268435456 × 64 is more than any machine could hold."));
        NetworkParts parts = b.parts;
        parts.input.height = parts.input.width = 65536;
        QCOMPARE(QString::fromStdString(messageOf(Network::create(parts))),
                 QString("Layer flatten (Flatten) would give 4294967296 values for one picture; no machine could hold "
                         "it."));
    }

    void knowsItsLayers() {
        const Network n = residual();
        QCOMPARE(n.layers().size(), std::size_t{16});
        QVERIFY(n.output() == id(n, "fc"));
        QVERIFY(n.head() == n.output());
        QCOMPARE(n.classCount(), std::int64_t{5});
        QVERIFY(n.find("nothing") == nullptr);
        QVERIFY(n.find("bn1") == &n.layers()[1]);
        QVERIFY(n.contains(id(n, "bn1")));
        QVERIFY(!n.contains(LayerId::input));
        QCOMPARE(n.indexOf(id(n, "relu")), std::size_t{2});
        QVERIFY(n.shapeOf(LayerId::input) == (Shape{3, 8, 8}));
        QVERIFY(n.shapeOf(id(n, "layer2.0.add")) == (Shape{8, 4, 4}));
        QVERIFY(n.consumersOf(id(n, "relu")) == ids(n, {"layer1.0.conv1", "layer1.0.add"}));
        QVERIFY(n.consumersOf(LayerId::input) == ids(n, {"conv1"}));
        QVERIFY(n.consumersOf(n.output()).empty());
        QVERIFY(n.inputShapesOf(n.layer(id(n, "layer2.0.add"))) == (std::vector<Shape>{{8, 4, 4}, {8, 4, 4}}));
        QCOMPARE(QString::fromStdString(messageOf(n.idOf("layer1.0.conv2"))),
                 QString("The network has no layer named “layer1.0.conv2”; the nearest is “layer1.0.conv1”."));
    }

    void namesItsParameters() {
        const Network n = chain();
        QStringList all;
        for (const auto& named : namedParameters(n))
            all << QString::fromStdString(named.name);
        QCOMPARE(all,
                 (QStringList{"features.0.weight", "features.0.bias", "features.1.weight", "features.1.bias",
                              "features.1.running_mean", "features.1.running_var", "features.1.num_batches_tracked",
                              "features.4.weight", "features.4.bias", "fc.weight", "fc.bias"}));
    }

    void buffersBeginAsPyTorchs() {
        const Network n = chain();
        const auto& parameters = n.layer(id(n, "features.1")).parameters;
        QVERIFY(std::get<Tensor>(parameters[2].value) == Tensor::fromFloats({4}, std::vector<float>(4, 0)));
        QVERIFY(std::get<Tensor>(parameters[3].value) == Tensor::fromFloats({4}, std::vector<float>(4, 1)));
        QVERIFY(std::get<Tensor>(parameters[4].value) == Tensor::fromInts({}, std::vector<std::int64_t>{0}));
    }

    void takesOtherValues() {
        const Network n = chain();
        const NetworkParts before = deepCopy(n);
        const auto bias = Tensor::fromFloats({5}, std::vector<float>{1, 2, 3, 4, 5});
        const std::vector<std::pair<std::string, Tensor>> values{{"fc.bias", bias}, {"unknown.bias", bias}};
        const Network other = withParameters(n, values);
        QVERIFY(memoryOf(other, "fc.bias") == bias.bytes().data());
        QVERIFY(memoryOf(other, "fc.weight") == memoryOf(n, "fc.weight"));
        QVERIFY(n.parts() == before);
        QVERIFY(!(other == n));
    }

    void classNamesFollowTheOutput() {
        const Network n = chain();
        QCOMPARE(n.classNames().size(), std::size_t{5});
        QVERIFY(withClassNames(n, {}).classNames().empty());
        QVERIFY(withClassNames(n, {"1", "2", "3", "4", "5"}).classNames()[4] == "5");
        NetworkParts parts = n.parts();
        parts.classNames.pop_back();
        QVERIFY(required(Network::create(parts)).classNames().empty());
        parts.head = static_cast<LayerId>(12345);
        QVERIFY(required(Network::create(parts)).head() == LayerId::input);
    }

    void equalByValue() {
        QVERIFY(residual() == residual());
        QVERIFY(!(residual() == fire()));
        const Network n = chain();
        const Network copy = n;
        QVERIFY(&copy.parts() == &n.parts());  // a copy is a pointer
    }
};

QTEST_GUILESS_MAIN(TestNetwork)
#include "test_network.moc"
