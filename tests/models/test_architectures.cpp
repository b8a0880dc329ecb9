// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/architectures.h"
#include "core/network/blocks.h"
#include "core/network/cost.h"
#include "core/network/edits.h"

#include <QtTest>

#include <set>

using namespace layerbench;

namespace {

Network built(const char* name, std::int64_t classes = 0) {
    auto network = buildArchitecture(name, classes);
    if (!network)
        qFatal("%s", network.error().message().c_str());
    return *network;
}

}  // namespace

class TestArchitectures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasPublishedSize_data();
    void hasPublishedSize();
    void everyRowBuilds_data();
    void everyRowBuilds();
    void takesAnotherClassCount_data();
    void takesAnotherClassCount();
    void namesFunctionalLayersAsTorchFx_data();
    void namesFunctionalLayersAsTorchFx();
    void blocksFold_data();
    void blocksFold();
    void drawsTorchvisionsSchemes();
    void overridesSchemes();
    void refuses_data();
    void refuses();
};

void TestArchitectures::hasPublishedSize_data() {
    QTest::addColumn<qint64>("parameters");
    QTest::addColumn<double>("gigaMultiplyAdds");
    // Parameters and GFLOPS as the tables of https://docs.pytorch.org/vision/stable/models.html have them.
    QTest::newRow("alexnet") << qint64(61100840) << 0.71;
    QTest::newRow("vgg11") << qint64(132863336) << 7.61;
    QTest::newRow("vgg11_bn") << qint64(132868840) << 7.61;
    QTest::newRow("vgg13") << qint64(133047848) << 11.31;
    QTest::newRow("vgg13_bn") << qint64(133053736) << 11.31;
    QTest::newRow("vgg16") << qint64(138357544) << 15.47;
    QTest::newRow("vgg16_bn") << qint64(138365992) << 15.47;
    QTest::newRow("vgg19") << qint64(143667240) << 19.63;
    QTest::newRow("vgg19_bn") << qint64(143678248) << 19.63;
    QTest::newRow("resnet18") << qint64(11689512) << 1.81;
    QTest::newRow("resnet34") << qint64(21797672) << 3.66;
    QTest::newRow("resnet50") << qint64(25557032) << 4.09;
    QTest::newRow("resnet101") << qint64(44549160) << 7.80;
    QTest::newRow("resnet152") << qint64(60192808) << 11.51;
    QTest::newRow("squeezenet1_0") << qint64(1248424) << 0.82;
    QTest::newRow("squeezenet1_1") << qint64(1235496) << 0.35;
    QTest::newRow("mobilenet_v2") << qint64(3504872) << 0.30;
    // The authors' README rounds to 0.27, 0.46, 0.66 and 0.85 million; multiply-adds counted by hand from table 6 of
    // the paper.
    QTest::newRow("resnet20") << qint64(269722) << 0.0406;
    QTest::newRow("resnet32") << qint64(464154) << 0.0689;
    QTest::newRow("resnet44") << qint64(658586) << 0.0972;
    QTest::newRow("resnet56") << qint64(853018) << 0.1255;
    // By hand: 896 + 18,496 + 73,856 + 524,544 + 32,896 + 1,290.
    QTest::newRow("demo") << qint64(651978) << 0.01088;
}

void TestArchitectures::hasPublishedSize() {
    QFETCH(const qint64, parameters);
    QFETCH(const double, gigaMultiplyAdds);
    const Network network = built(QTest::currentDataTag());
    QCOMPARE(qint64(cost(network).parameters), parameters);
    // The published figures have two decimals and leave out poolings, activations and batch-norm.
    const double tolerance = gigaMultiplyAdds < 0.2 ? 0.02 * gigaMultiplyAdds : 0.005 + 0.015 * gigaMultiplyAdds;
    const double measured = static_cast<double>(cost(network).multiplyAdds) / 1e9;
    QVERIFY2(std::abs(measured - gigaMultiplyAdds) <= tolerance, qPrintable(QString::number(measured)));
}

void TestArchitectures::everyRowBuilds_data() {
    QTest::addColumn<QString>("name");
    for (const auto& info : architectures())
        QTest::newRow(std::string(info.name).c_str())
            << QString::fromUtf8(info.name.data(), qsizetype(info.name.size()));
}

void TestArchitectures::everyRowBuilds() {
    const char* name = QTest::currentDataTag();
    const ArchitectureInfo* info = findArchitecture(name);
    QVERIFY(info);
    const Network network = built(name);
    QCOMPARE(network.architecture(), std::string(name));
    QVERIFY(network.input() == info->input);
    QCOMPARE(network.classCount(), info->classCount);
    QCOMPARE(network.shapeOf(network.output()), Shape{info->classCount});
    QCOMPARE(network.layer(network.head()).name, std::string(info->head));
    QVERIFY(std::ranges::all_of(network.layers(), &Layer::trainable));
    QVERIFY(info->explanation[0] != '\0' && !info->title.empty() && !info->paper.empty());
}

void TestArchitectures::takesAnotherClassCount_data() {
    everyRowBuilds_data();
}

