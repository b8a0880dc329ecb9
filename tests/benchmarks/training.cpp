// SPDX-License-Identifier: GPL-3.0-or-later
// Full fine-tuning at 224 x 224, pictures that are there already: the engine against PyTorch as it comes and with
// channels-last set by hand, in turn.
#include "core/models/architectures.h"
#include "core/network/cost.h"
#include "core/network/edits.h"
#include "core/training/engine.h"
#include "tests/benchmarks/figures.h"
#include "tests/benchmarks/peer.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>
#include <limits>

namespace layerbench::bench {

namespace {

constexpr int batch = 16;
constexpr int threads = 2;

/// So many pictures of noise, handed over without any work.
class Noise final : public BatchSource {
public:
    explicit Noise(std::int64_t steps) : size_(steps * batch) {
        std::vector<float> values(static_cast<std::size_t>(batch * 3 * 224 * 224));
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<float>(std::sin(static_cast<double>(i % 9973)));
        one_.images = Tensor::fromFloats({batch, 3, 224, 224}, values);
        for (std::int64_t i = 0; i < batch; ++i)
            one_.labels.push_back(i % 10);
    }
    std::int64_t size() const override { return size_; }
    std::int64_t classCount() const override { return 10; }
    Shape pictureShape() const override { return {3, 224, 224}; }
    std::int64_t label(std::int64_t index) const override { return index % 10; }
    bool augments() const override { return false; }
    std::string contentKey(const Example&) const override { return {}; }
    void start(std::vector<Example>, std::int64_t) override {}
    Result<Batch> next() override { return one_; }

private:
    std::int64_t size_;
    Batch one_;
};

/// When the first and the last step of an epoch were done: what comes at its end is no step.
class StepClock final : public MetricSink {
public:
    void onStep(const StepMetrics&) override {
        last_ = Clock::now();
        if (!begun_)
            first_ = last_;
        begun_ = true;
    }
    void onEpoch(const EpochMetrics&) override {}
    void onMessage(const Text&) override {}

    double seconds() {
        begun_ = false;
        return std::chrono::duration<double>(last_ - first_).count();
    }

private:
    bool begun_ = false;
    Clock::time_point first_;
    Clock::time_point last_;
};

/// A run of our engine that is stepped an epoch at a time; its first step starts the clock.
struct Ours {
    Noise pictures;
    std::unique_ptr<TrainingRun> run;
    RunControl control;
    StepClock clock;

    Ours(Engine& engine, const Network& network, std::int64_t steps, Precision precision) : pictures(steps + 1) {
        TrainingOptions options;
        options.epochs = 1'000'000;
        options.batchSize = batch;
        options.compute = {"cpu", threads, precision};
        if (auto started = engine.start({network, &pictures, nullptr, options, nullptr}))
            run = std::move(*started);
    }
    double epoch() {
        if (!run || !run->epoch(control, clock))
            return std::numeric_limits<double>::quiet_NaN();
        return clock.seconds();
    }
};

double imagesPerSecond(const std::vector<double>& seconds, std::int64_t steps) {
    return static_cast<double>(steps * batch) / quantile(seconds, 0.5);
}

QJsonObject race(Engine& engine, Peer& peer, const char* name, std::int64_t steps, int rounds, double peak) {
    const Network network = *replaceHead(*buildArchitecture(name), 10);
    Ours ours(engine, network, steps, Precision::float32);
    Ours lowered(engine, network, steps, Precision::bfloat16);
    const auto ask = [&](bool channelsLast, std::int64_t count) {
        return peer
            .ask({{QStringLiteral("do"), QStringLiteral("train")},
                  {QStringLiteral("network"), QString::fromLatin1(name)},
                  {QStringLiteral("channels_last"), channelsLast},
                  {QStringLiteral("batch"), batch},
                  {QStringLiteral("threads"), threads},
                  {QStringLiteral("steps"), static_cast<qint64>(count)}})[QStringLiteral("seconds")]
            .toDouble();
    };
    std::vector<double> our;
    std::vector<double> half;
    std::vector<double> plain;
    std::vector<double> last;
    // The first turn warms each side up.
    for (int i = -1; i < rounds; ++i) {
        const double values[] = {ours.epoch(), ask(false, steps), ask(true, steps), lowered.epoch()};
        if (i < 0)
            continue;
        if (std::ranges::any_of(values, [](double value) { return !(value > 0); }))
            return {{QStringLiteral("failed"), QStringLiteral("a run failed or the peer gave no answer")}};
        our.push_back(values[0]);
        plain.push_back(values[1]);
        last.push_back(values[2]);
        half.push_back(values[3]);
    }
    peer.ask({{QStringLiteral("do"), QStringLiteral("forget")}});
    // The gradients of inputs and of weights take as much as the forward pass each.
    const double each = 3 * static_cast<double>(cost(network).multiplyAdds);
    const double rate = imagesPerSecond(our, steps);
    return {{QStringLiteral("images_per_second"), rounded(rate)},
            {QStringLiteral("pytorch_images_per_second"), rounded(imagesPerSecond(plain, steps))},
            {QStringLiteral("pytorch_channels_last_images_per_second"), rounded(imagesPerSecond(last, steps))},
            {QStringLiteral("bfloat16_images_per_second"), rounded(imagesPerSecond(half, steps))},
            {QStringLiteral("ratio"), rounded(rate / imagesPerSecond(plain, steps))},
            {QStringLiteral("channels_last_ratio"), rounded(rate / imagesPerSecond(last, steps))},
            {QStringLiteral("share_of_convolution_peak"), rounded(rate * each / peak)}};
}

}  // namespace

QJsonObject measureTraining(const Options& options) {
    const auto engine = loadEngine();
    Peer peer;
    if (!engine || !peer.there())
        return {{QStringLiteral("not_measured"), QStringLiteral("needs the engine, and Python with torchvision")}};
    const double peak = peer.ask({{QStringLiteral("do"), QStringLiteral("convolution")},
                                  {QStringLiteral("threads"), threads},
                                  {QStringLiteral("times"), 50}})[QStringLiteral("multiply_adds_per_second")]
                            .toDouble();
    QJsonObject figures{{QStringLiteral("batch"), batch},
                        {QStringLiteral("threads"), threads},
                        {QStringLiteral("convolution_gigaflops"), rounded(2 * peak / 1e9)}};
    const std::vector<const char*> networks = options.quick
                                                  ? std::vector{"squeezenet1_1", "mobilenet_v2"}
                                                  : std::vector{"mobilenet_v2", "alexnet", "squeezenet1_1", "resnet18"};
    for (const char* name : networks)
        figures[QLatin1String(name)] = race(**engine, peer, name, options.quick ? 2 : 4, options.quick ? 3 : 7, peak);
    return figures;
}

}  // namespace layerbench::bench
