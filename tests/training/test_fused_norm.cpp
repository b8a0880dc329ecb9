// SPDX-License-Identifier: GPL-3.0-or-later
// Against LibTorch's own batch-norm and clamp, in double precision: as close to it as LibTorch's float32 comes, or
// closer.
#include "core/training/engine/fused_norm.h"

#include "core/training/engine/tensors.h"

#include <QTest>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

using namespace layerbench;

namespace {

struct Passes {
    at::Tensor output;
    at::Tensor ofInput;
    at::Tensor ofWeight;
    at::Tensor ofBias;
    at::Tensor runningMean;
    at::Tensor runningVar;

    std::array<at::Tensor, 6> all() const { return {output, ofInput, ofWeight, ofBias, runningMean, runningVar}; }
};

struct Case {
    at::Tensor input;
    at::Tensor weight;
    at::Tensor bias;
    at::Tensor mean;
    at::Tensor var;
    at::Tensor gradient;
    FusedNorm norm;

    Passes run(at::ScalarType type, bool fused) const {
        const auto leaf = [&](const at::Tensor& tensor) {
            return tensor.to(type, false, true).set_requires_grad(true);
        };
        const at::Tensor x = leaf(input);
        const at::Tensor w = leaf(weight);
        const at::Tensor b = leaf(bias);
        const at::Tensor runningMean = mean.to(type, false, true);
        const at::Tensor runningVar = var.to(type, false, true);
        const at::Tensor y =
            fused ? norm(x, w, b, runningMean, runningVar)
                  : at::clamp(at::batch_norm(x, w, b, runningMean, runningVar, true, norm.momentum, norm.eps, false),
                              norm.lowest, norm.highest);
        y.backward(gradient.to(type));
        return {y.detach(), x.grad(), w.grad(), b.grad(), runningMean, runningVar};
    }
};

}  // namespace

class TestFusedNorm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asLibTorch_data() {
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<double>("offset");
        QTest::addColumn<double>("lowest");
        QTest::addColumn<double>("highest");
        constexpr double infinity = std::numeric_limits<double>::infinity();
        for (const auto& [name, lowest, highest] :
             {std::tuple{"alone", -infinity, infinity}, {"relu", 0.0, infinity}, {"relu6", 0.0, 6.0}}) {
            QTest::addRow("%s, 16 channels", name) << QList<int>{4, 16, 9, 7} << 0.0 << lowest << highest;
            QTest::addRow("%s, 1 channel", name) << QList<int>{3, 1, 5, 5} << 0.0 << lowest << highest;
            QTest::addRow("%s, 37 channels", name) << QList<int>{2, 37, 3, 3} << 0.0 << lowest << highest;
            QTest::addRow("%s, two values a channel", name) << QList<int>{2, 5, 1, 1} << 0.0 << lowest << highest;
            QTest::addRow("%s, far from 0", name) << QList<int>{8, 12, 20, 20} << 300.0 << lowest << highest;
            QTest::addRow("%s, large", name) << QList<int>{8, 24, 40, 40} << 1.0 << lowest << highest;
        }
    }
    void asLibTorch() {
        QFETCH(const QList<int>, shape);
        QFETCH(const double, offset);
        QFETCH(const double, lowest);
        QFETCH(const double, highest);
        const auto generator = at::detail::createCPUGenerator(11);
        const std::vector<std::int64_t> sizes(shape.begin(), shape.end());
        const auto normal = [&](const std::vector<std::int64_t>& of) { return at::empty(of).normal_(0, 1, generator); };
        Case one;
        one.input = (normal(sizes) * 3 + offset).contiguous(at::MemoryFormat::ChannelsLast);
        one.weight = normal({sizes[1]}) * 4;
        one.bias = normal({sizes[1]});
        one.mean = normal({sizes[1]});
        one.var = normal({sizes[1]}).abs();
        one.gradient = normal(sizes).contiguous(at::MemoryFormat::ChannelsLast);
        one.norm = {0.1, 1e-5, lowest, highest};
        QVERIFY(FusedNorm::takes(one.input));
        const auto exact = one.run(at::kDouble, false).all();
        const auto theirs = one.run(at::kFloat, false).all();
        const auto ours = one.run(at::kFloat, true).all();
        QVERIFY(ours[0].is_contiguous(at::MemoryFormat::ChannelsLast));
        const char* names[] = {"output", "gradient of input", "of weight", "of bias", "running mean", "running var"};
        for (std::size_t i = 0; i < exact.size(); ++i) {
            const double range = std::max(1e-6, exact[i].abs().max().item<double>());
            const auto error = [&](const at::Tensor& found) {
                return (found.to(at::kDouble) - exact[i]).abs().max().item<double>() / range;
            };
            const double bound = 4 * error(theirs[i]) + 2e-6;
            QVERIFY2(error(ours[i]) <= bound,
                     qPrintable(QString("%1: %2, allowed %3").arg(names[i]).arg(error(ours[i])).arg(bound)));
        }
    }

    /// Resuming and repeating depend on it.
    void theNumberOfThreadsChangesNothing() {
        const auto generator = at::detail::createCPUGenerator(2);
        Case one;
        one.input = at::empty({8, 24, 30, 30}).normal_(0, 1, generator).contiguous(at::MemoryFormat::ChannelsLast);
        one.weight = at::ones({24});
        one.bias = at::zeros({24});
        one.mean = at::zeros({24});
        one.var = at::ones({24});
        one.gradient = at::empty({8, 24, 30, 30}).normal_(0, 1, generator);
        one.norm.lowest = 0;
        const int before = at::get_num_threads();
        at::set_num_threads(1);
        const auto alone = one.run(at::kFloat, true).all();
        at::set_num_threads(2);
        const auto shared = one.run(at::kFloat, true).all();
        at::set_num_threads(before);
        for (std::size_t i = 0; i < alone.size(); ++i)
            QVERIFY(at::equal(alone[i], shared[i]));
    }

    void whatItDoesNotTake() {
        QVERIFY(!FusedNorm::takes(at::ones({2, 3, 4, 4})));  // not channels-last
        QVERIFY(!FusedNorm::takes(at::ones({2, 3})));
        QVERIFY(!FusedNorm::takes(at::ones({1, 3, 1, 1})));  // one value a channel has no variance
        QVERIFY(!FusedNorm::takes(at::ones({2, 3, 4, 4}, at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast)));
    }
};

QTEST_GUILESS_MAIN(TestFusedNorm)
#include "test_fused_norm.moc"