void TestArchitectures::takesAnotherClassCount() {
    const Network network = built(QTest::currentDataTag(), 7);
    QCOMPARE(network.classCount(), std::int64_t(7));
    const Layer& head = network.layer(network.head());
    QCOMPARE(head.parameters.at(0).shape.at(0), std::int64_t(7));
    // The head is what replaceHead() replaces, wherever it stands.
    const auto replaced = replaceHead(network, 3);
    QVERIFY2(replaced.has_value(), replaced ? "" : replaced.error().message().c_str());
    QCOMPARE(replaced->classCount(), std::int64_t(3));
    QCOMPARE(replaced->layers().size(), network.layers().size());
}

void TestArchitectures::namesFunctionalLayersAsTorchFx_data() {
    QTest::addColumn<QStringList>("names");
    QTest::newRow("resnet18") << QStringList{
        "relu", "layer1.0.relu", "layer1.0.add", "layer1.0.relu_1", "layer2.0.downsample.1", "flatten"};
    QTest::newRow("resnet50") << QStringList{"layer1.0.relu_1", "layer1.0.add", "layer1.0.relu_2",
                                             "layer1.0.downsample.0", "flatten"};
    QTest::newRow("squeezenet1_1") << QStringList{"features.3.cat", "features.3.expand3x3_activation", "flatten"};
    QTest::newRow("mobilenet_v2") << QStringList{"features.3.add", "adaptive_avg_pool2d", "flatten"};
    QTest::newRow("resnet20") << QStringList{"layer2.0.shortcut", "layer2.0.add", "layer1.0.relu_1", "avgpool"};
    QTest::newRow("demo") << QStringList{"features.8", "flatten", "classifier.3"};
}

void TestArchitectures::namesFunctionalLayersAsTorchFx() {
    QFETCH(const QStringList, names);
    const Network network = built(QTest::currentDataTag());
    for (const QString& name : names)
        QVERIFY2(network.find(name.toStdString()), qPrintable(name));
}

void TestArchitectures::blocksFold_data() {
    QTest::addColumn<QString>("block");
    QTest::addColumn<int>("layers");
    QTest::newRow("resnet18") << "layer2.0" << 9;
    QTest::newRow("resnet50") << "layer1.0" << 12;
    QTest::newRow("squeezenet1_1") << "features.3" << 7;
    QTest::newRow("mobilenet_v2") << "features.3" << 9;
    QTest::newRow("resnet20") << "layer2.0" << 8;
}

void TestArchitectures::blocksFold() {
    QFETCH(const QString, block);
    QFETCH(const int, layers);
    const auto found = blocks(built(QTest::currentDataTag()));
    const auto at = std::ranges::find(found, block.toStdString(), &Block::name);
    QVERIFY(at != found.end());
    QCOMPARE(int(at->layers.size()), layers);
}

void TestArchitectures::drawsTorchvisionsSchemes() {
    const auto schemeOf = [](const char* architecture, const char* layer) {
        const Network network = built(architecture);
        return std::get<Initialisation>(network.find(layer)->parameters.at(0).value).scheme;
    };
    QCOMPARE(schemeOf("alexnet", "features.0"), Scheme::standard);
    QCOMPARE(schemeOf("vgg16", "features.0"), Scheme::kaimingNormal);
    QCOMPARE(schemeOf("vgg16", "classifier.6"), Scheme::smallNormal);
    QCOMPARE(schemeOf("resnet50", "layer1.0.conv2"), Scheme::kaimingNormal);
    QCOMPARE(schemeOf("resnet50", "fc"), Scheme::standard);
    QCOMPARE(schemeOf("squeezenet1_1", "features.3.squeeze"), Scheme::kaimingUniform);
    QCOMPARE(schemeOf("squeezenet1_1", "classifier.1"), Scheme::smallNormal);
    QCOMPARE(schemeOf("mobilenet_v2", "classifier.1"), Scheme::smallNormal);
}

void TestArchitectures::overridesSchemes() {
    const Initialisation wanted{Scheme::xavierUniform, 5};
    const auto network = buildArchitecture("squeezenet1_1", 4, wanted);
    QVERIFY(network.has_value());
    for (const auto& named : namedParameters(*network))
        if (!named.parameter->buffer)
            QVERIFY2(std::get<Initialisation>(named.parameter->value) == wanted, named.name.c_str());
}

void TestArchitectures::refuses_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("classes");
    QTest::addColumn<QString>("says");
    QTest::newRow("near name") << "resnet19" << qint64(0) << "“resnet19”; the nearest are resnet18";
    QTest::newRow("wrong case") << "SqueezeNet1_1" << qint64(0) << "squeezenet1_1";
    QTest::newRow("no name") << "" << qint64(0) << "There is no architecture";
    QTest::newRow("negative classes") << "resnet18" << qint64(-1) << "-1 classes";
    QTest::newRow("too many classes") << "resnet18" << (qint64(1) << 60) << "out_features";
}

void TestArchitectures::refuses() {
    QFETCH(const QString, name);
    QFETCH(const qint64, classes);
    QFETCH(const QString, says);
    const auto network = buildArchitecture(name.toStdString(), classes);
    QVERIFY(!network);
    const QString message = QString::fromStdString(network.error().message());
    QVERIFY2(message.contains(says), qPrintable(message));
}

QTEST_GUILESS_MAIN(TestArchitectures)
#include "test_architectures.moc"
