// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/pretrained.h"

#include "core/models/architectures.h"
#include "core/network/edits.h"
#include "core/weights/weight_file.h"

#include <QtTest>

#include <functional>

using namespace layerbench;

namespace {

/// Random weights of an architecture, as a file would hold them.
StateDict weightsOf(const char* architecture, std::int64_t classes = 0) {
    return stateDictOf(*buildArchitecture(architecture, classes));
}

bool allDrawn(const Network& network) {
    return std::ranges::all_of(namedParameters(network),
                               [](const auto& named) { return named.parameter->value.index() == 0; });
}

QString messageOf(const Result<LoadedNetwork>& result) {
    return result ? QString("it opened") : QString::fromStdString(result.error().message());
}

}  // namespace

class TestPretrained : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(folder_.isValid()); }

    void opensDemonstration();
    void opensRealFiles_data();
    void opensRealFiles();
    void recognisesEveryArchitecture_data();
    void recognisesEveryArchitecture();
    void takesTheFilesClassCount_data();
    void takesTheFilesClassCount();
    void keepsClassNames();
    void keepsEveryTensor_data();
    void keepsEveryTensor();
    void leavesRandomWeightsUndrawn();
    void prefersAFileOfTheWholeName();
    void takesFilesWithoutBatchCounters();
    void ignoresABatchCounterOfAnotherType();
    void refuses_data();
    void refuses();
    void refusesWeights_data();
    void refusesWeights();

private:
    std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }

    QTemporaryDir folder_;
};

void TestPretrained::opensDemonstration() {
    const auto loaded = openNetwork("demo");
    QVERIFY2(loaded, qPrintable(messageOf(loaded)));
    QCOMPARE(loaded->network.architecture(), std::string("demo"));
    QCOMPARE(loaded->network.classNames().size(), std::size_t(10));
    QVERIFY(allDrawn(loaded->network));
    QVERIFY(loaded->report.exact());
    QCOMPARE(loaded->sourceSha256.size(), std::size_t(64));
    QVERIFY(loaded->file.empty());
    QFile shipped(QStringLiteral(LAYERBENCH_SOURCE_DIR "/resources/demonstration/base.safetensors"));
    QVERIFY(shipped.open(QIODevice::ReadOnly));
    const auto digest = QCryptographicHash::hash(shipped.readAll(), QCryptographicHash::Sha256).toHex();
    QCOMPARE(QByteArray::fromStdString(loaded->sourceSha256), digest);
}

void TestPretrained::opensRealFiles_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<qint64>("classes");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<double>("sum");
    QTest::addColumn<QString>("sha256");
    // Sums of the tensor's elements in float64, from Python's torch.load; digests from sha256sum.
    QTest::newRow("squeezenet1_1") << "squeezenet1_1-imagenet.pth" << qint64(1000) << "classifier.1.weight"
                                   << 3444.610087931156
                                   << "fdd5b4a56c2ef7806a7f8a7790862b80fd434240076697a3208b4992795dd77d";
    QTest::newRow("mobilenet_v2") << "mobilenet_v2-imagenet.pth" << qint64(1000) << "classifier.1.weight"
                                  << 1196.4202979069669
                                  << "4af6fdabceeb42fcc8a9169d416630bd09a7d38a547412f24215c23e1b7f543a";
    QTest::newRow("resnet20") << "resnet20-12fca82f.th" << qint64(10) << "linear.weight" << -0.04562738863751292
                              << "12fca82f0bebc4135bf1f32f6e3710e61d5108578464b84fd6d7f5c1b04036c8";
}

