// SPDX-License-Identifier: GPL-3.0-or-later
// What the executor saves when it evaluates: memory that it writes over, batch-norm that it folds.
#include "core/network/edits.h"
#include "core/training/engine/executor.h"
#include "core/training/engine/optimizer.h"
#include "tests/network/folded.h"
#include "tests/training/support.h"

#include <QTest>

#include <ATen/CPUGeneratorImpl.h>

#include <set>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

/// Values that share memory, are used twice, or are added to themselves.
Network shared() {
    Builder b(3, 8);
    const auto conv = b.add("conv", Kind::conv2d, convolution(4));
    const auto off = b.add("off", Kind::dropout, {{"p", 0.5}}, {conv});  // hands on its input's memory
    const auto relu = b.add("relu", Kind::relu, {}, {conv});
    const auto sum = b.add("sum", Kind::add, {}, {off, relu});
    const auto thrice = b.add("thrice", Kind::add, {}, {sum, sum, sum});
    const auto norm = b.add("norm", Kind::batchNorm2d, {}, {thrice});
    const auto six = b.add("six", Kind::relu6, {}, {norm});
    b.add("both", Kind::concat, {}, {six, norm});
    b.add("flatten", Kind::flatten);
    b.add("after", Kind::relu);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    return b.network();
}

/// As in MobileNetV2: a sum is the next block's input and its shortcut.
Network inverted() {
    Builder b(3, 8);
    auto last = b.add("first", Kind::conv2d, convolution(4));
    for (const char* name : {"a", "b"}) {
        const auto branch = b.add(name, Kind::conv2d, convolution(4), {last});
        last = b.add(std::string(name) + ".add", Kind::add, {}, {last, branch});
    }
    b.add("relu", Kind::relu6, {}, {last});
    b.add("pool", Kind::adaptiveAvgPool2d);
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    return b.network();
}

Network named(const QString& which) {
    return which == "chain"      ? chain()
           : which == "residual" ? residual()
           : which == "fire"     ? fire()
           : which == "inverted" ? inverted()
                                 : shared();
}

/// Every layer alone, on values that nobody writes over.
std::vector<at::Tensor> layerByLayer(Executor& executor, const at::Tensor& picture) {
    const Network& network = executor.network();
    std::vector<at::Tensor> values;
    for (const auto& layer : network.layers()) {
        Plan plan{{network.indexOf(layer.id)}, layer.inputs, {layer.id}};
        const std::set<LayerId> once(layer.inputs.begin(), layer.inputs.end());
        plan.given.assign(once.begin(), once.end());
        std::vector<at::Tensor> given;
        for (const LayerId id : plan.given)
            given.push_back(id == LayerId::input ? picture : values[network.indexOf(id)].clone());
        values.push_back(executor.run(plan, given, Executor::Mode::evaluate, nullptr).front());
    }
    return values;
}

}  // namespace

