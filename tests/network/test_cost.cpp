// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/cost.h"

#include "core/network/edits.h"
#include "tests/network/networks.h"

#include <QTest>

using namespace layerbench;
using namespace layerbench::fixture;

class TestCost : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The formulas written out: 3 x 8 x 8 pictures.
    void ofOneLayer_data() {
        QTest::addColumn<QString>("layer");
        QTest::addColumn<qint64>("parameters");
        QTest::addColumn<qint64>("multiplyAdds");
        QTest::addColumn<qint64>("bytes");
        QTest::newRow("convolution") << "features.0" << qint64(4 * 3 * 9 + 4) << qint64(4 * 64 * 3 * 9)
                                     << qint64(4 * 64 * 4);
        QTest::newRow("batch-norm") << "features.1" << qint64(2 * 4) << qint64(4 * 64) << qint64(4 * 64 * 4);
        QTest::newRow("relu") << "features.2" << qint64(0) << qint64(0) << qint64(4 * 64 * 4);
        QTest::newRow("pool") << "features.3" << qint64(0) << qint64(0) << qint64(4 * 16 * 4);
        QTest::newRow("second convolution")
            << "features.4" << qint64(6 * 4 * 9 + 6) << qint64(6 * 16 * 4 * 9) << qint64(6 * 16 * 4);
        QTest::newRow("linear") << "fc" << qint64(96 * 5 + 5) << qint64(96 * 5) << qint64(5 * 4);
    }
    void ofOneLayer() {
        QFETCH(const QString, layer);
        QFETCH(const qint64, parameters);
        QFETCH(const qint64, multiplyAdds);
        QFETCH(const qint64, bytes);
        const Network n = chain();
        const Cost expected{parameters, parameters, multiplyAdds, bytes};
        QVERIFY(cost(n, id(n, layer.toStdString())) == expected);
        const Network frozen = required(setTrainable(n, ids(n, {layer.toStdString()}), false));
        QVERIFY(cost(frozen, id(n, layer.toStdString())) == (Cost{parameters, 0, multiplyAdds, bytes}));
    }

    void groupsShareTheWork() {
        Builder b(4, 5);
        Attributes grouped = convolution(8);
        grouped.set("groups", std::int64_t{4});
        b.add("depthwise", Kind::conv2d, grouped);
        b.add("pool", Kind::avgPool2d);
        b.add("global", Kind::adaptiveAvgPool2d);
        b.add("flatten", Kind::flatten);
        b.add("fc", Kind::linear, {{"out_features", std::int64_t{3}}, {"bias", false}});
        const Network n = b.network();
        QVERIFY(cost(n, id(n, "depthwise")) == (Cost{8 * 1 * 9 + 8, 8 * 1 * 9 + 8, 8 * 25 * 1 * 9, 8 * 25 * 4}));
        QVERIFY(cost(n, id(n, "pool")) == (Cost{0, 0, 8 * 4 * 4, 8 * 4 * 4}));
        QVERIFY(cost(n, id(n, "global")) == (Cost{0, 0, 8 * 4, 8 * 4}));
        QVERIFY(cost(n, id(n, "fc")) == (Cost{24, 24, 24, 12}));
    }

    void sumsUp() {
        const Network n = required(setTrainable(residual(), ids(residual(), {"conv1", "bn1"}), false));
        Cost sum;
        for (const auto& layer : n.layers()) {
            const Cost one = cost(n, layer.id);
            sum.parameters += one.parameters;
            sum.trainableParameters += one.trainableParameters;
            sum.multiplyAdds += one.multiplyAdds;
            sum.activationBytes += one.activationBytes;
        }
        QVERIFY(cost(n) == sum);
        // By hand: conv1 112, layer1 148, layer2 296 and 40, four batch-norms 8 8 16 16, head 45.
        QCOMPARE(cost(n).parameters, std::int64_t{112 + 148 + 296 + 40 + 8 + 8 + 16 + 16 + 45});
        QCOMPARE(cost(n).trainableParameters, cost(n).parameters - 112 - 8);
    }
};

QTEST_GUILESS_MAIN(TestCost)
#include "test_cost.moc"