void TestPretrained::opensRealFiles() {
    QFETCH(const QString, file);
    QFETCH(const qint64, classes);
    QFETCH(const QString, tensor);
    QFETCH(const double, sum);
    QFETCH(const QString, sha256);
    const QString data =
        qEnvironmentVariable("LAYERBENCH_TEST_DATA", QStringLiteral(LAYERBENCH_SOURCE_DIR "/../shared/data"));
    const std::string full = (data + "/weights/" + file).toStdString();
    if (!QFile::exists(QString::fromStdString(full)))
        QSKIP("Set LAYERBENCH_TEST_DATA to the folder with the real weights to run this.");
    const std::string architecture = QTest::currentDataTag();
    for (const std::string& description : {full, architecture + ":" + full}) {
        const auto loaded = openNetwork(description);
        QVERIFY2(loaded, qPrintable(messageOf(loaded)));
        QCOMPARE(loaded->network.architecture(), architecture);
        QCOMPARE(qint64(loaded->network.classCount()), classes);
        QVERIFY(loaded->report.exact());
        QVERIFY(allDrawn(loaded->network));
        QCOMPARE(QString::fromStdString(loaded->sourceSha256), sha256);
        QCOMPARE(loaded->file, std::filesystem::path(full));
        double total = 0;
        const StateDict weights = stateDictOf(loaded->network);
        const Tensor* found = weights.find(tensor.toStdString());
        QVERIFY(found);
        for (const float value : found->as<float>())
            total += static_cast<double>(value);
        // The same numbers added in another order.
        QVERIFY2(std::abs(total - sum) <= 1e-9 * static_cast<double>(found->elementCount()),
                 qPrintable(QString::number(total, 'g', 17)));
    }
}

void TestPretrained::recognisesEveryArchitecture_data() {
    QTest::addColumn<bool>("unused");
    for (const auto& info : architectures())
        if (info.family != "VGG")  // half a gigabyte each; two rows stand for them
            QTest::newRow(std::string(info.name).c_str()) << false;
    QTest::newRow("vgg11") << false;
    QTest::newRow("vgg13_bn") << false;
}

void TestPretrained::recognisesEveryArchitecture() {
    // Shapes decide, not numbers: tensors of zeros are quick to make.
    StateDict weights;
    const auto network = buildArchitecture(QTest::currentDataTag());
    for (const auto& named : namedParameters(*network))
        weights.tensors.push_back(
            {named.name, Tensor::make(named.parameter->type, named.parameter->shape, [](std::span<std::byte>) {})});
    const auto loaded = networkFrom(weights, {}, "file.pth");
    QVERIFY2(loaded, qPrintable(messageOf(loaded)));
    QCOMPARE(loaded->network.architecture(), std::string(QTest::currentDataTag()));
}

void TestPretrained::takesTheFilesClassCount_data() {
    QTest::addColumn<QString>("head");
    QTest::newRow("squeezenet1_1") << "classifier.1";
    QTest::newRow("resnet18") << "fc";
    QTest::newRow("mobilenet_v2") << "classifier.1";
    QTest::newRow("resnet20") << "linear";
}

void TestPretrained::takesTheFilesClassCount() {
    QFETCH(const QString, head);
    const StateDict weights = weightsOf(QTest::currentDataTag(), 7);
    const auto loaded = networkFrom(weights, {}, "file.pth");
    QVERIFY2(loaded, qPrintable(messageOf(loaded)));
    QCOMPARE(loaded->network.classCount(), std::int64_t(7));
    QVERIFY(loaded->report.headDiffers);
    const Layer& layer = loaded->network.layer(loaded->network.head());
    QCOMPARE(QString::fromStdString(layer.name), head);
    QCOMPARE(layer.parameters.at(0).shape.at(0), std::int64_t(7));
    QVERIFY(stateDictOf(loaded->network).tensors == weights.tensors);
}

void TestPretrained::keepsClassNames() {
    const std::vector<std::string> names{"ant", "bee", "\"quoted\", with comma", "Ä"};
    const Network named = withClassNames(*buildArchitecture("resnet20", 4), names);
    const StateDict weights = stateDictOf(named);
    QCOMPARE(weights.metadata.at("layerbench.architecture"), std::string("resnet20"));
    const std::string file = path("named.safetensors");
    QVERIFY(writeSafetensors(file, weights).has_value());
    const auto loaded = openNetwork(file);
    QVERIFY2(loaded, qPrintable(messageOf(loaded)));
    QVERIFY(loaded->network.classNames() == names);
}

