// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Pictures made of numbers, networks of a few layers, and what PyTorch computed for them (golden/make.py).

#include "core/network/random.h"
#include "core/network/recipe.h"
#include "core/training/engine.h"
#include "tests/network/networks.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace layerbench::fixture {

/// Pictures in memory. View v of a picture is the picture times 1 + v / 8 where the source augments.
class MemorySource final : public BatchSource {
public:
    MemorySource(Tensor images, std::vector<std::int64_t> labels, std::int64_t classes)
        : images_(std::move(images)), labels_(std::move(labels)), classes_(classes) {}

    std::int64_t size() const override { return std::ssize(labels_); }
    std::int64_t classCount() const override { return classes_; }
    Shape pictureShape() const override { return {images_.shape().begin() + 1, images_.shape().end()}; }
    std::int64_t label(std::int64_t index) const override { return labels_[static_cast<std::size_t>(index)]; }
    bool augments() const override { return augmenting; }
    std::string contentKey(const Example& example) const override {
        return content.empty()
                   ? std::string()
                   : content + std::to_string(example.index) + "/" + std::to_string(augmenting ? example.view : 0);
    }
    void start(std::vector<Example> order, std::int64_t batchSize) override {
        order_ = std::move(order);
        batchSize_ = batchSize;
        next_ = 0;
        ++starts;
    }
    Result<Batch> next() override {
        if (failsAfter && delivered++ >= *failsAfter)
            return failure(LB_TEXT("test", "Picture “%1” cannot be read."), "cat.jpg");
        const auto count = endsEarly ? 0 : std::min(static_cast<std::size_t>(batchSize_), order_.size() - next_);
        Batch batch;
        const auto each = static_cast<std::size_t>(elementCount(pictureShape()));
        Shape shape = images_.shape();
        shape[0] = static_cast<std::int64_t>(count);
        batch.images = Tensor::make(ScalarType::float32, shape, [&](std::span<std::byte> bytes) {
            auto* out = reinterpret_cast<float*>(bytes.data());
            for (std::size_t i = 0; i < count; ++i) {
                const Example& example = order_[next_ + i];
                const auto factor = augmenting ? 1 + static_cast<float>(example.view) / 8 : 1.0f;
                const auto picture = images_.as<float>().subspan(static_cast<std::size_t>(example.index) * each, each);
                for (const float value : picture)
                    *out++ = value * factor;
                batch.labels.push_back(label(example.index));
                batch.examples.push_back(example);
                largestView = std::max(largestView, example.view);
            }
        });
        next_ += count;
        pictures += static_cast<std::int64_t>(count);
        return batch;
    }

    bool augmenting = false;
    std::string content;  ///< tells these pictures from others; empty: the source cannot say what they are
    bool endsEarly = false;
    std::optional<int> failsAfter;
    int delivered = 0;
    int starts = 0;
    std::int64_t pictures = 0;
    std::int64_t largestView = 0;

private:
    Tensor images_;
    std::vector<std::int64_t> labels_;
    std::int64_t classes_;
    std::vector<Example> order_;
    std::size_t next_ = 0;
    std::int64_t batchSize_ = 1;
};

/// Noise with a class-dependent brightness of each channel: learnable, not trivial.
inline MemorySource pictures(std::int64_t count, const Shape& shape = {3, 8, 8}, std::int64_t classes = 5,
                             std::uint64_t seed = 5) {
    Random random(seed);
    std::vector<float> values;
    std::vector<std::int64_t> labels;
    for (std::int64_t i = 0; i < count; ++i) {
        labels.push_back(i % classes);
        for (std::int64_t channel = 0; channel < shape[0]; ++channel) {
            const double level = std::sin(static_cast<double>(labels.back() * 3 + channel * 2));
            for (std::int64_t p = 0; p < shape[1] * shape[2]; ++p)
                values.push_back(static_cast<float>(level + random.normal()));
        }
    }
    return {Tensor::fromFloats({count, shape[0], shape[1], shape[2]}, values), labels, classes};
}

/// Keeps all that a run says.
class Recorder : public MetricSink {
public:
    void onStep(const StepMetrics& metrics) override { steps.push_back(metrics); }
    void onEpoch(const EpochMetrics& metrics) override { epochs.push_back(metrics); }
    void onMessage(const Text& text) override { messages.push_back(text.english()); }

    std::vector<StepMetrics> steps;
    std::vector<EpochMetrics> epochs;
    std::vector<std::string> messages;
};

inline Engine& engine() {
    return *required(loadEngine());
}

