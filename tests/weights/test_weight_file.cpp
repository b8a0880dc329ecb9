// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/weights/weight_test_files.h"

using namespace layerbench;

class TestWeightFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plain_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("type");
        const auto row = [](const char* file, ScalarType type) {
            QTest::newRow(file) << file << static_cast<int>(type);
        };
        row("plain.pth", ScalarType::float32);
        row("plain.th", ScalarType::float32);
        row("plain.safetensors", ScalarType::float32);
        row("float16.pth", ScalarType::float16);
        row("bfloat16.pth", ScalarType::bfloat16);
        row("float64.pth", ScalarType::float64);
        row("checkpoint.pth", ScalarType::float32);  // tensors inside, names without "module."
        row("checkpoint.th", ScalarType::float32);
    }
    void plain() {
        QFETCH(QString, file);
        QFETCH(int, type);
        const auto weights = readWeightFile(fixture(file.toStdString()));
        QVERIFY2(weights, weights ? "" : weights.error().message().c_str());
        QVERIFY(weights->tensors.size() >= 3);
        QCOMPARE(weights->tensors[0].name, std::string("conv.weight"));
        QCOMPARE(weights->tensors[1].name, std::string("conv.bias"));
        QCOMPARE(weights->tensors[2].name, std::string("bn.num_batches_tracked"));
        const Tensor& weight = weights->tensors[0].tensor;
        QCOMPARE(static_cast<int>(weight.type()), type);
        QCOMPARE(weight.shape(), (Shape{2, 3, 2, 2}));
        QCOMPARE(valuesOf(weight), ramp(24));
        QCOMPARE(valuesOf(*weights->find("conv.bias")), ramp(2));
        const Tensor& batches = *weights->find("bn.num_batches_tracked");
        QVERIFY(batches.type() == ScalarType::int64 && batches.shape().empty());
        QCOMPARE(batches.as<std::int64_t>()[0], 7);
        QVERIFY(weights->find("best_prec1") == nullptr);
    }

    void integers_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("zip") << "integers.pth";
        QTest::newRow("legacy") << "integers.th";
    }
    void integers() {
        QFETCH(QString, file);
        const auto weights = readWeightFile(fixture(file.toStdString()));
        QVERIFY(weights);
        QCOMPARE(weights->tensors.size(), std::size_t{6});
        for (const auto& [name, tensor] : weights->tensors) {
            QCOMPARE(std::string(layerbench::name(tensor.type())), name);
            QCOMPARE(valuesOf(tensor), (std::vector<float>{0, 1, name == "bool" ? 1.0f : 100.0f}));
        }
    }

    void views_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("zip") << "views.pth";
        QTest::newRow("legacy") << "views.th";
    }
    void views() {
        QFETCH(QString, file);
        const auto weights = readWeightFile(fixture(file.toStdString()));
        QVERIFY(weights);
        const auto all = ramp(24);
        QCOMPARE(valuesOf(*weights->find("whole")), all);
        std::vector<float> transposed;
        for (std::size_t column = 0; column < 6; ++column) {
            for (std::size_t row = 0; row < 4; ++row)
                transposed.push_back(all[row * 6 + column]);
        }
        QCOMPARE(weights->find("transposed")->shape(), (Shape{6, 4}));
        QCOMPARE(valuesOf(*weights->find("transposed")), transposed);
        QCOMPARE(valuesOf(*weights->find("tail")), (std::vector<float>{all[20], all[21], all[22], all[23]}));
        QCOMPARE(valuesOf(*weights->find("column")), (std::vector<float>{all[1], all[7], all[13], all[19]}));
        QCOMPARE(valuesOf(*weights->find("expanded")), std::vector<float>(5, all[3]));
    }

    void parametersAndModuleMetadata() {
        for (const char* file : {"parameters.pth", "parameters.th"}) {
            const auto weights = readWeightFile(fixture(file));
            QVERIFY2(weights, weights ? "" : weights.error().message().c_str());
            QCOMPARE(valuesOf(*weights->find("conv.weight")), ramp(24));
        }
        const auto weights = readWeightFile(fixture("metadata.pth"));  // an OrderedDict with the attribute _metadata
        QVERIFY(weights);
        QCOMPARE(weights->tensors.size(), std::size_t{2});
        QVERIFY(weights->metadata.empty());
    }

    void safetensorsMetadata() {
        const auto weights = readWeightFile(fixture("plain.safetensors"));
        QVERIFY(weights);
        QCOMPARE(weights->metadata.at("format"), std::string("pt"));
        QCOMPARE(valuesOf(*weights->find("flags")), (std::vector<float>{1, 0}));
    }

    void theExtensionDoesNotMatter() {
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "weights.safetensors";
        std::filesystem::copy_file(fixture("plain.pth"), path);
        const auto renamed = readWeightFile(path);
        QVERIFY(renamed);
        QVERIFY(*renamed == *readWeightFile(fixture("plain.pth")));
    }

    void sharedPrefixes_data() {
        QTest::addColumn<QStringList>("before");
        QTest::addColumn<QStringList>("after");
        QTest::newRow("module") << QStringList{"module.a", "module.b"} << QStringList{"a", "b"};
        QTest::newRow("nested") << QStringList{"module._orig_mod.model.a"} << QStringList{"a"};
        QTest::newRow("only some") << QStringList{"module.a", "b"} << QStringList{"module.a", "b"};
        QTest::newRow("nothing behind it") << QStringList{"module."} << QStringList{"module."};
    }
    void sharedPrefixes() {
        QFETCH(QStringList, before);
        QFETCH(QStringList, after);
        StateDict weights;
        for (const auto& name : before)
            weights.tensors.push_back({name.toStdString(), Tensor()});
        removeSharedPrefixes(weights);
        QStringList names;
        for (const auto& named : weights.tensors)
            names << QString::fromStdString(named.name);
        QCOMPARE(names, after);
    }

    void realFiles_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("tensors");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("elements");
        QTest::newRow("squeezenet") << "squeezenet1_1-imagenet.pth" << 52 << "classifier.1.weight" << 512'000;
        QTest::newRow("resnet20") << "resnet20-12fca82f.th" << 97 << "linear.weight" << 640;
        QTest::newRow("mobilenet") << "mobilenet_v2-imagenet.pth" << 314 << "classifier.1.weight" << 1'280'000;
    }
    void realFiles() {
        QFETCH(QString, file);
        QFETCH(int, tensors);
        QFETCH(QString, name);
        QFETCH(int, elements);
        const auto path = realData() / "weights" / file.toStdString();
        if (!std::filesystem::exists(path))
            QSKIP("the real weights are not here");
        const auto weights = readWeightFile(path);
        QVERIFY2(weights, weights ? "" : weights.error().message().c_str());
        QCOMPARE(static_cast<int>(weights->tensors.size()), tensors);
        QVERIFY(weights->find(name.toStdString()));
        QCOMPARE(weights->find(name.toStdString())->elementCount(), elements);
        double sum = 0;
        for (const auto& named : weights->tensors) {
            for (const float value : valuesOf(named.tensor))
                sum += std::abs(static_cast<double>(value));
        }
        QVERIFY(std::isfinite(sum) && sum > 0);
    }
};

QTEST_GUILESS_MAIN(TestWeightFile)
#include "test_weight_file.moc"
