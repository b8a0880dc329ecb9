// SPDX-License-Identifier: GPL-3.0-or-later
// Against LibTorch's convolution and its gradients in double precision.
#include "core/training/engine/depthwise_kernels.h"

#include <QTest>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include <limits>
#include <memory>
#include <tuple>
#include <utility>

using namespace layerbench;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr auto layout = at::MemoryFormat::ChannelsLast;

std::span<float> channelsOf(const at::Tensor& tensor) {
    return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

at::Tensor asTensor(std::span<const double> values) {
    return at::tensor(at::ArrayRef<double>(values.data(), values.size()), at::kDouble);
}

at::Tensor perChannel(const at::Tensor& values) {
    return values.to(at::kDouble).view({1, -1, 1, 1});
}

/// A batch-norm as one scale and shift, and the ReLU behind it.
struct Norm {
    at::Tensor scale;
    at::Tensor shift;
    float lowest;
    float highest;

    kernels::Affine affine() const { return {channelsOf(scale), channelsOf(shift), lowest, highest}; }
    at::Tensor line(const at::Tensor& map) const { return map * perChannel(scale) + perChannel(shift); }
    at::Tensor of(const at::Tensor& map) const { return at::clamp(line(map), lowest, highest); }
    /// The gradient that passes the clamp.
    at::Tensor passed(const at::Tensor& gradient, const at::Tensor& map) const {
        const at::Tensor y = line(map);
        return at::where(y.gt(lowest).logical_and(y.lt(highest)), gradient, 0);
    }
};

/// Everything is a multiple of 1/8: float32 and double precision agree on what lies between the ends of a clamp.
struct Case {
    std::int64_t stride;
    at::Tensor input;
    at::Tensor weight;
    at::Tensor map;  ///< that comes out
    at::Tensor gradient;
    Norm before;
    Norm behind;
    at::Tensor mean;
    at::Tensor p;
    at::Tensor q;
    at::Tensor taps;

    static Case of(const QList<int>& shape, std::int64_t stride) {
        const auto generator = at::detail::createCPUGenerator(7);
        const auto drawn = [&](const std::vector<std::int64_t>& sizes) {
            return at::empty(sizes).normal_(0, 1, generator).mul_(8).round_().div_(8);
        };
        const std::int64_t channels = shape[1];
        const auto side = [&](int i) { return (shape[i] - 1) / stride + 1; };
        Case one;
        one.stride = stride;
        one.input = drawn({shape[0], channels, shape[2], shape[3]}).contiguous(layout);
        one.weight = drawn({channels, 1, 3, 3});
        one.map = drawn({shape[0], channels, side(2), side(3)}).contiguous(layout);
        one.gradient = drawn(one.map.sizes().vec()).contiguous(layout);
        one.before = {drawn({channels}), drawn({channels}), 0, 1};
        one.behind = {drawn({channels}), drawn({channels}), -infinity, 0.5};
        one.mean = drawn({channels});
        one.p = drawn({channels});
        one.q = drawn({channels});
        one.taps = one.weight.permute({2, 3, 1, 0}).contiguous();
        return one;
    }
    kernels::Depthwise convolution() const {
        return {input.size(0), input.size(2), input.size(3), input.size(1), stride, channelsOf(taps)};
    }
};

struct Forward {
    at::Tensor output;
    at::Tensor origin;
    kernels::ChannelSums sums;

    Forward(const Case& one, bool activated)
        : output(at::full_like(one.map, 99)), origin(at::empty_like(one.mean)), sums(one.mean.numel()) {
        const kernels::Affine affine = one.before.affine();
        kernels::depthwise(one.convolution(), {one.input.data_ptr<float>(), activated ? &affine : nullptr},
                           output.data_ptr<float>(), channelsOf(origin), sums);
    }
};

struct Backward {
    at::Tensor input;
    at::Tensor taps;
    kernels::ChannelSums sums;

    Backward(const Case& one, bool activated, bool withInput = true)
        : input(at::full_like(one.input, 99)), taps(at::zeros(one.taps.sizes(), at::kDouble)), sums(one.mean.numel()) {
        const kernels::Affine affine = one.before.affine();
        const kernels::NormBefore before{channelsOf(one.mean), sums};
        kernels::depthwiseBackward(one.convolution(), {one.input.data_ptr<float>(), activated ? &affine : nullptr},
                                   {one.map.data_ptr<float>(), one.gradient.data_ptr<float>(), one.behind.affine(),
                                    channelsOf(one.p), channelsOf(one.q)},
                                   {taps.data_ptr<double>(), static_cast<std::size_t>(taps.numel())},
                                   withInput ? input.data_ptr<float>() : nullptr, activated ? &before : nullptr);
    }
};

/// `weight` is what the terms of a sum come to without their signs: float32 rounds in proportion to it, by at most half
/// of 2^-24 for each of the 128 pixels that are summed up in float.
void compare(const char* name, const at::Tensor& found, const at::Tensor& exact, const at::Tensor& weight) {
    const double off = ((found.to(at::kDouble) - exact).abs() / (weight + 1)).max().item<double>();
    QVERIFY2(off < 4e-6, qPrintable(QString("%1: off by %2").arg(name).arg(off)));
}

void compareSums(const char* name, std::span<const double> found, const at::Tensor& terms) {
    compare(name, asTensor(found), terms.sum({0, 2, 3}), terms.abs().sum({0, 2, 3}));
}

}  // namespace

