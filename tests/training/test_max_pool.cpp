// SPDX-License-Identifier: GPL-3.0-or-later
// Against at::max_pool2d, bit for bit.
#include "core/training/engine/max_pool.h"

#include <QTest>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include <limits>

using namespace layerbench;

namespace {

using Pair2 = std::array<std::int64_t, 2>;
constexpr auto layout = at::MemoryFormat::ChannelsLast;

struct Window {
    Pair2 kernel;
    Pair2 stride;
    Pair2 padding{0, 0};
    Pair2 dilation{1, 1};
    bool ceil = false;
};

at::Tensor byLibTorch(const Window& window, const at::Tensor& input) {
    return at::max_pool2d(input, window.kernel, window.stride, window.padding, window.dilation, window.ceil);
}

/// Coarse values: many windows have their largest one several times.
at::Tensor coarse(const std::vector<std::int64_t>& sizes) {
    const auto generator = at::detail::createCPUGenerator(7);
    return at::empty(sizes).normal_(0, 2, generator).round().contiguous(layout);
}

MaxPool poolOf(const Window& window, const at::Tensor& expected) {
    return {window.kernel, window.stride, window.padding, window.dilation, {expected.size(2), expected.size(3)}};
}

/// Where both are no number they are the same.
bool same(const at::Tensor& a, const at::Tensor& b) {
    return a.sizes() == b.sizes() && at::logical_or(a.eq(b), at::logical_and(a.isnan(), b.isnan())).all().item<bool>();
}

}  // namespace

Q_DECLARE_METATYPE(Window)

class TestMaxPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asLibTorch_data() {
        QTest::addColumn<std::vector<std::int64_t>>("sizes");
        QTest::addColumn<Window>("window");
        using Sizes = std::vector<std::int64_t>;
        QTest::newRow("SqueezeNet's first") << Sizes{2, 64, 31, 31} << Window{{3, 3}, {2, 2}, {0, 0}, {1, 1}, true};
        QTest::newRow("its edge hangs over") << Sizes{2, 16, 14, 10} << Window{{3, 3}, {2, 2}, {0, 0}, {1, 1}, true};
        QTest::newRow("ResNet's") << Sizes{2, 24, 16, 15} << Window{{3, 3}, {2, 2}, {1, 1}};
        QTest::newRow("2 x 2") << Sizes{3, 8, 9, 9} << Window{{2, 2}, {2, 2}};
        QTest::newRow("stride 1") << Sizes{1, 5, 7, 6} << Window{{3, 3}, {1, 1}, {1, 1}};
        QTest::newRow("stride larger than the window") << Sizes{1, 4, 11, 9} << Window{{2, 2}, {3, 3}};
        QTest::newRow("dilated") << Sizes{1, 12, 13, 12} << Window{{3, 2}, {2, 1}, {1, 1}, {2, 3}};
        QTest::newRow("not square") << Sizes{2, 7, 8, 17} << Window{{1, 4}, {2, 3}, {0, 2}};
        QTest::newRow("one channel") << Sizes{2, 1, 6, 6} << Window{{3, 3}, {2, 2}, {1, 1}};
        QTest::newRow("channels that no register divides") << Sizes{1, 37, 6, 6} << Window{{3, 3}, {2, 2}};
        QTest::newRow("the whole map") << Sizes{2, 8, 5, 5} << Window{{5, 5}, {5, 5}};
        QTest::newRow("256 pixels") << Sizes{1, 3, 18, 18} << Window{{16, 16}, {1, 1}};
    }
    void asLibTorch() {
        QFETCH(const std::vector<std::int64_t>, sizes);
        QFETCH(const Window, window);
        const at::Tensor input = coarse(sizes);
        const at::Tensor first = input.clone(layout).set_requires_grad(true);
        const at::Tensor second = input.clone(layout).set_requires_grad(true);
        const at::Tensor expected = byLibTorch(window, first);
        const at::Tensor found = maxPooled(poolOf(window, expected), second);
        QVERIFY(same(found, expected));
        QVERIFY(found.is_contiguous(layout));
        const at::Tensor gradient = at::arange(expected.numel(), at::kFloat).view(expected.sizes()) / 7;
        expected.backward(gradient);
        found.backward(gradient);
        QVERIFY(same(second.grad(), first.grad()));
        const at::NoGradGuard noGradient;
        QVERIFY(same(maxPooled(poolOf(window, expected), input), expected));
    }

    void whatIsNoNumberOrInfinite_data() {
        QTest::addColumn<double>("value");
        QTest::newRow("no number") << std::numeric_limits<double>::quiet_NaN();
        QTest::newRow("-infinity") << -std::numeric_limits<double>::infinity();
        QTest::newRow("infinity") << std::numeric_limits<double>::infinity();
    }
    void whatIsNoNumberOrInfinite() {
        QFETCH(const double, value);
        at::Tensor input = coarse({1, 6, 9, 9});
        input.slice(2, 2, 7).slice(3, 1, 6).fill_(value);  // whole windows, and parts of them
        const Window window{{3, 3}, {2, 2}, {1, 1}};
        const at::Tensor first = input.clone(layout).set_requires_grad(true);
        const at::Tensor second = input.clone(layout).set_requires_grad(true);
        const at::Tensor expected = byLibTorch(window, first);
        const at::Tensor found = maxPooled(poolOf(window, expected), second);
        QVERIFY(same(found, expected));
        expected.backward(at::ones_like(expected));
        found.backward(at::ones_like(found));
        QVERIFY(same(second.grad(), first.grad()));
    }

    /// Its pixels lie left and right of the map.
    void aWindowThatSeesNothing() {
        const at::Tensor input = coarse({1, 3, 2, 2});
        const at::Tensor found = maxPooled({{1, 2}, {1, 1}, {0, 1}, {1, 4}, {2, 1}}, input);
        QVERIFY(found.isneginf().all().item<bool>());
    }

    void threadsChangeNothing() {
        const Window window{{3, 3}, {2, 2}, {1, 1}};
        const at::Tensor input = coarse({4, 32, 40, 40});
        const at::Tensor expected = byLibTorch(window, input);
        for (const int threads : {1, 2, 3}) {
            at::set_num_threads(threads);
            QVERIFY(same(maxPooled(poolOf(window, expected), input), expected));
        }
    }

    void windowsOfMorePixelsThanAByteSays() {
        QVERIFY(isMaxPoolable({{16, 16}, {1, 1}, {0, 0}, {1, 1}, {1, 1}}));
        QVERIFY(!isMaxPoolable({{16, 17}, {1, 1}, {0, 0}, {1, 1}, {1, 1}}));
    }
};

QTEST_GUILESS_MAIN(TestMaxPool)
#include "test_max_pool.moc"
