// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/tensor.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

using namespace layerbench;

namespace {

/// The value of a floating-point pattern by its definition: sign, exponent with its bias, fraction.
double defined(unsigned bits, int exponentBits, int fractionBits) {
    const int bias = (1 << (exponentBits - 1)) - 1;
    const double sign = (bits >> (exponentBits + fractionBits)) & 1 ? -1 : 1;
    const int exponent = static_cast<int>(bits >> fractionBits) & ((1 << exponentBits) - 1);
    const double fraction = std::ldexp(static_cast<double>(bits & ((1u << fractionBits) - 1)), -fractionBits);
    if (exponent == (1 << exponentBits) - 1)
        return fraction != 0 ? std::numeric_limits<double>::quiet_NaN()
                             : sign * std::numeric_limits<double>::infinity();
    return exponent == 0 ? sign * std::ldexp(fraction, 1 - bias) : sign * std::ldexp(1 + fraction, exponent - bias);
}

struct Format {
    int exponentBits;
    int fractionBits;
    float (*widen)(std::uint16_t);
    std::uint16_t (*narrow)(float);
};
const Format half{5, 10, halfToFloat, floatToHalf};
const Format bfloat16{8, 7, bfloat16ToFloat, floatToBfloat16};

template <class T>
Tensor of(ScalarType type, std::vector<T> values) {
    return Tensor::make(type, {static_cast<std::int64_t>(values.size())},
                        [&](std::span<std::byte> bytes) { std::memcpy(bytes.data(), values.data(), bytes.size()); });
}

}  // namespace

