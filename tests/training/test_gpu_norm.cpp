// SPDX-License-Identifier: GPL-3.0-or-later
// Batch-norm, sum and clamp as a GPU's kernels take them, run by the processor, against LibTorch's own layers.
#include "core/training/engine/gpu_norm.h"

#include "tests/training/emulated_norm.h"

#include <QTest>

#include <ATen/CPUGeneratorImpl.h>

#include <limits>

using namespace layerbench;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr auto layout = at::MemoryFormat::ChannelsLast;

struct Outcome {
    at::Tensor output;
    std::vector<at::Tensor> gradients;  ///< of the map, weight, bias and what was added
    at::Tensor runningMean;
    at::Tensor runningVar;
};

struct Given {
    at::Tensor map;
    at::Tensor other;  ///< may be undefined
    at::Tensor gradient;
    at::Tensor weight;
    at::Tensor bias;
};

Given given(const std::vector<std::int64_t>& sizes, bool added, double offset, at::ScalarType type) {
    const auto generator = at::detail::createCPUGenerator(5);
    const auto normal = [&](at::IntArrayRef of) { return at::empty(of).normal_(0, 1, generator); };
    const auto mapOf = [&](const at::Tensor& tensor) { return tensor.to(type).contiguous(layout); };
    Given one;
    one.map = mapOf(normal(sizes) * 2 + offset);
    one.gradient = mapOf(normal(sizes));
    if (added)
        one.other = mapOf(normal(sizes));
    one.weight = normal({sizes[1]}) * 0.3 + 1;
    one.bias = normal({sizes[1]});
    return one;
}

at::Tensor leaf(const at::Tensor& tensor, at::ScalarType type) {
    return tensor.defined() ? tensor.detach().to(type, false, true).set_requires_grad(true) : at::Tensor();
}

Outcome outcomeOf(const at::Tensor& output, const at::Tensor& gradient, const std::vector<at::Tensor>& leaves,
                  const at::Tensor& mean, const at::Tensor& var) {
    output.backward(gradient);
    Outcome outcome{output.detach(), {}, mean, var};
    for (const auto& one : leaves)
        outcome.gradients.push_back(one.defined() ? one.grad() : one);
    return outcome;
}

Outcome inDouble(const Given& one, double lowest, double highest) {
    const auto type = at::kDouble;
    const at::Tensor map = leaf(one.map, type), other = leaf(one.other, type), weight = leaf(one.weight, type),
                     bias = leaf(one.bias, type);
    const at::Tensor mean = at::zeros({one.map.size(1)}, type), var = at::ones({one.map.size(1)}, type);
    at::Tensor z = at::batch_norm(map, weight, bias, mean, var, true, 0.1, 1e-5, false);
    if (other.defined())
        z = z + other;
    // hardtanh, whose gradient is 0 at the ends, as ReLU's is; clamp's is not.
    z = std::isinf(lowest) ? z : std::isinf(highest) ? at::relu(z) : at::hardtanh(z, lowest, highest);
    return outcomeOf(z, one.gradient.to(type), {map, weight, bias, other}, mean, var);
}

Outcome byKernels(const Given& one, double lowest, double highest) {
    const auto type = one.map.scalar_type();
    const at::Tensor map = leaf(one.map, type), other = leaf(one.other, type), weight = leaf(one.weight, at::kFloat),
                     bias = leaf(one.bias, at::kFloat);
    ChainLink norm;
    norm.weight = weight;
    norm.bias = bias;
    norm.runningMean = at::zeros({one.map.size(1)});
    norm.runningVar = at::ones({one.map.size(1)});
    norm.lowest = lowest;
    norm.highest = highest;
    const NormPasses& passes = type == at::kFloat ? emulatedFloat32() : emulatedBfloat16();
    const at::Tensor z = normAddClamp(map, other, norm, passes);
    return outcomeOf(z, one.gradient, {map, weight, bias, other}, norm.runningMean, norm.runningVar);
}

/// Of the range; NaN where a number is none.
double distance(const at::Tensor& found, const at::Tensor& expected) {
    return ((found.to(at::kDouble) - expected).abs().max() / expected.abs().max().clamp_min(1e-12)).item<double>();
}

void compare(const at::Tensor& found, const at::Tensor& expected, double bound, const char* what) {
    QVERIFY2(found.defined(), what);
    const double d = distance(found, expected);
    QVERIFY2(d <= bound, qPrintable(QString("%1: %2, at most %3").arg(what).arg(d).arg(bound)));
}

}  // namespace