inline TrainingOptions options(std::int64_t epochs, std::int64_t batchSize, double rate = 0.05) {
    TrainingOptions o;
    o.epochs = epochs;
    o.batchSize = batchSize;
    o.learningRate = rate;
    o.compute.device = "cpu";
    o.compute.threads = 1;
    return o;
}

/// A whole run and all that comes out of it.
struct Finished {
    RunResult result;
    Network best;
    Network last;
    Checkpoint checkpoint;
    Recorder said;
};
inline Finished trained(const Network& network, const TrainingOptions& options, BatchSource& training,
                        BatchSource* validation = nullptr, const Checkpoint* from = nullptr) {
    auto run = required(engine().start({network, &training, validation, options, from}));
    RunControl control;
    Recorder said;
    const RunResult result = required(train(*run, control, said));
    return {result, run->best(), run->last(), run->checkpoint(), std::move(said)};
}

inline const Tensor& valueOf(const Network& network, const std::string& parameter) {
    for (const auto& named : namedParameters(network))
        if (named.name == parameter)
            return std::get<Tensor>(named.parameter->value);
    qFatal("no parameter %s", parameter.c_str());
}

/// The largest difference, relative to the range of `expected`.
inline double difference(const Tensor& found, const Tensor& expected) {
    if (found.shape() != expected.shape())
        return std::numeric_limits<double>::infinity();
    const auto a = found.as<float>();
    const auto b = expected.as<float>();
    double largest = 0;
    double range = 1e-12;
    for (std::size_t i = 0; i < b.size(); ++i) {
        if (std::isnan(a[i]))
            return std::numeric_limits<double>::infinity();
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
        range = std::max(range, std::abs(static_cast<double>(b[i])));
    }
    return largest / range;
}
/// The same over all floating-point parameters and buffers.
inline double difference(const Network& found, const Network& expected) {
    double largest = 0;
    for (const auto& named : namedParameters(expected))
        if (named.parameter->type == ScalarType::float32)
            largest = std::max(largest, difference(valueOf(found, named.name), valueOf(expected, named.name)));
    return largest;
}

/// What PyTorch computed.
inline QJsonValue golden(const QString& part) {
    QFile file(QStringLiteral(LAYERBENCH_SOURCE_DIR "/tests/training/golden/golden.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(file.fileName()));
    return QJsonDocument::fromJson(file.readAll()).object().value(part);
}
inline Tensor tensorOf(const QJsonValue& json) {
    Shape shape;
    std::vector<float> values;
    for (const QJsonValue size : json["shape"].toArray())
        shape.push_back(static_cast<std::int64_t>(size.toDouble()));
    for (const QJsonValue value : json["values"].toArray())
        values.push_back(static_cast<float>(value.toDouble()));
    return Tensor::fromFloats(shape, values);
}

/// The network of make.py's training(), with PyTorch's start.
inline Network goldenNetwork(const QJsonObject& training) {
    Builder b(2, 4);
    Attributes first = convolution(4);
    first.set("bias", false);
    b.add("conv1", Kind::conv2d, first);
    b.add("bn1", Kind::batchNorm2d);
    const auto a = b.add("relu1", Kind::relu);
    Attributes grouped = convolution(4);
    grouped.set("groups", std::int64_t{2});
    const auto branch = b.add("conv2", Kind::conv2d, grouped);
    b.add("add", Kind::add, {}, {branch, a});
    b.add("relu2", Kind::relu);
    b.add("pool", Kind::maxPool2d);
    b.add("flatten", Kind::flatten);
    b.add("drop", Kind::dropout, {{"p", 0.0}});
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{3}}});
    std::vector<std::pair<std::string, Tensor>> values;
    const auto start = training["start"].toObject();
    for (auto it = start.begin(); it != start.end(); ++it)
        values.emplace_back(it.key().toStdString(), tensorOf(it.value()));
    return withParameters(b.network(), values);
}

/// chain() with all but its head frozen.
inline Network frozenFeatures() {
    return required(apply(chain(), Edit(SetTrainable{{Selection::By::pattern, {"features.*"}}, false}), 5));
}

/// Eight convolutions, each as large as the picture: about a second a step on one core.
inline Network wide() {
    Builder b(3, 64);
    for (int i = 0; i < 8; ++i)
        b.add("conv" + std::to_string(i), Kind::conv2d, convolution(64));
    b.add("pool", Kind::adaptiveAvgPool2d);
    b.add("flatten", Kind::flatten);
    b.add("fc", Kind::linear, {{"out_features", std::int64_t{5}}});
    return b.network();
}

}  // namespace layerbench::fixture
