// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/tensor_view.h"

#include <QtTest>

#include <limits>

using namespace layerbench;

class TestTensorView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void counts() {
        QCOMPARE(*checkedElementCount({}), 1);
        QCOMPARE(*checkedElementCount({2, 3}), 6);
        QCOMPARE(*checkedElementCount({5, 0}), 0);
        const std::int64_t half = std::int64_t{1} << 32;
        QVERIFY(!checkedElementCount({half, half}));
        QVERIFY(!checkedElementCount({half, half, 0}));
        QVERIFY(!checkedElementCount({std::int64_t{1} << 61}));
        QVERIFY(!checkedElementCount({-1}));
    }

    void bounds() {
        const auto most = std::numeric_limits<std::int64_t>::max();
        QVERIFY(liesInside({0, {2, 3}, {3, 1}}, 6));
        QVERIFY(!liesInside({1, {2, 3}, {3, 1}}, 6));
        QVERIFY(!liesInside({0, {2, 3}, {3, 1}}, 5));
        QVERIFY(liesInside({5, {}, {}}, 6));
        QVERIFY(!liesInside({6, {}, {}}, 6));
        QVERIFY(liesInside({6, {0}, {1}}, 6));
        QVERIFY(!liesInside({7, {0}, {1}}, 6));
        QVERIFY(!liesInside({-1, {1}, {1}}, 6));
        QVERIFY(!liesInside({0, {2}, {-1}}, 6));
        QVERIFY(!liesInside({0, {2}, {most}}, 6));
        QVERIFY(!liesInside({0, {2, 2}, {most / 2, most / 2}}, 6));
        QVERIFY(!liesInside({0, {2}, {1, 1}}, 6));
    }

    void gathers() {
        std::vector<float> values(24);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<float>(i);
        const auto storage = Tensor::fromFloats({24}, values);
        const auto whole = gather(storage, {0, {4, 6}, {6, 1}});
        QCOMPARE(whole.bytes().data(), storage.bytes().data());  // shared, not copied
        QVERIFY(gather(storage, {2, {3}, {1}}) == Tensor::fromFloats({3}, std::vector<float>{2, 3, 4}));
        QVERIFY(gather(storage, {0, {2, 2}, {1, 6}}) == Tensor::fromFloats({2, 2}, std::vector<float>{0, 6, 1, 7}));
        QVERIFY(gather(storage, {23, {1, 1}, {99, 99}}) == Tensor::fromFloats({1, 1}, std::vector<float>{23}));
        QVERIFY(gather(storage, {5, {2, 2}, {0, 0}}) == Tensor::fromFloats({2, 2}, std::vector<float>{5, 5, 5, 5}));
        QCOMPARE(gather(storage, {24, {0, 2}, {9, 9}}).elementCount(), 0);
    }

    void booleansAreZeroOrOne() {
        const auto tensor = readTensor(ScalarType::boolean, {3}, [](std::span<std::byte> bytes) -> Result<void> {
            bytes[0] = std::byte{7};
            bytes[1] = std::byte{0};
            bytes[2] = std::byte{1};
            return {};
        });
        QVERIFY(tensor);
        QCOMPARE(std::to_integer<int>(tensor->bytes()[0]), 1);
        QCOMPARE(std::to_integer<int>(tensor->bytes()[1]), 0);
        QCOMPARE(std::to_integer<int>(tensor->bytes()[2]), 1);
    }
};

QTEST_GUILESS_MAIN(TestTensorView)
#include "test_tensor_view.moc"
