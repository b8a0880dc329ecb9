// SPDX-License-Identifier: GPL-3.0-or-later
// Against LibTorch's own convolution, batch-norm and clamp, in double precision: as close to it as LibTorch's float32
// comes, or closer.
#include "core/training/engine/norm_chain.h"

#include "core/training/engine/tensors.h"

#include <QTest>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <utility>

using namespace layerbench;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A link as a test asks for it.
struct Part {
    std::int64_t channels = 0;  ///< that come out
    std::int64_t kernel = 0;    ///< 0: no convolution
    std::int64_t stride = 1;
    std::int64_t padding = 0;
    std::int64_t dilation = 1;
    std::int64_t groups = 1;
    bool bias = false;
    double lowest = 0;
    double highest = infinity;
};

struct Passes {
    at::Tensor output;
    std::vector<at::Tensor> gradients;  ///< of the input and of every weight and bias
    std::vector<at::Tensor> statistics;

    std::vector<std::pair<QString, at::Tensor>> all() const {
        std::vector<std::pair<QString, at::Tensor>> named{{"output", output}};
        for (std::size_t i = 0; i < gradients.size(); ++i)
            named.emplace_back(QString("gradient %1").arg(i), gradients[i]);
        for (std::size_t i = 0; i < statistics.size(); ++i)
            named.emplace_back(QString("statistic %1").arg(i), statistics[i]);
        return named;
    }
};

struct Case {
    at::Tensor input;
    std::vector<ChainLink> links;
    at::Tensor gradient;

    static Case of(const std::vector<std::int64_t>& sizes, const std::vector<Part>& parts, double offset = 0) {
        const auto generator = at::detail::createCPUGenerator(11);
        const auto normal = [&](const std::vector<std::int64_t>& of) { return at::empty(of).normal_(0, 1, generator); };
        Case one;
        one.input = (normal(sizes) * 3 + offset).contiguous(at::MemoryFormat::ChannelsLast);
        at::Tensor map = one.input;
        for (const Part& part : parts) {
            ChainLink link;
            const std::int64_t channels = part.kernel > 0 ? part.channels : map.size(1);
            if (part.kernel > 0) {
                const at::Tensor weight = normal({channels, map.size(1) / part.groups, part.kernel, part.kernel}) /
                                          std::sqrt(static_cast<double>(map.size(1) / part.groups * part.kernel));
                link.convolution = {weight.contiguous(at::MemoryFormat::ChannelsLast),
                                    part.bias ? normal({channels}) : at::Tensor(),
                                    {part.stride, part.stride},
                                    {part.padding, part.padding},
                                    {part.dilation, part.dilation},
                                    part.groups};
                map = convolved(*link.convolution, map);
            }
            link.weight = normal({channels}) * 2;
            link.bias = normal({channels});
            link.runningMean = normal({channels});
            link.runningVar = normal({channels}).abs();
            link.lowest = part.lowest;
            link.highest = part.highest;
            one.links.push_back(link);
        }
        one.gradient = normal(map.sizes().vec()).contiguous(at::MemoryFormat::ChannelsLast);
        return one;
    }

    static at::Tensor layerByLayer(at::Tensor map, const std::vector<ChainLink>& links) {
        for (const auto& link : links) {
            if (link.convolution)
                map = convolved(*link.convolution, map);
            map = at::batch_norm(map, link.weight, link.bias, link.runningMean, link.runningVar, true, link.momentum,
                                 link.eps, false);
            map = at::clamp(map, link.lowest, link.highest);
        }
        return map;
    }

    /// `frozen`: that parameter, counted as the gradients are, is not asked for.
    Passes run(at::ScalarType type, const std::optional<ChainOptions>& options, std::size_t frozen = 999) const {
        std::vector<at::Tensor> leaves;
        const auto leaf = [&](const at::Tensor& tensor) {
            if (!tensor.defined())
                return tensor;
            leaves.push_back(tensor.to(type, false, true).set_requires_grad(leaves.size() != frozen));
            return leaves.back();
        };
        const at::Tensor x = leaf(input);
        std::vector<ChainLink> own = links;
        Passes passes;
        for (auto& link : own) {
            if (link.convolution) {
                link.convolution->weight = leaf(link.convolution->weight);
                link.convolution->bias = leaf(link.convolution->bias);
            }
            link.weight = leaf(link.weight);
            link.bias = leaf(link.bias);
            link.runningMean = link.runningMean.to(type, false, true);
            link.runningVar = link.runningVar.to(type, false, true);
            passes.statistics.push_back(link.runningMean);
            passes.statistics.push_back(link.runningVar);
        }
        const at::Tensor y = options ? runChain(x, own, *options) : layerByLayer(x, own);
        y.backward(gradient.to(type));
        passes.output = y.detach();
        for (const auto& tensor : leaves)
            passes.gradients.push_back(tensor.grad());
        return passes;
    }
};