class TestDepthwise : public QObject {
    Q_OBJECT

    static void shapes() {
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<int>("stride");
        QTest::addColumn<bool>("activated");
        for (const int stride : {1, 2})
            for (const auto& [name, shape] : std::initializer_list<std::pair<const char*, QList<int>>>{
                     {"one pixel", {1, 3, 1, 1}},
                     {"one row", {2, 5, 1, 9}},
                     {"one column", {2, 4, 9, 1}},
                     {"two by two", {3, 2, 2, 2}},
                     {"one channel, odd sides", {2, 1, 13, 11}},
                     {"odd and even", {1, 8, 7, 10}},
                     {"even and odd", {2, 16, 10, 7}},
                     {"23 channels", {3, 23, 9, 12}},
                     {"24 channels", {2, 24, 14, 14}},
                     {"67 channels, one picture", {1, 67, 17, 15}},
                     {"many channels, small", {5, 960, 7, 7}},
                     {"wide", {1, 6, 4, 301}},
                     {"more pictures than shares", {19, 12, 5, 6}},
                 })
                for (const bool activated : {false, true})
                    QTest::addRow("%s, stride %d%s", name, stride, activated ? ", behind a batch-norm" : "")
                        << shape << stride << activated;
    }

private Q_SLOTS:
    void forward_data() { shapes(); }
    void forward() {
        QFETCH(const QList<int>, shape);
        QFETCH(const int, stride);
        QFETCH(const bool, activated);
        const Case one = Case::of(shape, stride);
        const Forward found(one, activated);
        at::Tensor x = one.input.to(at::kDouble);
        if (activated)
            x = one.before.of(x);
        const at::Tensor weight = one.weight.to(at::kDouble);
        const auto convolved = [&](const at::Tensor& of, const at::Tensor& with) {
            return at::conv2d(of, with, {}, stride, 1, 1, shape[1]);
        };
        compare("output", found.output, convolved(x, weight), convolved(x.abs(), weight.abs()));
        const at::Tensor output = found.output.to(at::kDouble);
        QVERIFY(at::equal(found.origin.to(at::kDouble), output.select(0, 0).select(1, 0).select(1, 0)));
        const at::Tensor distance = output - perChannel(found.origin);
        compareSums("sum", found.sums.first, distance);
        compareSums("squares", found.sums.second, distance.square());
    }

    void backward_data() { shapes(); }
    void backward() {
        QFETCH(const QList<int>, shape);
        QFETCH(const int, stride);
        QFETCH(const bool, activated);
        const Case one = Case::of(shape, stride);
        const Backward found(one, activated);
        const at::Tensor values = one.input.to(at::kDouble);
        const at::Tensor x = activated ? one.before.of(values) : values;
        const at::Tensor map = one.map.to(at::kDouble);
        const at::Tensor gradient =
            one.behind.passed(one.gradient.to(at::kDouble), map) * perChannel(one.behind.scale) +
            map * perChannel(one.p) + perChannel(one.q);
        const auto gradients = [&](const at::Tensor& g, const at::Tensor& in, const at::Tensor& weight) {
            return at::convolution_backward(g, in, weight, {}, {stride, stride}, {1, 1}, {1, 1}, false, {0, 0},
                                            shape[1], {true, true, false});
        };
        const at::Tensor weight = one.weight.to(at::kDouble);
        const auto exact = gradients(gradient, x, weight);
        const auto size = gradients(gradient.abs(), x.abs(), weight.abs());
        compare("input", found.input, std::get<0>(exact), std::get<0>(size));
        compare("taps", found.taps.permute({3, 2, 0, 1}), std::get<1>(exact), std::get<1>(size));
        if (!activated)
            return;
        const at::Tensor passed = one.before.passed(found.input.to(at::kDouble), values);
        compareSums("sum", found.sums.first, passed);
        compareSums("products", found.sums.second, passed * (values - perChannel(one.mean)));
    }

    void noOneAsksForTheInputsGradient() {
        const Case one = Case::of({2, 20, 9, 9}, 2);
        const Backward with(one, true);
        const Backward without(one, true, false);
        QVERIFY(at::equal(without.taps, with.taps));
        QVERIFY(at::equal(without.input, at::full_like(one.input, 99)));
        QCOMPARE(without.sums.first, std::vector<double>(20));
    }

    /// Resuming and repeating depend on it.
    void theNumberOfThreadsChangesNothing() {
        const int before = at::get_num_threads();
        for (const int stride : {1, 2}) {
            const Case one = Case::of({5, 40, 21, 18}, stride);
            std::vector<std::pair<Forward, Backward>> found;
            for (const int threads : {1, 2, 3}) {
                at::set_num_threads(threads);
                found.emplace_back(Forward(one, true), Backward(one, true));
            }
            at::set_num_threads(before);
            for (const auto& [forward, backward] : found) {
                QVERIFY(at::equal(forward.output, found[0].first.output));
                QCOMPARE(forward.sums.second, found[0].first.sums.second);
                QVERIFY(at::equal(backward.input, found[0].second.input));
                QVERIFY(at::equal(backward.taps, found[0].second.taps));
                QCOMPARE(backward.sums.second, found[0].second.sums.second);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestDepthwise)
#include "test_depthwise.moc"
