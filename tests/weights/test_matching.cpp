// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/matching.h"

#include <QtTest>

using namespace layerbench;

namespace {

Tensor zeros(Shape shape, ScalarType type = ScalarType::float32) {
    return Tensor::make(type, std::move(shape), [](auto) {});
}

/// A network with one convolution, its batch-norm counter and a head of 10 classes.
ArchitectureTensors small() {
    return {"small",
            {{"conv.weight", {8, 3, 3, 3}, false},
             {"bn.num_batches_tracked", {}, true},
             {"fc.weight", {10, 8}, false},
             {"fc.bias", {10}, false}},
            {"fc.weight", "fc.bias"}};
}

StateDict fileOf(std::int64_t classes) {
    return {{{"conv.weight", zeros({8, 3, 3, 3})}, {"fc.weight", zeros({classes, 8})}, {"fc.bias", zeros({classes})}},
            {}};
}

}  // namespace

class TestMatching : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fits() {
        const auto report = matchTensors(fileOf(10), small());
        QVERIFY(report.exact() && !report.headDiffers);
        QCOMPARE(*report.fileClassCount, 10);
        QCOMPARE(report.matched, (std::vector<std::string>{"conv.weight", "fc.weight", "fc.bias"}));
        QCOMPARE(report.summary().english(), std::string("All 3 tensors match."));
    }

    void anotherClassCountIsNormal() {
        const auto report = matchTensors(fileOf(3), small());
        QVERIFY(report.exact() && report.headDiffers);
        QCOMPARE(*report.fileClassCount, 3);
        QCOMPARE(report.summary().english(), std::string("All 3 tensors match, the head has 3 classes."));
        const auto taken = takeMatched(fileOf(3), small(), "file");
        QVERIFY(taken);
        QCOMPARE((*taken)[1].tensor.shape(), (Shape{3, 8}));
    }

    void errors_data() {
        QTest::addColumn<int>("change");
        QTest::addColumn<QString>("names");
        QTest::newRow("missing") << 0 << "conv.weight";
        QTest::newRow("wrong shape") << 1 << "conv.weight";
        QTest::newRow("head with other inputs") << 2 << "fc.weight";
        QTest::newRow("head that disagrees with itself") << 3 << "fc.bias";
        QTest::newRow("head without bias") << 4 << "fc.bias";
        QTest::newRow("whole numbers") << 5 << "conv.weight";
        QTest::newRow("scalar head") << 6 << "fc.bias";
    }
    void errors() {
        QFETCH(int, change);
        QFETCH(QString, names);
        auto file = fileOf(10);
        if (change == 0)
            file.tensors.erase(file.tensors.begin());
        if (change == 1)
            file.tensors[0].tensor = zeros({8, 3, 5, 5});
        if (change == 2)
            file.tensors[1].tensor = zeros({10, 9});
        if (change == 3)
            file.tensors[2].tensor = zeros({11});
        if (change == 4)
            file.tensors.pop_back();
        if (change == 5)
            file.tensors[0].tensor = zeros({8, 3, 3, 3}, ScalarType::int8);
        if (change == 6)
            file.tensors[2].tensor = zeros({});
        const auto report = matchTensors(file, small());
        QVERIFY(!report.fits());
        QVERIFY(QString::fromStdString(report.summary().english()).contains(names));
        const auto taken = takeMatched(file, small(), "the file");
        QVERIFY(!taken);
        const auto message = QString::fromStdString(taken.error().message());
        QVERIFY2(message.contains(names) && message.contains("the file"), qPrintable(message));
    }

    void unexpectedTensorsAreReported() {
        auto file = fileOf(10);
        file.tensors.push_back({"aux.weight", zeros({1})});
        file.tensors.push_back({"bn.num_batches_tracked", zeros({}, ScalarType::int64)});
        const auto report = matchTensors(file, small());
        QVERIFY(report.fits() && !report.exact());
        QCOMPARE(report.unexpected, std::vector<std::string>{"aux.weight"});
        const auto taken = takeMatched(file, small(), "file");
        QVERIFY(taken);
        QCOMPARE(taken->size(), std::size_t{4});
        QVERIFY((*taken)[1].tensor.type() == ScalarType::int64);  // a counter stays one
    }

    void floatingTensorsBecomeFloat32() {
        auto file = fileOf(10);
        file.tensors[2].tensor = Tensor::make(ScalarType::float16, {10}, [](std::span<std::byte> bytes) {
            bytes[1] = std::byte{0x3c};  // 1.0 is 0x3c00
        });
        const auto taken = takeMatched(file, small(), "file");
        QVERIFY(taken);
        QVERIFY((*taken)[2].tensor.type() == ScalarType::float32);
        QCOMPARE((*taken)[2].tensor.as<float>()[0], 1.0f);
    }

    void ranks() {
        auto larger = small();
        larger.name = "larger";
        larger.wanted.push_back({"conv2.weight", {1}, false});
        auto smaller = small();
        smaller.name = "smaller";
        smaller.wanted.erase(smaller.wanted.begin());
        const ArchitectureTensors other{"other", {{"x", {1}, false}}, {}};
        const std::vector candidates{other, smaller, larger, small()};
        const auto scores = rankArchitectures(fileOf(3), candidates);
        QCOMPARE(scores.size(), std::size_t{4});
        QCOMPARE(scores[0].name, std::string("small"));
        QCOMPARE(scores[0].candidate, std::size_t{3});
        QVERIFY(scores[0].report.exact());
        QCOMPARE(scores[0].share, 1.0);
        QCOMPARE(scores[1].name, std::string("larger"));
        QCOMPARE(scores[1].share, 0.75);
        QCOMPARE(scores[2].name, std::string("smaller"));
        QVERIFY(scores[2].report.fits() && !scores[2].report.exact());
        QCOMPARE(scores[2].share, 2.0 / 3.0);
        QCOMPARE(scores[3].share, 0.0);
    }
};

QTEST_GUILESS_MAIN(TestMatching)
#include "test_matching.moc"