void TestPretrained::keepsEveryTensor_data() {
    QTest::addColumn<bool>("pth");
    QTest::newRow("pth") << true;
    QTest::newRow("safetensors") << false;
}

void TestPretrained::keepsEveryTensor() {
    QFETCH(const bool, pth);
    const StateDict weights = weightsOf("mobilenet_v2", 3);
    const std::string file = path(pth ? "kept.pth" : "kept.safetensors");
    QVERIFY((pth ? writePth(file, weights) : writeSafetensors(file, weights)).has_value());
    const auto loaded = openNetwork(file);
    QVERIFY2(loaded, qPrintable(messageOf(loaded)));
    QVERIFY(stateDictOf(loaded->network).tensors == weights.tensors);
}

void TestPretrained::leavesRandomWeightsUndrawn() {
    const auto loaded = openNetwork("squeezenet1_1:random");
    QVERIFY2(loaded, qPrintable(messageOf(loaded)));
    QVERIFY(loaded->network == *buildArchitecture("squeezenet1_1"));
    QVERIFY(!allDrawn(loaded->network));
    QVERIFY(loaded->sourceSha256.empty());
    QVERIFY(!(initialised(loaded->network, 1) == initialised(loaded->network, 2)));
}

void TestPretrained::prefersAFileOfTheWholeName() {
    // "resnet18:…" would ask for another architecture; the file itself is a ResNet-20.
    const std::string file = path("resnet18:mine.safetensors");
    QVERIFY(writeSafetensors(file, weightsOf("resnet20")).has_value());
    const auto bare = openNetwork(file);
    QVERIFY2(bare, qPrintable(messageOf(bare)));
    QCOMPARE(bare->network.architecture(), std::string("resnet20"));
    const auto named = openNetwork("resnet20:" + file);
    QVERIFY2(named, qPrintable(messageOf(named)));
    QCOMPARE(named->file, std::filesystem::path(file));
}

void TestPretrained::takesFilesWithoutBatchCounters() {
    StateDict weights = weightsOf("resnet20");
    std::erase_if(weights.tensors, [](const auto& named) { return named.name.ends_with("num_batches_tracked"); });
    const auto loaded = networkFrom(weights, {}, "old.th");
    QVERIFY2(loaded, qPrintable(messageOf(loaded)));
    QVERIFY(allDrawn(loaded->network));
    QVERIFY(stateDictOf(loaded->network).tensors == weightsOf("resnet20").tensors);
}

void TestPretrained::ignoresABatchCounterOfAnotherType() {
    StateDict weights = weightsOf("resnet20");
    for (auto& named : weights.tensors)
        if (named.name.ends_with("num_batches_tracked"))
            named.tensor = Tensor::make(ScalarType::float32, {}, [](std::span<std::byte>) {});
    const auto loaded = networkFrom(weights, "resnet20", "odd.pth");
    QVERIFY2(loaded, qPrintable(messageOf(loaded)));
    QCOMPARE(loaded->network.find("bn1")->parameters.back().type, ScalarType::int64);
}

void TestPretrained::refuses_data() {
    QTest::addColumn<QString>("description");
    QTest::addColumn<QString>("says");
    const QString folder = folder_.path();
    QVERIFY(writeSafetensors(path("resnet20.safetensors"), weightsOf("resnet20")).has_value());
    QFile text(folder + "/text.pth");
    QVERIFY(text.open(QIODevice::WriteOnly) && text.write("no weights at all") > 0);
    QTest::newRow("nothing") << ""
                             << "There is no file “”";
    QTest::newRow("no such file") << "nowhere.pth"
                                  << "There is no file “nowhere.pth”";
    QTest::newRow("no such file of an architecture") << "resnet18:nowhere.pth"
                                                     << "nowhere.pth";
    QTest::newRow("architecture alone") << "resnet18"
                                        << "resnet18:random";
    QTest::newRow("no file named") << "resnet18:"
                                   << "resnet18:random";
    QTest::newRow("unknown architecture") << "squeezenet:weights.pth"
                                          << "squeezenet1_";
    QTest::newRow("a folder") << folder << folder;
    QTest::newRow("no weights") << folder + "/text.pth"
                                << "text.pth";
    QTest::newRow("weights of another network") << "squeezenet1_1:" + folder + "/resnet20.safetensors"
                                                << "of resnet20, not of squeezenet1_1";
    QTest::newRow("a name too long for any file") << QString(5000, 'x') << "There is no file";
}

