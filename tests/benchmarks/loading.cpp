// SPDX-License-Identifier: GPL-3.0-or-later
// From files to batches: our loader against torchvision's with two workers on ants and bees, in turn; and how long a
// run that trains everything waits for its pictures.
#include "core/data/batch_loader.h"
#include "core/models/architectures.h"
#include "core/network/edits.h"
#include "core/training/engine.h"
#include "tests/benchmarks/figures.h"
#include "tests/benchmarks/peer.h"
#include "tests/benchmarks/silent.h"

#include <optional>

namespace layerbench::bench {

namespace {

constexpr int threads = 2;
constexpr std::int64_t batch = 16;

std::vector<Example> all(const BatchSource& source) {
    std::vector<Example> order;
    for (std::int64_t i = 0; i < source.size(); ++i)
        order.push_back({i, 0});
    return order;
}

double pass(BatchSource& source) {
    return secondsOf([&] {
        source.start(all(source), batch);
        for (;;)
            if (const auto next = source.next(); !next || next->labels.empty())
                return;
    });
}

/// Counts how long next() keeps its caller waiting.
class Watched final : public BatchSource {
public:
    explicit Watched(BatchSource& source) : source_(source) {}
    std::int64_t size() const override { return source_.size(); }
    std::int64_t classCount() const override { return source_.classCount(); }
    Shape pictureShape() const override { return source_.pictureShape(); }
    std::int64_t label(std::int64_t index) const override { return source_.label(index); }
    bool augments() const override { return source_.augments(); }
    std::string contentKey(const Example& example) const override { return source_.contentKey(example); }
    void start(std::vector<Example> order, std::int64_t batchSize) override {
        source_.start(std::move(order), batchSize);
    }
    Result<Batch> next() override {
        std::optional<Result<Batch>> batchOfIt;
        waited += secondsOf([&] { batchOfIt = source_.next(); });
        return *std::move(batchOfIt);
    }

    double waited = 0;

private:
    BatchSource& source_;
};

/// The share of an epoch of full fine-tuning that waits for pictures: from decoded ones, and decoding them.
QJsonObject waiting(Engine& engine, const Dataset& dataset, const InputSpec& input, bool quick) {
    QJsonObject shares;
    const Network network = *replaceHead(*buildArchitecture("squeezenet1_1"), 2);
    PictureStore store(std::int64_t{1} << 30);
    BatchLoader loader(dataset, Part::training, input, {.threads = threads, .pictures = &store});
    Watched watched(loader);
    TrainingOptions options;
    options.epochs = quick ? 2 : 3;
    options.batchSize = batch;
    options.compute = {"cpu", threads, Precision::float32};
    auto run = engine.start({network, &watched, nullptr, options, nullptr});
    if (!run)
        return {{QStringLiteral("not_measured"), QString::fromStdString(run.error().message())}};
    RunControl control;
    Silent silent;
    const auto epoch = [&] {
        watched.waited = 0;
        const double seconds = secondsOf([&] { static_cast<void>((*run)->epoch(control, silent)); });
        return rounded(100 * watched.waited / seconds);
    };
    const double first = epoch();
    std::vector<double> later;
    for (std::int64_t i = 1; i < options.epochs; ++i)
        later.push_back(epoch());
    return {{QStringLiteral("first_epoch_waiting_percent"), first},
            {QStringLiteral("later_epochs_waiting_percent"), quantile(later, 0.5)}};
}

}  // namespace

QJsonObject measureLoading(const Options& options) {
    const auto data = realData();
    const auto engine = loadEngine();
    Peer peer;
    if (!data || !engine || !peer.there())
        return {{QStringLiteral("not_measured"), QStringLiteral("needs real photos and Python with torchvision")}};
    const QString photos = *data + QStringLiteral("/ants_bees");
    const auto dataset = openDataset(photos.toStdString());
    if (!dataset)
        return {{QStringLiteral("not_measured"), QString::fromStdString(dataset.error().message())}};
    const InputSpec input = buildArchitecture("squeezenet1_1")->input();
    std::vector<double> first;
    std::vector<double> later;
    std::vector<double> theirs;
    for (int i = 0; i < (options.quick ? 2 : 7); ++i) {
        PictureStore store(std::int64_t{1} << 30);
        BatchLoader loader(*dataset, Part::training, input, {.threads = threads, .pictures = &store});
        const double pictures = static_cast<double>(loader.size());
        first.push_back(pictures / pass(loader));
        later.push_back(pictures / pass(loader));
        const auto answer = peer.ask({{QStringLiteral("do"), QStringLiteral("load")},
                                      {QStringLiteral("folder"), photos + QStringLiteral("/train")},
                                      {QStringLiteral("batch"), static_cast<qint64>(batch)},
                                      {QStringLiteral("workers"), 2}});
        theirs.push_back(answer[QStringLiteral("pictures")].toDouble() / answer[QStringLiteral("seconds")].toDouble());
    }
    const double slow = quantile(theirs, 0.5);
    QJsonObject figures{{QStringLiteral("torchvision_images_per_second"), rounded(slow)},
                        {QStringLiteral("first_pass_images_per_second"), rounded(quantile(first, 0.5))},
                        {QStringLiteral("later_pass_images_per_second"), rounded(quantile(later, 0.5))},
                        {QStringLiteral("first_pass_ratio"), rounded(quantile(first, 0.5) / slow)},
                        {QStringLiteral("later_pass_ratio"), rounded(quantile(later, 0.5) / slow)}};
    const auto shares = waiting(**engine, *dataset, input, options.quick);
    for (const QString& key : shares.keys())
        figures[key] = shares[key];
    return figures;
}

}  // namespace layerbench::bench
