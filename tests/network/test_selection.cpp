// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/recipe.h"
#include "tests/network/networks.h"

#include <QTest>

using namespace layerbench;
using namespace layerbench::fixture;

Q_DECLARE_METATYPE(layerbench::Selection)

namespace {

using By = Selection::By;

QString found(const Network& network, const Selection& selection) {
    const auto ids = resolve(network, selection);
    if (!ids)
        return QString::fromStdString(ids.error().message());
    QStringList list;
    for (const auto layer : *ids)
        list << QString::fromStdString(network.layer(layer).name);
    return list.join(' ');
}

}  // namespace

class TestSelection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void finds_data() {
        QTest::addColumn<Selection>("selection");
        QTest::addColumn<QString>("layers");
        const auto row = [](const char* name, By by, std::vector<std::string> arguments, const char* layers) {
            QTest::newRow(name) << Selection{by, std::move(arguments)} << QString(layers);
        };
        row("names, in network order", By::names, {"fc", "conv1", "fc"}, "conv1 fc");
        row("pattern", By::pattern, {"*.bn?"}, "layer1.0.bn1 layer2.0.bn1");
        row("pattern of all", By::pattern, {"**"}, qPrintable(names(residual()).join(' ')));
        row("pattern with two stars", By::pattern, {"layer*0*conv*"}, "layer1.0.conv1 layer2.0.conv1");
        row("pattern that must begin the name", By::pattern, {"conv1*"}, "conv1");
        row("pattern without star is a name", By::pattern, {"relu"}, "relu");
        row("range", By::range, {"bn1", "layer1.0.conv1"}, "bn1 relu layer1.0.conv1");
        row("range backwards", By::range, {"relu", "conv1"}, "conv1 bn1 relu");
        row("range of one", By::range, {"fc", "fc"}, "fc");
        row("block", By::block, {"layer2.0.downsample"}, "layer2.0.downsample.0 layer2.0.downsample.1");
        row("block is no prefix of letters", By::block, {"layer1"},
            "layer1.0.conv1 layer1.0.bn1 layer1.0.add layer1.0.relu");
        row("block of one layer", By::block, {"conv1"}, "conv1");
        row("all", By::role, {"all"}, qPrintable(names(residual()).join(' ')));
        row("head", By::role, {"head"}, "fc");
        row("backbone", By::role, {"backbone"}, qPrintable(names(residual()).mid(0, 15).join(' ')));
        row("last block", By::role, {"last_block"},
            "layer2.0.conv1 layer2.0.bn1 layer2.0.downsample.0 layer2.0.downsample.1 layer2.0.add layer2.0.relu");
        row("batch-norm", By::role, {"batch_norm"}, "bn1 layer1.0.bn1 layer2.0.bn1 layer2.0.downsample.1");

        row("unknown name", By::names, {"conv1", "conv9"},
            "The network has no layer named “conv9”; the nearest is “conv1”.");
        row("unknown end of a range", By::range, {"conv1", "fb"},
            "The network has no layer named “fb”; the nearest is “fc”.");
        row("pattern of nothing", By::pattern, {"encoder.*"}, "No layer of the network is meant by “encoder.*”.");
        row("empty pattern", By::pattern, {""}, "No layer of the network is meant by “”.");
        row("block of nothing", By::block, {"layer"}, "No layer of the network is meant by “layer”.");
        row("none of the kind", By::role, {"dropout"}, "No layer of the network is meant by “dropout”.");
        row("unknown role", By::role, {"neck"},
            "“neck” is no role; roles are all, head, backbone, last_block, batch_norm and dropout.");
        row("no argument", By::names, {}, "A selection of layers has 0 names; it needs 1.");
        row("half a range", By::range, {"conv1"}, "A selection of layers has 1 names; it needs 2.");
        row("two roles", By::role, {"head", "all"}, "A selection of layers has 2 names; it needs 1.");
    }
    void finds() {
        QFETCH(const Selection, selection);
        QFETCH(const QString, layers);
        QCOMPARE(found(residual(), selection), layers);
    }

    void rolesOfOtherNetworks() {
        QCOMPARE(found(fire(), {By::role, {"head"}}), QString("classifier.1"));
        QCOMPARE(found(fire(), {By::role, {"dropout"}}), QString("classifier.0"));
        QCOMPARE(found(fire(), {By::role, {"last_block"}}),
                 QString("features.3.squeeze features.3.squeeze_activation features.3.expand1x1 features.3.expand3x3 "
                         "features.3.concat"));
        QCOMPARE(found(chain(), {By::role, {"last_block"}}), QString("features.4 features.5 flatten drop"));
        const Network cut = required(sliceAfter(chain(), id(chain(), "features.5")));
        QCOMPARE(found(cut, {By::role, {"head"}}), QString("No layer of the network is meant by “head”."));
        QCOMPARE(found(cut, {By::role, {"last_block"}}), QString("features.4 features.5"));
    }

    /// A pattern of many stars must not take for ever.
    void hostilePattern() {
        std::string pattern;
        for (int i = 0; i < 5000; ++i)
            pattern += "*a";
        QVERIFY(found(residual(), {By::pattern, {pattern}}).startsWith("No layer"));
    }
};

QTEST_GUILESS_MAIN(TestSelection)
#include "test_selection.moc"