void TestPretrained::refuses() {
    QFETCH(const QString, description);
    QFETCH(const QString, says);
    const auto loaded = openNetwork(description.toStdString());
    QVERIFY(!loaded);
    QVERIFY2(messageOf(loaded).contains(says), qPrintable(messageOf(loaded)));
    QVERIFY(!messageOf(loaded).contains('\n'));
}

void TestPretrained::refusesWeights_data() {
    QTest::addColumn<QString>("architecture");
    QTest::addColumn<int>("change");
    QTest::addColumn<QString>("says");
    QTest::newRow("part of a larger one") << "resnet20" << 1 << "of resnet32, not of resnet20";
    QTest::newRow("larger one") << "resnet44" << 1 << "no tensor “layer1.5.conv1.weight”";
    QTest::newRow("one tensor missing") << "resnet20" << 2 << "no tensor “layer2.1.bn2.weight”";
    QTest::newRow("one tensor missing, bare") << "" << 2 << "the nearest are";
    QTest::newRow("one of another shape") << "resnet20" << 3 << "“layer2.1.bn2.weight”";
    QTest::newRow("one of another shape, bare") << "" << 3 << "resnet20 (98 %)";
    QTest::newRow("head of another kind") << "resnet20" << 4 << "“linear.weight”";
    QTest::newRow("whole numbers") << "resnet20" << 5 << "whole numbers";
    QTest::newRow("nothing in common") << "" << 6 << "fit none of the architectures";
    QTest::newRow("no tensors") << "resnet20" << 7 << "conv1.weight";
    QTest::newRow("too few class names") << "resnet20" << 8 << "1 class names";
    QTest::newRow("class names of another kind") << "resnet20" << 9 << "no JSON array";
}

void TestPretrained::refusesWeights() {
    QFETCH(const QString, architecture);
    QFETCH(const int, change);
    QFETCH(const QString, says);
    StateDict weights = weightsOf(change == 1 ? "resnet32" : "resnet20");
    const auto tensor = [&](const char* name) -> Tensor& {
        return std::ranges::find(weights.tensors, name, &NamedTensor::name)->tensor;
    };
    const auto zeros = [](ScalarType type, Shape shape) {
        return Tensor::make(type, std::move(shape), [](std::span<std::byte>) {});
    };
    if (change == 2)
        std::erase_if(weights.tensors, [](const auto& named) { return named.name == "layer2.1.bn2.weight"; });
    if (change == 3)
        tensor("layer2.1.bn2.weight") = zeros(ScalarType::float32, {33});
    if (change == 4)
        tensor("linear.weight") = zeros(ScalarType::float32, {10, 65});
    if (change == 5)
        tensor("layer2.1.conv2.weight") = zeros(ScalarType::int8, {32, 32, 3, 3});
    if (change == 6)
        weights.tensors = {{"encoder.weight", zeros(ScalarType::float32, {3})}};
    if (change == 7)
        weights.tensors.clear();
    if (change == 8)
        weights.metadata["layerbench.classes"] = R"(["one"])";
    if (change == 9)
        weights.metadata["layerbench.classes"] = R"({"one": 1})";
    const auto loaded = networkFrom(weights, architecture.toStdString(), "file.pth");
    QVERIFY(!loaded);
    QVERIFY2(messageOf(loaded).contains(says), qPrintable(messageOf(loaded)));
}

QTEST_GUILESS_MAIN(TestPretrained)
#include "test_pretrained.moc"