class TestTensor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPatternWidens_data() { formats(); }
    void everyPatternWidens() {
        const Format format = fetched();
        for (unsigned bits = 0; bits < 65536; ++bits) {
            const double expected = defined(bits, format.exponentBits, format.fractionBits);
            const float value = format.widen(static_cast<std::uint16_t>(bits));
            if (std::isnan(expected) ? !std::isnan(value) : static_cast<double>(value) != expected)
                QFAIL(qPrintable(QString("pattern %1").arg(bits, 4, 16)));
            QCOMPARE(std::signbit(value), bits >= 0x8000u);
        }
    }

    void everyPatternComesBack_data() { formats(); }
    void everyPatternComesBack() {
        const Format format = fetched();
        for (unsigned bits = 0; bits < 65536; ++bits) {
            const float value = format.widen(static_cast<std::uint16_t>(bits));
            const auto back = format.narrow(value);
            if (std::isnan(value) ? !std::isnan(format.widen(back)) : back != bits)
                QFAIL(qPrintable(QString("pattern %1 came back as %2").arg(bits, 4, 16).arg(back, 4, 16)));
        }
    }

    /// Between every two neighbours: just below the middle, the middle itself (to even), just above it.
    void roundsToNearestEven_data() { formats(); }
    void roundsToNearestEven() {
        const Format format = fetched();
        const unsigned infinity = ((1u << format.exponentBits) - 1) << format.fractionBits;
        for (unsigned bits = 0; bits < infinity; ++bits) {
            const double low = defined(bits, format.exponentBits, format.fractionBits);
            // Beyond the largest number lies, for rounding, the number that the next exponent would begin with.
            const double high = bits + 1 == infinity ? std::ldexp(1.0, 1 << (format.exponentBits - 1))
                                                     : defined(bits + 1, format.exponentBits, format.fractionBits);
            const auto middle = static_cast<float>((low + high) / 2);
            if (static_cast<double>(middle) != (low + high) / 2)
                continue;  // bfloat16's smallest subnormals: the middle is no float32 that differs
            const unsigned even = bits % 2 == 0 ? bits : bits + 1;
            const float top = std::numeric_limits<float>::infinity();
            for (const unsigned sign : {0u, 0x8000u}) {
                const float s = sign ? -1.0f : 1.0f;
                const bool right = format.narrow(s * middle) == (even | sign) &&
                                   format.narrow(s * std::nextafter(middle, 0.0f)) == (bits | sign) &&
                                   format.narrow(s * std::nextafter(middle, top)) == ((bits + 1) | sign);
                if (!right)
                    QFAIL(qPrintable(QString("around pattern %1").arg(bits | sign, 4, 16)));
            }
        }
    }

    void specialValues() {
        const float infinity = std::numeric_limits<float>::infinity();
        QCOMPARE(floatToHalf(infinity), std::uint16_t{0x7c00});
        QCOMPARE(floatToHalf(-infinity), std::uint16_t{0xfc00});
        QCOMPARE(floatToHalf(65519.996f), std::uint16_t{0x7bff});
        QCOMPARE(floatToHalf(65520), std::uint16_t{0x7c00});
        QCOMPARE(floatToHalf(-0.0f), std::uint16_t{0x8000});
        QCOMPARE(floatToHalf(std::numeric_limits<float>::denorm_min()), std::uint16_t{0});
        QCOMPARE(floatToBfloat16(std::numeric_limits<float>::max()), std::uint16_t{0x7f80});
        // A NaN whose upper fraction bits are all zero must not become infinity.
        const float nan = std::bit_cast<float>(0x7f800001u);
        QVERIFY(std::isnan(halfToFloat(floatToHalf(nan))));
        QVERIFY(std::isnan(bfloat16ToFloat(floatToBfloat16(nan))));
    }

    void widensEveryType_data() {
        QTest::addColumn<int>("row");
        int row = 0;
        for (const char* name :
             {"float32", "float64", "float16", "bfloat16", "uint8", "int8", "int16", "int32", "int64", "bool"})
            QTest::newRow(name) << row++;
    }
    void widensEveryType() {
        QFETCH(const int, row);
        struct Row {
            Tensor tensor;
            std::vector<float> expected;
        };
        const std::vector<Row> rows{
            {of<float>(ScalarType::float32, {1.5f, -2}), {1.5f, -2}},
            {of<double>(ScalarType::float64, {0.1, -1e300, 16777217.0}),
             {0.1f, -std::numeric_limits<float>::infinity(), 16777216.0f}},
            {of<std::uint16_t>(ScalarType::float16, {0x3c00, 0x0001}), {1, std::ldexp(1.0f, -24)}},
            {of<std::uint16_t>(ScalarType::bfloat16, {0x3f80, 0xc000}), {1, -2}},
            {of<std::uint8_t>(ScalarType::uint8, {0, 255}), {0, 255}},
            {of<std::int8_t>(ScalarType::int8, {-128, 127}), {-128, 127}},
            {of<std::int16_t>(ScalarType::int16, {-32768, 32767}), {-32768, 32767}},
            {of<std::int32_t>(ScalarType::int32, {-5, 16777217}), {-5, 16777216}},
            {of<std::int64_t>(ScalarType::int64, {-5, 1LL << 40}), {-5, std::ldexp(1.0f, 40)}},
            {of<std::uint8_t>(ScalarType::boolean, {0, 1}), {0, 1}},
        };
        const auto& [tensor, expected] = rows[static_cast<std::size_t>(row)];
        QCOMPARE(QString::fromStdString(std::string(name(tensor.type()))), QString(QTest::currentDataTag()));
        const Tensor wide = tensor.toFloat32();
        QVERIFY(wide.type() == ScalarType::float32);
        QVERIFY(wide.shape() == tensor.shape());
        const auto values = wide.as<float>();
        QVERIFY(std::equal(values.begin(), values.end(), expected.begin(), expected.end()));
        QCOMPARE(tensor.bytes().size(), byteSize(tensor.type()) * expected.size());
    }

    void memoryIsAlignedAndZero() {
        for (std::int64_t size : {0, 1, 3, 1000, 100003}) {
            const auto tensor = Tensor::make(ScalarType::uint8, {size}, [](std::span<std::byte>) {});
            QVERIFY(tensor.bytes().data() != nullptr);
            QCOMPARE(reinterpret_cast<std::uintptr_t>(tensor.bytes().data()) % 64, std::uintptr_t{0});
            QVERIFY(std::ranges::all_of(tensor.bytes(), [](std::byte b) { return b == std::byte{0}; }));
        }
        QCOMPARE(Tensor().elementCount(), std::int64_t{0});
        QVERIFY(Tensor().shape() == Shape{0});
    }

    void copiesShareMemory() {
        const auto tensor = Tensor::fromFloats({2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
        const Tensor copy = tensor;
        QVERIFY(copy.bytes().data() == tensor.bytes().data());
        QVERIFY(tensor.toFloat32().bytes().data() == tensor.bytes().data());
        const auto flat = tensor.reshaped({6});
        QVERIFY(flat.bytes().data() == tensor.bytes().data());
        QVERIFY(flat.shape() == Shape{6});
        QVERIFY(tensor.shape() == (Shape{2, 3}));
    }

    void equalIsTypeShapeAndBytes() {
        const std::vector<float> values{1, 2};
        const auto tensor = Tensor::fromFloats({2}, values);
        QVERIFY(tensor == Tensor::fromFloats({2}, values));
        QVERIFY(!(tensor == Tensor::fromFloats({2, 1}, values)));
        QVERIFY(!(tensor == Tensor::fromFloats({2}, std::vector<float>{1, 3})));
        QVERIFY(
            !(Tensor::fromFloats({1}, std::vector<float>{0}) == Tensor::fromFloats({1}, std::vector<float>{-0.0f})));
        const std::vector<float> nan{std::numeric_limits<float>::quiet_NaN()};
        QVERIFY(Tensor::fromFloats({1}, nan) == Tensor::fromFloats({1}, nan));
        // Four zero bytes of another type are another tensor.
        QVERIFY(!(of<float>(ScalarType::float32, {0}) == of<std::int32_t>(ScalarType::int32, {0})));
        QVERIFY(Tensor::fromInts({}, std::vector<std::int64_t>{7}).as<std::int64_t>()[0] == 7);
    }

    void saysShapes() {
        QCOMPARE(QString::fromStdString(toText(Shape{3, 64, 64})), QString("3 × 64 × 64"));
        QCOMPARE(QString::fromStdString(toText(Shape{})), QString("scalar"));
        QCOMPARE(elementCount({}), std::int64_t{1});
        QCOMPARE(elementCount({3, 0, 5}), std::int64_t{0});
        QCOMPARE(elementCount({2, 3, 4}), std::int64_t{24});
    }

private:
    static void formats() {
        QTest::addColumn<bool>("isHalf");
        QTest::newRow("half") << true;
        QTest::newRow("bfloat16") << false;
    }
    static Format fetched() {
        QFETCH(const bool, isHalf);
        return isHalf ? half : bfloat16;
    }
};

QTEST_GUILESS_MAIN(TestTensor)
#include "test_tensor.moc"
