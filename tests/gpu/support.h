// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Networks, pictures and results of the GPU check: the standard library and core/network alone, as nothing else need be
// there.

#include "core/network/random.h"
#include "core/training/engine.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace layerbench::gpu {

/// Ends the program with a sentence: the check itself is broken, nothing can be said about the engine.
[[noreturn]] void giveUp(const std::string& sentence);

template <class T>
T required(Result<T> result) {
    if (!result)
        giveUp(result.error().message());
    return std::move(*result);
}

/// Writes a network down layer by layer; a layer without inputs follows the one before it.
class Builder {
public:
    Builder(std::int64_t channels, std::int64_t size);

    LayerId add(const std::string& name, Kind kind, const Attributes& attributes = {},
                std::vector<LayerId> inputs = {});
    std::int64_t channels(LayerId id) const { return shapes_.at(id).front(); }
    LayerId last() const { return parts_.layers.empty() ? LayerId::input : parts_.layers.back().id; }

    /// With weights drawn from seed 1; the last layer is the head.
    Network network();

private:
    NetworkParts parts_;
    std::map<LayerId, Shape> shapes_;
};

Attributes convolution(std::int64_t channels, std::int64_t kernel, std::int64_t stride = 1, bool bias = true);

/// A network of few layers that a check runs on both devices.
struct NamedNetwork {
    std::string name;
    Network network;
};
/// Every layer kind, with the attributes that take another path through the libraries: stride, groups, dilation,
/// rounding up. Dropout drops nothing here: each device draws masks of its own.
std::vector<NamedNetwork> everyKind();
/// features.0 conv, 1 batch-norm, 2 relu, 3 conv, 4 batch-norm, 5 relu, 6 pool; flatten; drop; fc: 3 x 16 x 16 to 5.
Network chain(double dropout = 0);
/// Sums behind batch-norm as ResNets have them: with the block's input, with a second path's batch-norm on either side,
/// with ReLU, ReLU6 and nothing behind; channels that 16 bytes of memory divide and such that they do not.
Network residuals();
/// He et al. 2015, arXiv 1512.03385, table 1, with torchvision's names and strides.
Network resNet50(std::int64_t classes);
/// All but the last layer frozen.
Network frozenTrunk(const Network& network);

/// Noise with a class-dependent brightness of each channel, all in memory: learnable, not trivial.
class Pictures final : public BatchSource {
public:
    Pictures(std::int64_t count, Shape picture, std::int64_t classes, std::uint64_t seed = 5);

    std::int64_t size() const override { return count_; }
    std::int64_t classCount() const override { return classes_; }
    Shape pictureShape() const override { return picture_; }
    std::int64_t label(std::int64_t index) const override { return index % classes_; }
    bool augments() const override { return false; }
    std::string contentKey(const Example&) const override { return {}; }
    void start(std::vector<Example> order, std::int64_t batchSize) override;
    Result<Batch> next() override;

    Tensor images(std::span<const Example> examples) const;

private:
    std::int64_t count_;
    Shape picture_;
    std::int64_t classes_;
    std::vector<float> values_;
    std::vector<Example> order_;
    std::size_t next_ = 0;
    std::int64_t batchSize_ = 1;
};

/// As many pictures as asked for out of a few batches that are made once: a race measures the engine, not the source.
class EndlessPictures final : public BatchSource {
public:
    EndlessPictures(std::int64_t count, Shape picture, std::int64_t classes)
        : count_(count), picture_(std::move(picture)), classes_(classes) {}

    std::int64_t size() const override { return count_; }
    std::int64_t classCount() const override { return classes_; }
    Shape pictureShape() const override { return picture_; }
    std::int64_t label(std::int64_t index) const override { return index % classes_; }
    bool augments() const override { return false; }
    std::string contentKey(const Example&) const override { return {}; }
    void start(std::vector<Example> order, std::int64_t batchSize) override;
    Result<Batch> next() override;

private:
    static constexpr std::size_t ring = 4;

    std::int64_t count_;
    Shape picture_;
    std::int64_t classes_;
    std::map<std::size_t, std::vector<Tensor>> made_;  ///< by pictures in a batch
    std::vector<Example> order_;
    std::size_t next_ = 0;
    std::size_t batchSize_ = 1;
};

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

const Tensor& valueOf(const Network& network, const std::string& parameter);
/// The largest difference over the range of `expected`; infinite where a number is none or the shapes differ.
double difference(const Tensor& found, const Tensor& expected);
/// The same over all float32 parameters and buffers.
double difference(const Network& found, const Network& expected);

/// Prints every check with its figure and bound as it is made, and keeps them for the JSON file.
class Report {
public:
    /// Holds where figure <= bound.
    void atMost(const std::string& name, double figure, double bound, const std::string& unit = {});
    void holds(const std::string& name, bool condition, const std::string& detail = {});
    void note(const std::string& sentence) const;

    int failures() const { return failures_; }
    std::size_t checks() const { return rows_.size(); }
    /// One JSON array of {"name", "figure", "bound", "passed", "detail"}.
    std::string json() const;

private:
    struct Row {
        std::string name;
        double figure;
        double bound;
        bool passed;
        std::string detail;
    };
    void add(Row row);

    std::vector<Row> rows_;
    int failures_ = 0;
};

}  // namespace layerbench::gpu
