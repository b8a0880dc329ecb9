// SPDX-License-Identifier: GPL-3.0-or-later
// Which layers a GPU computes as one. (Those of the processor: test_norm_chain.cpp, test_folding.cpp.)
#include "core/training/engine/together.h"

#include "core/network/edits.h"
#include "tests/gpu/support.h"

#include <QTest>

using namespace layerbench;

namespace {

/// Values that one layer takes, as Executor::run counts them where the network's output alone is asked for.
std::vector<bool> single(const Network& network) {
    std::vector<int> uses(network.layers().size() + 1);
    for (const Layer& layer : network.layers())
        for (const LayerId id : layer.inputs)
            ++uses[id == LayerId::input ? 0 : network.indexOf(id) + 1];
    std::vector<bool> out;
    for (const int count : uses)
        out.push_back(count == 1);
    return out;
}

QStringList names(const Network& network, const std::vector<std::size_t>& group) {
    QStringList out;
    for (const std::size_t i : group)
        out << QString::fromStdString(network.layers()[i].name);
    return out;
}

std::size_t at(const Network& network, const char* layer) {
    return network.indexOf(*network.idOf(layer));
}

}  // namespace

class TestTogether : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void normed_data() {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QStringList>("group");
        QTest::addColumn<QString>("added");
        QTest::newRow("ReLU behind") << "stem.bn" << QStringList{"stem.bn", "stem.relu"} << "";
        QTest::newRow("ReLU6 behind") << "a.one.bn" << QStringList{"a.one.bn", "a.one.relu"} << "";
        QTest::newRow("a sum with the block's input")
            << "a.two.bn" << QStringList{"a.two.bn", "a.add", "a.relu"} << "stem.relu";
        // The other path is computed later: what it gives is not there yet.
        QTest::newRow("the first of two paths") << "b.main.bn" << QStringList{"b.main.bn"} << "";
        QTest::newRow("the second of two paths")
            << "b.side.bn" << QStringList{"b.side.bn", "b.add", "b.relu"} << "b.main.bn";
        QTest::newRow("no ReLU behind the sum") << "c.path.bn" << QStringList{"c.path.bn", "c.add"} << "b.relu";
        QTest::newRow("not where a convolution begins") << "a.two.conv" << QStringList{} << "";
    }
    void normed() {
        QFETCH(const QString, first);
        QFETCH(const QStringList, group);
        QFETCH(const QString, added);
        const Network network = gpu::residuals();
        const auto found = normedTogether(network, at(network, qPrintable(first)), 4, single(network));
        QCOMPARE(names(network, found), group);
        const auto other = addedTo(network, found);
        QCOMPARE(other ? QString::fromStdString(network.layer(*other).name) : QString(), added);
    }

    void frozenNormIsLeftAlone() {
        const Network network = gpu::residuals();
        const LayerId norm = *network.idOf("stem.bn");
        const Network frozen = *setBatchNormPolicy(network, {&norm, 1}, BatchNormPolicy::frozen);
        QVERIFY(normedTogether(frozen, at(frozen, "stem.bn"), 4, single(frozen)).empty());
    }

    void whatIsAskedForEndsAGroup() {
        const Network network = gpu::residuals();
        auto one = single(network);
        one[at(network, "a.two.bn") + 1] = false;
        QCOMPARE(names(network, normedTogether(network, at(network, "a.two.bn"), 4, one)), QStringList{"a.two.bn"});
    }

    void evaluated_data() {
        QTest::addColumn<QString>("first");
        QTest::addColumn<bool>("additions");
        QTest::addColumn<QStringList>("group");
        QTest::newRow("with the sum") << "a.two.conv" << true
                                      << QStringList{"a.two.conv", "a.two.bn", "a.add", "a.relu"};
        QTest::newRow("without it") << "a.two.conv" << false << QStringList{"a.two.conv", "a.two.bn"};
        QTest::newRow("ReLU6 goes along")
            << "a.one.conv" << true << QStringList{"a.one.conv", "a.one.bn", "a.one.relu"};
        QTest::newRow("or does not") << "a.one.conv" << false << QStringList{"a.one.conv", "a.one.bn"};
        QTest::newRow("the first of two paths") << "b.main.conv" << true << QStringList{"b.main.conv", "b.main.bn"};
        QTest::newRow("the second of two paths")
            << "b.side.conv" << true << QStringList{"b.side.conv", "b.side.bn", "b.add", "b.relu"};
    }
    void evaluated() {
        QFETCH(const QString, first);
        QFETCH(const bool, additions);
        QFETCH(const QStringList, group);
        const Network network = gpu::residuals();
        const auto found = evaluatedTogether(network, at(network, qPrintable(first)), single(network), additions);
        QCOMPARE(names(network, found), group);
    }
};

QTEST_GUILESS_MAIN(TestTogether)
#include "test_together.moc"
