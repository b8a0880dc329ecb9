// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/metrics.h"

#include <QTest>

#include <cmath>

using namespace layerbench;

class TestMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void softmaxByHand() {
        const std::vector<float> logits{0, std::log(2.0f), std::log(5.0f)};
        const auto shares = softmax(logits);
        QVERIFY(std::abs(shares[0] - 0.125) < 1e-7);
        QVERIFY(std::abs(shares[1] - 0.25) < 1e-7);
        QVERIFY(std::abs(shares[2] - 0.625) < 1e-7);
        // Neither overflow nor underflow.
        const auto large = softmax(std::vector<float>{1e30f, 1e30f, -1e30f});
        QVERIFY(std::abs(large[0] - 0.5) < 1e-12 && large[2] == 0.0);
        QCOMPARE(softmax(std::vector<float>{-3e38f})[0], 1.0);
    }

    void scoreByHand() {
        // Answers 0, 1, 1, 0; labels 0, 1, 0, 2.
        const auto logits = Tensor::fromFloats({4, 3}, std::vector<float>{2, 0, 0, 0, 2, 0, 0, 2, 0, 2, 0, 0});
        const Score s = score(logits, std::vector<std::int64_t>{0, 1, 0, 2});
        QCOMPARE(s.images, std::int64_t{4});
        QCOMPARE(s.accuracy, 0.5);
        // -log softmax: log(e^2 + 2) - 2 twice, log(e^2 + 2) twice.
        QVERIFY(std::abs(s.loss - (std::log(std::exp(2.0) + 2) - 1)) < 1e-12);
        QCOMPARE(s.classes.size(), std::size_t{3});
        QCOMPARE(s.classes[0].precision, 0.5);
        QCOMPARE(s.classes[0].recall, 0.5);
        QCOMPARE(s.classes[0].images, std::int64_t{2});
        QCOMPARE(s.classes[1].precision, 0.5);
        QCOMPARE(s.classes[1].recall, 1.0);
        QCOMPARE(s.classes[2].precision, 0.0);  // never answered
        QCOMPARE(s.classes[2].recall, 0.0);
    }

    void nothingToScore() {
        const Score s = score(Tensor::fromFloats({0, 2}, {}), {});
        QCOMPARE(s.images, std::int64_t{0});
        QCOMPARE(s.accuracy, 0.0);
        QCOMPARE(s.loss, 0.0);
    }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "test_metrics.moc"
