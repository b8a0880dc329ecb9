// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/initialisation.h"

#include "core/network/random.h"
#include "tests/network/networks.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

constexpr std::uint64_t seed = 11;
const Shape convolutional{32, 16, 3, 3};  // fan_in 144, fan_out 288

Tensor drawn(Scheme scheme, std::uint32_t stream = 0, const char* name = "a.weight", std::uint64_t with = seed) {
    return drawParameter({scheme, stream}, with, name, convolutional, convolutional);
}

struct Moments {
    double mean = 0;
    double deviation = 0;
    double largest = 0;
};
Moments momentsOf(const Tensor& tensor) {
    Moments m;
    const auto values = tensor.as<float>();
    const auto count = static_cast<double>(values.size());
    for (const double value : values) {
        m.mean += value / count;
        m.deviation += value * value / count;
        m.largest = std::max(m.largest, std::abs(value));
    }
    m.deviation = std::sqrt(m.deviation - m.mean * m.mean);
    return m;
}

}  // namespace

class TestInitialisation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void schemesSpreadAsPublished_data() {
        QTest::addColumn<int>("scheme");
        QTest::addColumn<double>("bound");  // 0: normal
        QTest::addColumn<double>("deviation");
        const double root3 = std::sqrt(3.0);
        const auto uniform = [&](const char* name, Scheme scheme, double bound) {
            QTest::newRow(name) << static_cast<int>(scheme) << bound << bound / root3;
        };
        uniform("standard", Scheme::standard, 1 / std::sqrt(144.0));
        uniform("kaiming_uniform", Scheme::kaimingUniform, std::sqrt(6.0 / 144));
        uniform("xavier_uniform", Scheme::xavierUniform, std::sqrt(6.0 / (144 + 288)));
        QTest::newRow("kaiming_normal") << static_cast<int>(Scheme::kaimingNormal) << 0.0 << std::sqrt(2.0 / 288);
        QTest::newRow("small_normal") << static_cast<int>(Scheme::smallNormal) << 0.0 << 0.01;
    }
    void schemesSpreadAsPublished() {
        QFETCH(const int, scheme);
        QFETCH(const double, bound);
        QFETCH(const double, deviation);
        QCOMPARE(QString::fromStdString(std::string(name(static_cast<Scheme>(scheme)))),
                 QString(QTest::currentDataTag()));
        const auto m = momentsOf(drawn(static_cast<Scheme>(scheme)));
        // 4608 numbers: the mean's standard error is deviation / 68, the deviation's about deviation / 96; four of
        // each.
        QVERIFY(std::abs(m.mean) < 4 * deviation / 68);
        QVERIFY(std::abs(m.deviation - deviation) < 4 * deviation / 96);
        if (bound > 0) {
            QVERIFY(m.largest <= bound);
            QVERIFY(m.largest > 0.99 * bound);
        } else {
            QVERIFY(m.largest > 3 * deviation);
        }
    }

    void biasesFollowTheirScheme() {
        for (const Scheme scheme : allSchemes()) {
            const auto m = momentsOf(drawParameter({scheme, 0}, seed, "a.bias", {1000}, {1000, 25}));
            if (scheme == Scheme::standard) {
                QVERIFY(m.largest <= 0.2);
                QVERIFY(m.largest > 0.19);
            } else {
                QCOMPARE(m.largest, 0.0);
            }
        }
    }

    void batchNormStartsNeutral() {
        for (const Scheme scheme : allSchemes()) {
            const auto weight = drawParameter({scheme, 3}, seed, "bn.weight", {8}, {8});
            const auto bias = drawParameter({scheme, 3}, seed, "bn.bias", {8}, {8});
            QVERIFY(std::ranges::all_of(weight.as<float>(), [](float v) { return v == 1.0f; }));
            QVERIFY(std::ranges::all_of(bias.as<float>(), [](float v) { return v == 0.0f; }));
        }
    }

    void sameForSameSeedStreamAndName() {
        for (const Scheme scheme : allSchemes()) {
            QVERIFY(drawn(scheme) == drawn(scheme));
            QVERIFY(!(drawn(scheme) == drawn(scheme, 1)));
            QVERIFY(!(drawn(scheme) == drawn(scheme, 0, "b.weight")));
            QVERIFY(!(drawn(scheme) == drawn(scheme, 0, "a.weight", seed + 1)));
        }
    }

    void namesGoBothWays() {
        QCOMPARE(allSchemes().size(), std::size_t{5});
        for (const Scheme scheme : allSchemes()) {
            Scheme found{};
            QVERIFY(schemeFromName(name(scheme), found));
            QVERIFY(found == scheme);
        }
        Scheme untouched = Scheme::smallNormal;
        QVERIFY(!schemeFromName("kaiming", untouched));
        QVERIFY(untouched == Scheme::smallNormal);
    }

    /// Golden: a change here gives every seed other numbers, and every stored run another head.
    void numbersNeverChange() {
        // SplitMix64's published first outputs for the seed 1234567.
        Random random(1234567);
        for (const std::uint64_t expected : {6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
                                             4593380528125082431u, 16408922859458223821u})
            QCOMPARE(random.next(), expected);
        QCOMPARE(mixSeed(1, std::uint64_t{2}), std::uint64_t{13608149317741381227u});
        QCOMPARE(mixSeed(1, "order"), std::uint64_t{10362200065496645027u});
        const auto tensor = drawn(Scheme::kaimingNormal);
        const std::array<float, 3> golden{0.180748656f, -0.0880607069f, 0.133000821f};
        for (std::size_t i = 0; i < golden.size(); ++i)
            QVERIFY(std::abs(tensor.as<float>()[i] - golden[i]) < 1e-7f);  // libm's log may differ in its last bit
        const auto uniform = drawn(Scheme::standard);
        const std::array<float, 3> goldenUniform{0.0255060419f, 0.00174172572f, -0.05997454f};
        for (std::size_t i = 0; i < goldenUniform.size(); ++i)
            QCOMPARE(uniform.as<float>()[i], goldenUniform[i]);
    }

    void belowIsFair() {
        Random random(3);
        std::array<int, 7> counts{};
        for (int i = 0; i < 70000; ++i)
            ++counts[random.below(7)];
        for (const int count : counts)
            QVERIFY(std::abs(count - 10000) < 500);  // five standard deviations of 93
        QCOMPARE(random.below(1), std::uint64_t{0});
        for (int i = 0; i < 1000; ++i) {
            const double u = random.uniform();
            QVERIFY(u >= 0 && u < 1);
        }
    }

    void aSeedDrawsTheWholeNetwork() {
        const Network drawnOnce = chain();
        NetworkParts parts = drawnOnce.parts();
        for (auto& layer : parts.layers)
            for (auto& parameter : layer.parameters)
                if (!parameter.buffer)
                    parameter.value = Initialisation{};
        const Network undrawn = required(Network::create(parts));
        QVERIFY(initialised(undrawn, 4) == initialised(undrawn, 4));
        QVERIFY(!(initialised(undrawn, 4) == initialised(undrawn, 5)));
        // What is drawn already stays, and is shared.
        QVERIFY(memoryOf(initialised(drawnOnce, 9), "fc.weight") == memoryOf(drawnOnce, "fc.weight"));
        QVERIFY(memoryOf(drawnOnce, "fc.weight") != nullptr);
    }
};

QTEST_GUILESS_MAIN(TestInitialisation)
#include "test_initialisation.moc"
