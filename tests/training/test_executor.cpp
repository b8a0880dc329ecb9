// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/executor.h"

#include "core/network/edits.h"
#include "core/training/engine/module.h"
#include "core/training/engine/optimizer.h"
#include "core/training/engine/pieces.h"
#include "tests/training/support.h"

#include <QTest>

#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/CPUAllocator.h>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

/// LibTorch's CPU memory, counted, and scarce where a test wants it to be: the error is LibTorch's own.
class CountingAllocator final : public c10::Allocator {
public:
    c10::DataPtr allocate(std::size_t size) const override {
        TORCH_CHECK(now + size <= limit, "DefaultCPUAllocator: can't allocate memory: you tried to allocate ", size,
                    " bytes.");
        auto* head = static_cast<std::byte*>(::operator new (size + alignment, std::align_val_t{alignment}));
        new (head) Block{size, generation};
        now += size;
        peak = std::max(peak, now);
        void* memory = head + alignment;
        return {memory, memory, &release, c10::Device(c10::kCPU)};
    }
    c10::DeleterFnPtr raw_deleter() const override { return &release; }

    static inline std::size_t now = 0;
    static inline std::size_t peak = 0;
    static inline std::size_t limit = std::numeric_limits<std::size_t>::max();

    static inline int generation = 0;  ///< what an earlier test took is not given back to this one's count

private:
    static constexpr std::size_t alignment = 64;
    struct Block {
        std::size_t size;
        int generation;
    };
    static void release(void* memory) {
        if (!memory)
            return;
        auto* head = static_cast<std::byte*>(memory) - alignment;
        const auto* block = reinterpret_cast<const Block*>(head);
        if (block->generation == generation)
            now -= block->size;
        ::operator delete (head, std::align_val_t{alignment});
    }
};

/// Counts and limits while it lives.
class Scarce {
public:
    explicit Scarce(std::size_t limit = std::numeric_limits<std::size_t>::max()) {
        CountingAllocator::now = CountingAllocator::peak = 0;
        CountingAllocator::limit = limit;
        ++CountingAllocator::generation;
        c10::SetCPUAllocator(&allocator_, 1);
    }
    ~Scarce() {
        CountingAllocator::limit = std::numeric_limits<std::size_t>::max();
        c10::SetCPUAllocator(c10::GetDefaultCPUAllocator(), 1);
    }

private:
    static inline CountingAllocator allocator_;
};

AttributeValue attributeOf(const QJsonValue& json, const AttributeValue& like) {
    if (json.isArray())
        return Pair{json[0].toInt(), json[1].toInt()};
    if (json.isBool())
        return json.toBool();
    if (std::holds_alternative<double>(like))
        return json.toDouble();
    return static_cast<std::int64_t>(json.toInt());
}

Plan planOf(const Network& network, std::vector<LayerId> given) {
    Plan plan = wholePlan(network);
    plan.given = std::move(given);
    return plan;
}

}  // namespace

