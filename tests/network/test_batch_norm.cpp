// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/batch_norm.h"

#include "core/network/edits.h"
#include "tests/network/folded.h"

#include <QtTest>

using namespace layerbench;
using namespace layerbench::fixture;

class TestBatchNorm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void foldedNeedsAllOfIt_data() {
        QTest::addColumn<QString>("parameter");
        QTest::addColumn<float>("value");
        QTest::addColumn<bool>("isFolded");
        QTest::newRow("as exported") << "" << 0.0f << true;
        QTest::newRow("variance less eps") << "running_var" << 1 - 1e-5f << true;
        QTest::newRow("one scale") << "weight" << 1.1f << false;
        QTest::newRow("one mean") << "running_mean" << 0.01f << false;
        QTest::newRow("one variance") << "running_var" << 0.9f << false;
        QTest::newRow("shifts that were never trained") << "bias" << 0.0f << false;
    }

    void foldedNeedsAllOfIt() {
        QFETCH(QString, parameter);
        QFETCH(float, value);
        Network network = folded(residual());
        if (parameter == "bias")
            network = withBatchNorm(network, "bias", value);
        else if (!parameter.isEmpty())
            network = withBatchNorm(network, parameter.toStdString(), value, "layer2.0.bn1");
        QTEST(batchNormIsFolded(network), "isFolded");
    }

    void drawnNetworksAreNotFolded() {
        QVERIFY(!batchNormIsFolded(residual()));
        QVERIFY(!batchNormIsFolded(fire()));  // has no batch-norm
        const Network network = folded(residual());
        const LayerId first = required(network.idOf("bn1"));
        QVERIFY(!batchNormIsFolded(required(reinitialise(network, {&first, 1}, {}))));
    }
};

QTEST_APPLESS_MAIN(TestBatchNorm)
#include "test_batch_norm.moc"
