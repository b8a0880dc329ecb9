// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QTemporaryDir>
#include <QtTest>

/// Real ImageNet weights on real photos, through the real program.
class TestRealData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void antsAndBees_data();
    void antsAndBees();
    void cifarWithLegacyFile();
    void weightsOfAnotherNetwork();
    void truncatedWeights();

private:
    QTemporaryDir folder_;
    QString data_;
};

void TestRealData::initTestCase() {
    data_ = testData();
    if (data_.isEmpty())
        QSKIP("No real weights and photos: set LAYERBENCH_TEST_DATA to the folder that holds them.");
}

void TestRealData::antsAndBees_data() {
    QTest::addColumn<QString>("network");
    QTest::addColumn<int>("seed");
    QTest::addColumn<double>("atLeast");
    // Python on the same weights: 0.92 to 0.93 and 0.94 to 0.95.
    for (int seed = 1; seed <= 3; ++seed)
        QTest::addRow("SqueezeNet 1.1, seed %d", seed)
            << "squeezenet1_1:%1/weights/squeezenet1_1-imagenet.pth" << seed << 0.90;
    for (int seed = 1; seed <= 3; ++seed)
        QTest::addRow("MobileNetV2, seed %d", seed)
            << "mobilenet_v2:%1/weights/mobilenet_v2-imagenet.pth" << seed << 0.92;
}

void TestRealData::antsAndBees() {
    QFETCH(QString, network);
    QFETCH(int, seed);
    QFETCH(double, atLeast);
    const Outcome outcome =
        layerbench({"train", network.arg(data_), "--data", data_ + "/ants_bees", "--case", "1", "--epochs", "25",
                    "--seed", QString::number(seed), "--json-lines", "--out", "ants.layerbench"},
                   folder_.path());
    QVERIFY2(outcome.status == 0, outcome.errors.constData());
    QVERIFY2(outcome.errors.contains("imageNotFound.gif"), outcome.errors.constData());
    const auto end = outcome.events("finished").first();
    const double accuracy = end["validation_accuracy"].toDouble();
    qInfo("%s: validation accuracy %.4f in epoch %d, %.1f s, %.1f s saved", QTest::currentDataTag(), accuracy,
          end["best_epoch"].toInt(), end["seconds"].toDouble(),
          end["feature_cache"].toObject()["seconds_saved"].toDouble());
    QVERIFY2(accuracy >= atLeast, qPrintable(QString::number(accuracy)));
    QCOMPARE(end["frozen_unchanged"].toBool(), true);
}

/// ResNet-20's legacy file, recognised by its tensors: Python gets within 0.5 points of this on the same pictures
/// (tests/peer compares the two on the spot).
void TestRealData::cifarWithLegacyFile() {
    const auto scored = layerbench({"evaluate", data_ + "/weights/resnet20-12fca82f.th", "--data",
                                    data_ + "/cifar10_small", "--part", "test", "--json"})
                            .json();
    QCOMPARE(scored["images"].toInt(), 2000);
    QVERIFY2(std::abs(scored["accuracy"].toDouble() - 0.82) < 0.01,
             qPrintable(QString::number(scored["accuracy"].toDouble())));
}

void TestRealData::weightsOfAnotherNetwork() {
    const Outcome outcome = layerbench({"inspect", "alexnet:" + data_ + "/weights/squeezenet1_1-imagenet.pth"});
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.errors.contains("squeezenet1_1"), outcome.errors.constData());
}

void TestRealData::truncatedWeights() {
    QFile whole(data_ + "/weights/squeezenet1_1-imagenet.pth");
    QVERIFY(whole.open(QIODevice::ReadOnly));
    QFile cut(folder_.path() + "/cut.pth");
    QVERIFY(cut.open(QIODevice::WriteOnly));
    cut.write(whole.read(whole.size() / 2));
    cut.close();
    const Outcome outcome = layerbench({"inspect", "squeezenet1_1:cut.pth"}, folder_.path());
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.errors.contains("cut.pth"), outcome.errors.constData());
    QCOMPARE(outcome.errors.count('\n'), 1);
}

QTEST_GUILESS_MAIN(TestRealData)
#include "test_real_data.moc"