double error(const at::Tensor& found, const at::Tensor& exact) {
    return (found.to(at::kDouble) - exact).abs().max().item<double>() /
           std::max(1e-6, exact.abs().max().item<double>());
}

/// A block of MobileNetV2 (1 x 1, depthwise, 1 x 1 without a ReLU) and the first convolution of the next.
const std::vector<Part> mobile{{.channels = 24, .kernel = 1, .highest = 6},
                               {.channels = 24, .kernel = 3, .stride = 2, .padding = 1, .groups = 24, .highest = 6},
                               {.channels = 10, .kernel = 1, .lowest = -infinity},
                               {.channels = 20, .kernel = 1, .highest = 6}};

}  // namespace

Q_DECLARE_METATYPE(std::vector<Part>)

class TestNormChain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asLibTorch_data() {
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<std::vector<Part>>("parts");
        QTest::addColumn<double>("offset");
        QTest::addColumn<int>("pictures");  // at a time; 0: all
        for (const auto& [name, lowest, highest] :
             {std::tuple{"alone", -infinity, infinity}, {"relu", 0.0, infinity}, {"relu6", 0.0, 6.0}}) {
            const std::vector<Part> norm{{.lowest = lowest, .highest = highest}};
            QTest::addRow("norm %s, 16 channels", name) << QList<int>{4, 16, 9, 7} << norm << 0.0 << 0;
            QTest::addRow("norm %s, 1 channel", name) << QList<int>{3, 1, 5, 5} << norm << 0.0 << 0;
            QTest::addRow("norm %s, 37 channels", name) << QList<int>{2, 37, 3, 3} << norm << 0.0 << 0;
            QTest::addRow("norm %s, two values a channel", name) << QList<int>{2, 5, 1, 1} << norm << 0.0 << 0;
            QTest::addRow("norm %s, far from 0", name) << QList<int>{8, 12, 20, 20} << norm << 300.0 << 0;
            QTest::addRow("norm %s, large", name) << QList<int>{8, 24, 40, 40} << norm << 1.0 << 0;
        }
        const std::vector<Part> odd{{.channels = 12, .kernel = 3, .padding = 2, .dilation = 2, .bias = true},
                                    {.channels = 18, .kernel = 5, .stride = 3, .groups = 6, .bias = true}};
        const auto depthwise = [](std::int64_t channels, std::int64_t stride) {
            return Part{
                .channels = channels, .kernel = 3, .stride = stride, .padding = 1, .groups = channels, .highest = 6};
        };
        for (const int channels : {1, 18, 67})
            for (const int pictures : {1, 3}) {
                const std::vector<Part> two{depthwise(channels, 1), depthwise(channels, 2)};
                QTest::addRow("depthwise first, %d channels, %d pictures", channels, pictures)
                    << QList<int>{pictures, channels, 15, 13} << two << 0.0 << 0;
            }
        const std::vector<Part> behindNorm{{.lowest = 0}, {.channels = 7, .kernel = 3, .padding = 1}};
        for (const int pictures : {0, 1, 2}) {
            QTest::addRow("mobile, %d at a time", pictures) << QList<int>{5, 8, 20, 20} << mobile << 0.0 << pictures;
            QTest::addRow("odd, %d at a time", pictures) << QList<int>{5, 3, 23, 19} << odd << 2.0 << pictures;
            QTest::addRow("norm first, %d at a time", pictures)
                << QList<int>{3, 16, 10, 10} << behindNorm << 1.0 << pictures;
            QTest::addRow("to one value a picture, %d at a time", pictures)
                << QList<int>{4, 6, 5, 5} << std::vector<Part>{{.channels = 9, .kernel = 5}} << 0.0 << pictures;
        }
    }
    void asLibTorch() {
        QFETCH(const QList<int>, shape);
        QFETCH(const std::vector<Part>, parts);
        QFETCH(const double, offset);
        QFETCH(const int, pictures);
        const Case one = Case::of({shape.begin(), shape.end()}, parts, offset);
        QVERIFY(isCpuMap(one.input));
        ChainOptions options;
        options.bytesAtATime = 1 << 30;
        if (pictures > 0) {
            // What the first convolution has before and behind it.
            const at::Tensor behind =
                one.links[0].convolution ? convolved(*one.links[0].convolution, one.input) : one.input;
            options.bytesAtATime = static_cast<std::int64_t>((one.input[0].nbytes() + behind[0].nbytes()) *
                                                             static_cast<std::size_t>(pictures));
        }
        const auto exact = one.run(at::kDouble, std::nullopt).all();
        const auto theirs = one.run(at::kFloat, std::nullopt).all();
        const auto ours = one.run(at::kFloat, options).all();
        QVERIFY(ours[0].second.is_contiguous(at::MemoryFormat::ChannelsLast));
        QCOMPARE(ours.size(), exact.size());
        for (std::size_t i = 0; i < exact.size(); ++i) {
            // A bias before a batch-norm has no gradient: what is found there is rounding.
            const double noise = exact[i].second.abs().max().item<double>() < 1e-9 ? 1e-3 : 0;
            const double bound = 6 * error(theirs[i].second, exact[i].second) + 4e-6;
            if (noise > 0)
                QVERIFY(ours[i].second.abs().max().item<double>() < noise);
            else
                QVERIFY2(error(ours[i].second, exact[i].second) <= bound,
                         qPrintable(QString("%1: %2, allowed %3")
                                        .arg(exact[i].first)
                                        .arg(error(ours[i].second, exact[i].second))
                                        .arg(bound)));
        }
    }

    /// What no one asks for is not computed, and changes nothing in the rest.
    void whatIsFrozen() {
        const Case one = Case::of({4, 8, 12, 12}, mobile);
        const auto all = one.run(at::kFloat, ChainOptions{}).gradients;
        for (std::size_t frozen = 0; frozen < all.size(); ++frozen) {
            const auto some = one.run(at::kFloat, ChainOptions{}, frozen).gradients;
            for (std::size_t i = 0; i < all.size(); ++i)
                QVERIFY(i == frozen ? !some[i].defined() : at::equal(some[i], all[i]));
        }
    }

    void nothingToDifferentiate() {
        const Case one = Case::of({4, 8, 12, 12}, mobile);
        QVERIFY(!runChain(one.input, one.links).requires_grad());
    }

    /// In bfloat16 the convolutions alone are coarse.
    void bfloat16() {
        const Case one = Case::of({16, 8, 24, 24}, mobile);
        const auto exact = one.run(at::kDouble, std::nullopt);
        const auto ours = one.run(at::kFloat, ChainOptions{.precision = at::kBFloat16});
        const double off =
            (ours.output.to(at::kDouble) - exact.output).norm().item<double>() / exact.output.norm().item<double>();
        QVERIFY2(off > 1e-4 && off < 2e-2, qPrintable(QString::number(off)));
        for (std::size_t i = 0; i < exact.gradients.size(); ++i) {
            const double length = exact.gradients[i].norm().item<double>();
            const double away = (ours.gradients[i].to(at::kDouble) - exact.gradients[i]).norm().item<double>();
            // A bias before another batch-norm has none.
            if (length < 1e-9)
                continue;
            QVERIFY2(away < 0.15 * length, qPrintable(QString("%1: %2 of %3").arg(i).arg(away).arg(length)));
            QCOMPARE(ours.gradients[i].scalar_type(), at::kFloat);
        }
    }

    /// Resuming and repeating depend on it.
    void theNumberOfThreadsChangesNothing_data() {
        QTest::addColumn<std::vector<Part>>("parts");
        QTest::newRow("norm") << std::vector<Part>{{.lowest = 0}};
        QTest::newRow("depthwise") << std::vector<Part>{
            {.lowest = 0}, {.channels = 24, .kernel = 3, .stride = 2, .padding = 1, .groups = 24, .highest = 6}};
    }
    void theNumberOfThreadsChangesNothing() {
        QFETCH(const std::vector<Part>, parts);
        const Case one = Case::of({8, 24, 30, 30}, parts);
        const int before = at::get_num_threads();
        at::set_num_threads(1);
        const auto alone = one.run(at::kFloat, ChainOptions{}).all();
        at::set_num_threads(2);
        const auto shared = one.run(at::kFloat, ChainOptions{}).all();
        at::set_num_threads(before);
        for (std::size_t i = 0; i < alone.size(); ++i)
            QVERIFY(at::equal(alone[i].second, shared[i].second));
    }

    void stops() {
        Case one = Case::of({4, 8, 12, 12}, mobile);
        RunControl control;
        one.links[0].weight.set_requires_grad(true);
        const at::Tensor output = runChain(one.input, one.links, {.control = &control});
        control.stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, output.backward(one.gradient));
        QVERIFY_THROWS_EXCEPTION(Cancelled, runChain(one.input, one.links, {.control = &control}));
    }

    void whatItDoesNotTake() {
        QVERIFY(!isCpuMap(at::ones({2, 3, 4, 4})));  // not channels-last
        QVERIFY(!isCpuMap(at::ones({2, 3})));
        QVERIFY(!isCpuMap(at::ones({2, 3, 4, 4}, at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast)));
    }
};

QTEST_GUILESS_MAIN(TestNormChain)
#include "test_norm_chain.moc"