class TestExecutor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// It puts its own counter in LibTorch's way once; those of these tests come after.
    void initTestCase() { torchEngine(); }

    void everyKindAsPyTorch_data() {
        QTest::addColumn<QJsonObject>("row");
        for (const QJsonValue row : golden("layers").toArray())
            QTest::newRow(qPrintable(row["name"].toString())) << row.toObject();
    }
    void everyKindAsPyTorch() {
        QFETCH(const QJsonObject, row);
        const Kind kind = required(kindFromName(row["kind"].toString().toStdString()));
        Attributes attributes;
        for (const auto& spec : kindInfo(kind).attributes)
            if (const QJsonValue json = row["attributes"].toObject().value(QString::fromUtf8(spec.name.data()));
                !json.isUndefined())
                attributes.set(std::string(spec.name), attributeOf(json, spec.standard));
        // The row's inputs stand for the outputs of layers that do nothing to them.
        std::vector<Tensor> inputs;
        for (const QJsonValue json : row["inputs"].toArray())
            inputs.push_back(tensorOf(json));
        const Shape& shape = inputs[0].shape();
        NetworkParts parts;
        std::vector<Shape> shapes;
        std::vector<LayerId> ids;
        const bool map = shape.size() == 4;
        Builder b(map ? shape[1] : 1, 1);
        b.parts.input.height = map ? shape[2] : shape[1];
        b.parts.input.width = map ? shape[3] : 1;
        parts = b.parts;
        const auto source = [&](Kind sourceKind, const Attributes& options, const char* name) {
            const Shape picture = parts.input.shape();
            Layer layer = required(makeLayer(sourceKind, options, {&picture, 1}, {}));
            layer.id = static_cast<LayerId>(parts.layers.size() + 1);
            layer.name = std::string(name) + std::to_string(parts.layers.size());
            layer.inputs = {LayerId::input};
            shapes.push_back(required(kindInfo(sourceKind).outputShape(layer.attributes, {&picture, 1})));
            ids.push_back(layer.id);
            parts.layers.push_back(std::move(layer));
        };
        for (const auto& input : inputs)
            if (map)
                source(Kind::conv2d, {{"out_channels", input.shape()[1]}}, "given");
            else
                source(Kind::flatten, {}, "given");
        Layer layer = required(makeLayer(kind, attributes, shapes, {}));
        layer.id = static_cast<LayerId>(100);
        layer.name = "layer";
        layer.inputs = ids;
        parts.layers.push_back(layer);
        std::vector<std::pair<std::string, Tensor>> values;
        const auto parameters = row["parameters"].toObject();
        for (auto it = parameters.begin(); it != parameters.end(); ++it)
            values.emplace_back("layer." + it.key().toStdString(), tensorOf(it.value()));
        const Network network = withParameters(initialised(required(Network::create(parts)), 1), values);

        const at::NoGradGuard noGradient;
        Executor executor(network, at::kCPU, Precision::float32);
        Plan plan = planOf(network, ids);
        plan.layers = {network.indexOf(layer.id)};
        std::vector<at::Tensor> given;
        for (const auto& input : inputs)
            given.push_back(wrapped(input));
        const Tensor output = copied(executor.run(plan, given, Executor::Mode::evaluate, nullptr).front());
        const Tensor expected = tensorOf(row["output"]);
        QCOMPARE(QString::fromStdString(toText(output.shape())), QString::fromStdString(toText(expected.shape())));
        // float32 sums of at most some hundred products, in another order than PyTorch's.
        QVERIFY2(difference(output, expected) < 1e-5, qPrintable(QString::number(difference(output, expected))));
        // The shape rule promised the same.
        QVERIFY(Shape(output.shape().begin() + 1, output.shape().end()) == network.shapeOf(layer.id));
    }

    void gradientsAsPyTorch() {
        const auto training = golden("training").toObject();
        const Network network = goldenNetwork(training);
        Executor executor(network, at::kCPU, Precision::float32);
        std::vector<std::int64_t> labels;
        for (const QJsonValue label : training["labels"].toArray())
            labels.push_back(label.toInt());
        const auto logits = executor
                                .run(wholePlan(network), {executor.pictures(tensorOf(training["images"]))},
                                     Executor::Mode::train, nullptr)
                                .front();
        at::cross_entropy_loss(logits, at::tensor(labels, at::kLong)).backward();
        int compared = 0;
        for (std::size_t i = 0; i < network.layers().size(); ++i)
            for (std::size_t p = 0; p < network.layers()[i].parameters.size(); ++p) {
                const auto& parameter = network.layers()[i].parameters[p];
                if (parameter.buffer)
                    continue;
                const auto name = network.layers()[i].name + "." + parameter.name;
                const Tensor expected = tensorOf(training["gradients"].toObject()[QString::fromStdString(name)]);
                const Tensor found = copied(executor.tensorsOf(i)[p].grad());
                QVERIFY2(difference(found, expected) < 1e-5,
                         qPrintable(QString("%1: %2").arg(name.c_str()).arg(difference(found, expected))));
                ++compared;
            }
        QCOMPARE(compared, 7);
    }

    void letsActivationsGo() {
        Builder b(8, 64);
        for (int i = 0; i < 30; ++i)
            b.add("relu" + std::to_string(i), Kind::relu);
        const Network network = required(Network::create(b.parts));
        const at::NoGradGuard noGradient;
        Executor executor(network, at::kCPU, Precision::float32);
        const at::Tensor picture = at::ones({4, 8, 64, 64});
        const Scarce counted;
        executor.run(wholePlan(network), {picture}, Executor::Mode::evaluate, nullptr);
        // One activation is 512 KiB: the one read, the one written, and one on its way out. Thirty would be 15 MiB.
        const std::size_t one = 4 * 8 * 64 * 64 * sizeof(float);
        QVERIFY(CountingAllocator::peak >= 2 * one);
        QVERIFY2(CountingAllocator::peak <= 3 * one, qPrintable(QString::number(CountingAllocator::peak / one)));
    }

    void frozenTensorsAreNotCopied() {
        const Network network = required(setTrainable(chain(), ids(chain(), {"fc"}), false));
        Executor executor(network, at::kCPU, Precision::float32);
        const auto fc = network.indexOf(id(network, "fc"));
        QVERIFY(executor.tensorsOf(fc)[0].data_ptr() == static_cast<const void*>(memoryOf(network, "fc.weight")));
        const auto conv = network.indexOf(id(network, "features.0"));
        QVERIFY(executor.tensorsOf(conv)[1].data_ptr() !=
                static_cast<const void*>(memoryOf(network, "features.0.bias")));
        QVERIFY(memoryOf(executor.snapshot(), "fc.weight") == memoryOf(network, "fc.weight"));
        QVERIFY(executor.snapshot() == network);
        QVERIFY(executor.snapshot(Executor::Copy::all) == network);
    }

    void oneValuePerChannelKeepsStatisticsFinite() {
        Builder b(3, 1);
        b.add("bn", Kind::batchNorm2d);
        const Network network = b.network();
        Executor executor(network, at::kCPU, Precision::float32);
        executor.run(wholePlan(network), {at::randn({1, 3, 1, 1})}, Executor::Mode::train, nullptr);
        QVERIFY(executor.snapshot() == network);
    }

    void dropoutKeepsItsMean() {
        Builder b(4, 50);
        b.add("drop", Kind::dropout, {{"p", 0.25}});
        const Network network = b.network();
        Executor executor(network, at::kCPU, Precision::float32);
        const at::Tensor ones = at::ones({4, 4, 50, 50});
        DropoutMasks masks(at::detail::createCPUGenerator(3));
        const auto out = executor.run(wholePlan(network), {ones}, Executor::Mode::train, nullptr, &masks).front();
        const double zeros = out.eq(0).sum().item<double>() / 40000;
        QVERIFY(std::abs(zeros - 0.25) < 0.01);  // 40,000 draws: the standard error is 0.002
        QVERIFY(out.max().item<float>() == 1 / 0.75f);
        DropoutMasks same(at::detail::createCPUGenerator(3));
        QVERIFY(
            at::equal(out, executor.run(wholePlan(network), {ones}, Executor::Mode::train, nullptr, &same).front()));
        const Network frozen = required(setTrainable(network, ids(network, {"drop"}), false));
        executor.setNetwork(frozen);
        QVERIFY(
            at::equal(ones, executor.run(wholePlan(frozen), {ones}, Executor::Mode::train, nullptr, &same).front()));
    }

    void linearRegressionFindsItsClosedForm() {
        Builder b(3, 1);
        b.add("flatten", Kind::flatten);
        b.add("fc", Kind::linear, {{"out_features", std::int64_t{2}}});
        const Network network = b.network();
        Executor executor(network, at::kCPU, Precision::float32);
        const auto generator = at::detail::createCPUGenerator(8);
        const auto x = at::empty({40, 3, 1, 1}).normal_(0, 1, generator);
        const auto y = at::empty({40, 2}).normal_(0, 1, generator);
        TrainingOptions o = options(1, 1);
        ParameterUpdater updater(o);
        auto& tensors = executor.tensorsOf(1);
        for (int step = 0; step < 400; ++step) {
            for (auto& tensor : tensors)
                tensor.mutable_grad().reset();
            const auto out = executor.run(wholePlan(network), {x}, Executor::Mode::train, nullptr).front();
            (out - y).pow(2).mean().backward();
            updater.update("fc.weight", tensors[0], 0.1, 0.9);
            updater.update("fc.bias", tensors[1], 0.1, 0.9);
        }
        // Normal equations, in double: (A'A) w = A'y with a column of ones for the bias.
        const auto a = at::cat({x.flatten(1), at::ones({40, 1})}, 1).to(at::kDouble);
        const auto solution = at::linalg_solve(a.t().matmul(a), a.t().matmul(y.to(at::kDouble)));
        const auto found = at::cat({tensors[0].detach().t(), tensors[1].detach().unsqueeze(0)}).to(at::kDouble);
        QVERIFY2((found - solution).abs().max().item<double>() < 1e-5, "not the least squares solution");
    }

    void outOfMemoryHalvesTheBatch() {
        Builder b(4, 32);
        b.add("conv", Kind::conv2d, convolution(16));
        b.add("relu", Kind::relu);
        b.add("conv2", Kind::conv2d, convolution(16));
        b.add("pool", Kind::adaptiveAvgPool2d);
        b.add("flatten", Kind::flatten);
        b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
        const Network network = b.network();
        auto training = pictures(32, {4, 32, 32});
        auto validation = pictures(32, {4, 32, 32}, 5, 6);
        const auto run = [&](std::size_t limit, Recorder& said) {
            const Scarce scarce(limit);
            auto started = required(torchEngine().start({network, &training, &validation, options(2, 32), nullptr}));
            RunControl control;
            const auto result = train(*started, control, said);
            return std::pair(result, started->last());
        };
        Recorder free;
        const auto whole = run(std::numeric_limits<std::size_t>::max(), free);
        const std::size_t needed = CountingAllocator::peak;
        QVERIFY(free.messages.empty());
        Recorder said;
        const auto split = run(needed * 2 / 3, said);
        QVERIFY2(split.first, messageOf(split.first).c_str());
        QVERIFY(split.first->reason == FinishReason::completed);
        QVERIFY(!said.messages.empty());
        QCOMPARE(
            QString::fromStdString(said.messages.front()),
            QString("Memory ran out: pictures now go through the network 16 at a time; gradients are added up over "
                    "the batch of 32."));
        QVERIFY(CountingAllocator::peak < needed);
        // Without batch-norm and dropout the pieces' gradients add up to the batch's, but for rounding.
        QVERIFY2(difference(split.second, whole.second) < 1e-5,
                 qPrintable(QString::number(difference(split.second, whole.second))));
        QVERIFY(std::abs(said.epochs[1].validationLoss - free.epochs[1].validationLoss) < 1e-5);
    }

    void onePictureTooManyIsAFailure() {
        Builder b(4, 32);
        b.add("conv", Kind::conv2d, convolution(128, 1));
        b.add("relu", Kind::relu);
        b.add("pool", Kind::adaptiveAvgPool2d);
        b.add("flatten", Kind::flatten);
        b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
        const Network network = b.network();
        auto training = pictures(32, {4, 32, 32});
        auto started = required(torchEngine().start({network, &training, nullptr, options(2, 32), nullptr}));
        RunControl control;
        Recorder said;
        // The batch takes 512 KiB, and each activation of one picture as much again: two of them are too many.
        const auto result = [&] {
            const Scarce scarce(1300000);
            return train(*started, control, said);
        }();
        QVERIFY2(messageOf(result).starts_with("Memory ran out with 1 pictures at a time"), messageOf(result).c_str());
        QVERIFY(started->result().reason == FinishReason::failed);
        QCOMPARE(said.messages.size(), std::size_t{5});  // 16, 8, 4, 2, 1
        QVERIFY(started->best() == network);
    }

    void evaluationGoesInPieces() {
        const Network network = residual();
        const at::NoGradGuard noGradient;
        Executor executor(network, at::kCPU, Precision::float32);
        const auto picture = at::randn({11, 3, 8, 8});
        const auto whole = executor.run(wholePlan(network), {picture}, Executor::Mode::evaluate, nullptr).front();
        for (std::int64_t piece : {1, 4, 11, 100}) {
            const auto parts = evaluateInPieces(executor, wholePlan(network), {picture}, nullptr, piece).front();
            QVERIFY(at::allclose(parts, whole, 1e-5, 1e-6));
        }
    }
};

QTEST_GUILESS_MAIN(TestExecutor)
#include "test_executor.moc"