class TestFolding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Writing over what nobody needs any more and folding batch-norm change nothing but last bits.
    void wholeAsLayerByLayer_data() {
        QTest::addColumn<QString>("which");
        for (const char* which : {"chain", "residual", "fire", "inverted", "shared"})
            QTest::newRow(which) << which;
    }
    void wholeAsLayerByLayer() {
        QFETCH(const QString, which);
        Network network = named(which);
        // Statistics as a training leaves them.
        float value = 0.5f;
        for (const char* parameter : {"running_mean", "running_var", "weight", "bias"})
            network = withBatchNorm(network, parameter, value += 0.3f);
        std::vector<LayerId> all;
        for (const auto& layer : network.layers())
            all.push_back(layer.id);
        network = required(setTrainable(network, all, false));
        const at::NoGradGuard noGradient;
        Executor executor(network, at::kCPU, Precision::float32);
        const auto picture = at::empty({2, 3, 8, 8}).normal_(0, 1, at::detail::createCPUGenerator(4));
        const at::Tensor kept = picture.clone();
        const auto each = layerByLayer(executor, picture);
        const auto close = [](const at::Tensor& found, const at::Tensor& expected) {
            return at::allclose(found, expected, 1e-5, 1e-5);
        };
        const auto whole = executor.run(wholePlan(network), {picture}, Executor::Mode::evaluate, nullptr);
        QVERIFY(close(whole.front(), each.back()));
        // Every value that somebody asks for, one at a time, all of them, and as averages.
        Plan everything = wholePlan(network);
        everything.wanted = all;
        const auto values = executor.run(everything, {picture}, Executor::Mode::evaluate, nullptr);
        const auto averages = executor.run(pooledPlan(network, all), {picture}, Executor::Mode::evaluate, nullptr);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& name = network.layers()[i].name;
            QVERIFY2(close(values[i], each[i]), name.c_str());
            QVERIFY2(close(averages[i], each[i].dim() == 4 ? each[i].mean({2, 3}) : each[i]), name.c_str());
            const auto alone =
                executor.run(pooledPlan(network, std::span(&all[i], 1)), {picture}, Executor::Mode::evaluate, nullptr);
            QVERIFY2(close(alone.front(), averages[i]), name.c_str());
        }
        QVERIFY(at::equal(picture, kept));
    }

    /// Nor does it change a gradient: against a pass that must keep every value.
    void gradientsWithAndWithoutOverwriting_data() { wholeAsLayerByLayer_data(); }
    void gradientsWithAndWithoutOverwriting() {
        QFETCH(const QString, which);
        const Network network = named(which);
        const auto picture = at::empty({4, 3, 8, 8}).normal_(0, 1, at::detail::createCPUGenerator(4));
        const auto gradients = [&](bool keep) {
            Executor executor(network, at::kCPU, Precision::float32);
            Plan plan = wholePlan(network);
            if (keep) {
                plan.wanted.clear();
                for (const auto& layer : network.layers())
                    plan.wanted.push_back(layer.id);
            }
            DropoutMasks masks(at::detail::createCPUGenerator(6));
            executor.run(plan, {picture}, Executor::Mode::train, nullptr, &masks).back().pow(2).sum().backward();
            std::vector<at::Tensor> all;
            for (std::size_t i = 0; i < network.layers().size(); ++i)
                for (const auto& tensor : executor.tensorsOf(i))
                    if (tensor.requires_grad())
                        all.push_back(tensor.grad().clone());
            return all;
        };
        const auto saved = gradients(false);
        const auto kept = gradients(true);
        QVERIFY(!saved.empty());
        for (std::size_t i = 0; i < saved.size(); ++i)
            QVERIFY(at::equal(saved[i], kept[i]));
    }

    /// Made for one size of map, right for all.
    void packed_data() {
        QTest::addColumn<bool>("relu");
        QTest::addColumn<bool>("bias");
        QTest::addColumn<int>("groups");
        for (const bool relu : {false, true})
            for (const bool bias : {false, true})
                for (const int groups : {1, 2, 8})
                    QTest::addRow("relu %d, bias %d, %d groups", relu, bias, groups) << relu << bias << groups;
    }
    void packed() {
        QFETCH(const bool, relu);
        QFETCH(const bool, bias);
        QFETCH(const int, groups);
        const auto generator = at::detail::createCPUGenerator(4);
        const auto normal = [&](std::vector<std::int64_t> sizes) {
            return at::empty(sizes, at::TensorOptions().memory_format(sizes.size() == 4 ? at::MemoryFormat::ChannelsLast
                                                                                        : at::MemoryFormat::Contiguous))
                .normal_(0, 1, generator);
        };
        const at::Tensor weight = normal({16, 8 / groups, 3, 3});
        const at::Tensor ofBias = bias ? normal({16}) : at::Tensor();
        const auto convolution =
            PackedConvolution::make({weight, ofBias, {2, 1}, {1, 0}, {1, 2}, groups}, {4, 8, 12, 12}, relu);
        if (!convolution)
            QSKIP("this LibTorch has no oneDNN");
        for (const auto& sizes : {std::vector<std::int64_t>{4, 8, 12, 12}, {1, 8, 12, 12}, {7, 8, 9, 31}}) {
            const at::Tensor map = normal(sizes);
            QVERIFY(isCpuMap(map));
            at::Tensor expected = at::conv2d(map, weight, ofBias, {2, 1}, {1, 0}, {1, 2}, groups);
            if (relu)
                expected = at::relu(expected);
            const at::Tensor found = (*convolution)(map);
            QVERIFY(found.is_contiguous(at::MemoryFormat::ChannelsLast));
            QVERIFY(at::allclose(found, expected, 1e-5, 1e-5));
        }
    }

    /// What was folded before a step is not what is evaluated after it.
    void foldingFollowsTheWeights() {
        const Network network = residual();
        Executor executor(network, at::kCPU, Precision::float32);
        const auto generator = at::detail::createCPUGenerator(4);
        const auto picture = at::empty({6, 3, 8, 8}).normal_(0, 1, generator);
        const auto output = [&] {
            const at::NoGradGuard noGradient;
            return executor.run(wholePlan(network), {picture}, Executor::Mode::evaluate, nullptr).front();
        };
        const at::Tensor before = output();
        ParameterUpdater updater(options(1, 1));
        executor.run(wholePlan(network), {picture}, Executor::Mode::train, nullptr).front().pow(2).sum().backward();
        for (std::size_t i = 0; i < network.layers().size(); ++i)
            for (std::size_t p = 0; p < network.layers()[i].parameters.size(); ++p)
                if (!network.layers()[i].parameters[p].buffer)
                    updater.update(network.layers()[i].name + std::to_string(p), executor.tensorsOf(i)[p], 0.01, 0.9);
        const at::Tensor after = output();
        QVERIFY(!at::allclose(before, after, 1e-3, 1e-3));
        Executor anew(executor.snapshot(), at::kCPU, Precision::float32);
        const at::NoGradGuard noGradient;
        QVERIFY(at::equal(after, anew.run(wholePlan(network), {picture}, Executor::Mode::evaluate, nullptr).front()));
    }
};

QTEST_GUILESS_MAIN(TestFolding)
#include "test_folding.moc"
