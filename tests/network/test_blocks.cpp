// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/blocks.h"

#include "core/network/edits.h"
#include "tests/network/networks.h"

#include <QTest>

#include <set>

using namespace layerbench;
using namespace layerbench::fixture;

class TestBlocks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void folds_data() {
        QTest::addColumn<int>("network");
        QTest::addColumn<QString>("folded");
        QTest::newRow("chain") << 0 << "features.0:4 features.4:4 fc:1";
        QTest::newRow("residual") << 1 << "conv1:3 layer1.0:4 layer2.0:6 avgpool:2 fc:1";
        QTest::newRow("fire") << 2 << "features.0:2 features.2:5 features.3:5 classifier.0:1 classifier.1:4";
    }
    void folds() {
        QFETCH(const int, network);
        QFETCH(const QString, folded);
        const Network n = std::array{chain, residual, fire}[static_cast<std::size_t>(network)]();
        QStringList list;
        std::vector<LayerId> all;
        std::set<std::string> names;
        for (const auto& block : blocks(n)) {
            list << QString("%1:%2").arg(QString::fromStdString(block.name)).arg(block.layers.size());
            all.insert(all.end(), block.layers.begin(), block.layers.end());
            QVERIFY(names.insert(block.name).second);
        }
        QCOMPARE(list.join(' '), folded);
        // Every layer is in exactly one block; here the blocks follow each other in network order.
        QCOMPARE(all.size(), n.layers().size());
        for (std::size_t i = 0; i < all.size(); ++i)
            QVERIFY(all[i] == n.layers()[i].id);
    }

    void aLayerPutInBetweenDoesNotSplitABlock() {
        const Network n = residual();
        const Network after = required(insertLayer(n, id(n, "layer1.0.bn1"), {}, Kind::dropout, {}, "extra"));
        std::size_t layers = 0;
        for (const auto& block : blocks(after)) {
            if (block.name == "layer1.0")
                QCOMPARE(block.layers.size(), std::size_t{4});
            layers += block.layers.size();
        }
        QCOMPARE(layers, after.layers().size());
    }
};

QTEST_GUILESS_MAIN(TestBlocks)
#include "test_blocks.moc"