class TestGpuNorm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void againstLibTorch_data() {
        QTest::addColumn<std::vector<std::int64_t>>("sizes");
        QTest::addColumn<bool>("added");
        QTest::addColumn<double>("lowest");
        QTest::addColumn<double>("highest");
        QTest::addColumn<double>("offset");
        using Sizes = std::vector<std::int64_t>;
        QTest::newRow("nothing behind") << Sizes{2, 8, 5, 7} << false << -infinity << infinity << 0.0;
        QTest::newRow("ReLU") << Sizes{3, 24, 6, 6} << false << 0.0 << infinity << 0.0;
        QTest::newRow("ReLU6") << Sizes{3, 16, 6, 5} << false << 0.0 << 6.0 << 0.0;
        QTest::newRow("a sum") << Sizes{2, 16, 5, 5} << true << -infinity << infinity << 0.0;
        QTest::newRow("a sum and ReLU") << Sizes{2, 40, 4, 7} << true << 0.0 << infinity << 0.0;
        QTest::newRow("a sum and ReLU6") << Sizes{2, 8, 9, 3} << true << 0.0 << 6.0 << 0.0;
        QTest::newRow("far from 0") << Sizes{2, 8, 11, 11} << false << 0.0 << infinity << 1000.0;
        QTest::newRow("one pixel a picture") << Sizes{9, 72, 1, 1} << false << 0.0 << infinity << 0.0;
        QTest::newRow("three values a channel") << Sizes{3, 8, 1, 1} << true << 0.0 << infinity << 0.0;
        QTest::newRow("more channels than a block's") << Sizes{1, 200, 3, 2} << true << 0.0 << infinity << 0.0;
    }
    void againstLibTorch() {
        QFETCH(const std::vector<std::int64_t>, sizes);
        QFETCH(const bool, added);
        QFETCH(const double, lowest);
        QFETCH(const double, highest);
        QFETCH(const double, offset);
        const Given one = given(sizes, added, offset, at::kFloat);
        const Outcome expected = inDouble(one, lowest, highest);
        const Outcome found = byKernels(one, lowest, highest);
        // float32 holds a value of 1000 with a step of 6e-5, and that is compared with a deviation of 2.
        const double bound = offset == 0 ? 2e-6 : 2e-4;
        compare(found.output, expected.output, bound, "output");
        compare(found.runningMean, expected.runningMean, bound, "running mean");
        compare(found.runningVar, expected.runningVar, bound, "running variance");
        for (std::size_t i = 0; i < expected.gradients.size(); ++i)
            if (expected.gradients[i].defined())
                compare(found.gradients[i], expected.gradients[i], 20 * bound, "a gradient");
    }

    void inBfloat16_data() {
        QTest::addColumn<std::vector<std::int64_t>>("sizes");
        QTest::addColumn<bool>("added");
        QTest::newRow("ReLU") << std::vector<std::int64_t>{3, 24, 6, 6} << false;
        QTest::newRow("a sum and ReLU") << std::vector<std::int64_t>{2, 40, 4, 7} << true;
    }
    void inBfloat16() {
        QFETCH(const std::vector<std::int64_t>, sizes);
        QFETCH(const bool, added);
        const Given one = given(sizes, added, 0, at::kBFloat16);
        const Outcome expected = inDouble(one, 0, infinity);
        const Outcome found = byKernels(one, 0, infinity);
        // Maps are rounded to 8 bits once on their way out: half a step of what is largest.
        constexpr double bound = 1.0 / 256;
        QCOMPARE(found.output.scalar_type(), at::kBFloat16);
        compare(found.output, expected.output, bound, "output");
        // Statistics and weights' gradients are sums in more than that. A value that rounds across the clamp's end
        // counts or does not.
        compare(found.runningMean, expected.runningMean, 1e-6, "running mean");
        compare(found.gradients[1], expected.gradients[1], 2e-2, "the weight's gradient");
        compare(found.gradients[2], expected.gradients[2], 2e-2, "the bias' gradient");
        compare(found.gradients[0], expected.gradients[0], 5e-2, "the map's gradient");
    }

    /// Evaluation's pass: bias, sum and ReLU behind a convolution, in the map's own memory.
    void overTheMap() {
        const Given one = given({2, 8, 3, 3}, true, 0, at::kFloat);
        const at::Tensor expected = at::relu(one.map + one.bias.view({-1, 1, 1}) + one.other);
        const at::Tensor map = one.map.clone(layout);
        const at::Tensor z = emulatedFloat32().applied(map, {}, one.bias, one.other, 0, infinity, true);
        QVERIFY(z.is_alias_of(map));
        QVERIFY(at::allclose(map, expected, 0, 1e-6));
        const at::Tensor plain = emulatedFloat32().applied(one.map, {}, {}, {}, -infinity, infinity, false);
        QVERIFY(at::equal(plain, one.map));
    }

    /// What is no number stays none, in ReLU too, so that a run that diverges is noticed.
    void notANumberStays() {
        Given one = given({2, 8, 3, 3}, false, 0, at::kFloat);
        one.map.select(1, 3).fill_(std::numeric_limits<float>::quiet_NaN());
        const at::Tensor z = byKernels(one, 0, infinity).output;
        QVERIFY(z.select(1, 3).isnan().all().item<bool>());
        QVERIFY(!z.select(1, 4).isnan().any().item<bool>());
    }

    void nothingIsKeptWithoutGradients() {
        Given one = given({2, 8, 3, 3}, true, 0, at::kFloat);
        one.weight.set_requires_grad(true);
        const at::NoGradGuard noGradient;
        ChainLink norm{.convolution = {},
                       .weight = one.weight,
                       .bias = one.bias,
                       .runningMean = at::zeros({8}),
                       .runningVar = at::ones({8})};
        QVERIFY(!normAddClamp(one.map, one.other, norm, emulatedFloat32()).requires_grad());
    }
};

QTEST_GUILESS_MAIN(TestGpuNorm)
#include "test_gpu_norm.moc"
