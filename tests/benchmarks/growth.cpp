// SPDX-License-Identifier: GPL-3.0-or-later
// What a program costs as its work grows: pictures, layers, stored runs.
#include "core/data/batch_loader.h"
#include "core/models/pretrained.h"
#include "core/study/cases.h"
#include "core/training/engine.h"
#include "tests/benchmarks/figures.h"
#include "tests/benchmarks/network_parts.h"
#include "tests/benchmarks/silent.h"
#include "tests/project/example.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>

#include <atomic>
#include <cstdio>
#include <thread>

namespace layerbench::bench {

namespace {

constexpr std::int64_t megabyte = 1'000'000;
/// What pictures and features may take in the child processes: far less than they are.
constexpr std::int64_t allowed = 64 * megabyte;

/// The largest value while it lives.
class MemoryWatch {
public:
    double peak() const { return peak_; }

private:
    std::atomic<double> peak_ = 0;
    std::jthread watcher_{[this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            peak_ = std::max(peak_.load(), processMegabytes("RssAnon"));
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }};
};

}  // namespace

/// A process of its own for each size, because what one leaves in memory would be the next one's.
int growthChild(std::int64_t pictures) {
    QTemporaryDir folder;
    keepFeatures({folder.path().toStdString(), allowed, std::int64_t{1} << 40});
    const auto engine = loadEngine();
    const auto source = openNetwork("demo");
    const auto dataset =
        openDataset("samples:similar?validation=8&per-class=" + std::to_string((pictures + 7) / 8), {});
    if (!engine || !source || !dataset)
        return 1;
    // Case 2, and one layer that learns before the new head: what is kept of each picture is a map, not a few averages.
    Recipe recipe = *caseRecipe(Case::cutAndNewHead, source->network, "features.2");
    const Attributes attributes{{"out_channels", std::int64_t{32}}, {"kernel_size", std::int64_t{1}}};
    recipe.edits.emplace_back(InsertLayer{"features.2", "head.pool", Kind::conv2d, attributes, "mix", {}});
    const auto edited = apply(source->network, recipe, 8);
    if (!edited) {
        std::fprintf(stderr, "%s\n", edited.error().message().c_str());
        return 1;
    }
    const Network& network = *edited;
    PictureStore store(allowed);
    BatchLoader loader(*dataset, Part::training, network.input(), {.threads = 2, .pictures = &store});
    TrainingOptions options = defaultOptions(Case::cutAndNewHead, network, pictures);
    options.epochs = 3;
    options.batchSize = 32;
    auto run = (*engine)->start({network, &loader, nullptr, options, nullptr});
    if (!run)
        return 1;
    RunControl control;
    Silent silent;
    const MemoryWatch watch;
    const double first = secondsOf([&] { static_cast<void>((*run)->epoch(control, silent)); });
    std::vector<double> later;
    for (int i = 1; i < 3; ++i)
        later.push_back(secondsOf([&] { static_cast<void>((*run)->epoch(control, silent)); }));
    std::printf("%f %f %f\n", first, quantile(later, 0.5), watch.peak());
    return 0;
}

namespace {

QJsonArray growingPictures(bool quick) {
    QJsonArray rows;
    for (const int pictures : quick ? std::vector{100, 1000} : std::vector{100, 1000, 10'000, 100'000}) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--growth"), QString::number(pictures)});
        child.waitForFinished(1'800'000);
        const auto parts = QString::fromLatin1(child.readAllStandardOutput()).split(QLatin1Char(' '));
        if (parts.size() == 3)
            rows.append(QJsonObject{{QStringLiteral("pictures"), pictures},
                                    {QStringLiteral("first_epoch_seconds"), rounded(parts[0].toDouble())},
                                    {QStringLiteral("later_epoch_seconds"), parts[1].toDouble()},
                                    {QStringLiteral("memory_mb"), rounded(parts[2].toDouble())}});
    }
    return rows;
}

/// A chain of small convolutions.
NetworkParts chainOf(std::size_t layers) {
    Parts all(8);
    all.parts.architecture = "chain";
    while (all.size() + 5 <= layers) {
        const std::string number = std::to_string(all.size() / 2);
        all.add("conv" + number, Kind::conv2d, {{"out_channels", std::int64_t{4}}, {"padding", std::int64_t{1}}});
        all.add("relu" + number, Kind::relu);
    }
    all.addHead();
    return std::move(all.parts);
}

class FourPictures final : public BatchSource {
public:
    std::int64_t size() const override { return 4; }
    std::int64_t classCount() const override { return 10; }
    Shape pictureShape() const override { return {3, 8, 8}; }
    std::int64_t label(std::int64_t index) const override { return index; }
    bool augments() const override { return false; }
    std::string contentKey(const Example&) const override { return {}; }
    void start(std::vector<Example>, std::int64_t) override {}
    Result<Batch> next() override {
        const std::vector<float> values(4 * 3 * 8 * 8, 0.5f);
        return Batch{Tensor::fromFloats({4, 3, 8, 8}, values), {0, 1, 2, 3}, {{0, 0}, {1, 0}, {2, 0}, {3, 0}}};
    }
};

QJsonArray growingLayers(Engine& engine, bool quick) {
    QJsonArray rows;
    for (const std::size_t layers :
         quick ? std::vector<std::size_t>{10, 100, 1000} : std::vector<std::size_t>{10, 100, 1000, 10'000}) {
        NetworkParts parts = chainOf(layers);
        std::optional<Network> network;
        const double create = secondsOf([&] { network = *Network::create(std::move(parts)); });
        const double edit = secondsOf([&] {
            [[maybe_unused]] const auto edited =
                apply(*network, SetTrainable{{Selection::By::role, {"backbone"}}, false}, 0);
        });
        FourPictures pictures;
        TrainingOptions options;
        options.epochs = 1000;
        options.batchSize = 4;
        options.learningRate = 1e-6;
        options.compute = {"cpu", 2, Precision::float32};
        auto run = engine.start({*network, &pictures, nullptr, options, nullptr});
        if (!run)
            continue;
        RunControl control;
        Silent silent;
        std::vector<double> epochs;
        for (int i = 0; i < 6; ++i)
            epochs.push_back(secondsOf([&] { static_cast<void>((*run)->epoch(control, silent)); }));
        rows.append(QJsonObject{{QStringLiteral("layers"), static_cast<qint64>(network->layers().size())},
                                {QStringLiteral("create_ms"), create * 1000},
                                {QStringLiteral("freeze_ms"), edit * 1000},
                                {QStringLiteral("epoch_of_one_step_ms"), quantile(epochs, 0.5) * 1000}});
    }
    return rows;
}

QJsonArray growingRuns(bool quick) {
    QJsonArray rows;
    const Network source = exampleNetwork();
    for (const int runs : quick ? std::vector{1, 10, 100} : std::vector{1, 10, 100, 1000, 10'000}) {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("runs.layerbench")).toStdString();
        double add = 0;
        {
            auto project = Project::create(path);
            if (!project)
                continue;
            add = secondsOf([&] {
                for (int i = 0; i < runs; ++i) {
                    const auto run = addExampleRun(*project);
                    for (std::int64_t epoch = 1; run && epoch <= 3; ++epoch)
                        static_cast<void>(project->addEpoch(*run, exampleEpoch(epoch)));
                }
            });
        }
        std::size_t listed = 0;
        const double list = secondsOf([&] {
            const auto project = Project::open(path);
            const auto all = project ? project->runs() : Failure(project.error());
            listed = all ? all->size() : 0;
        });
        rows.append(QJsonObject{{QStringLiteral("runs"), static_cast<qint64>(listed)},
                                {QStringLiteral("add_one_ms"), add / runs * 1000},
                                {QStringLiteral("open_and_list_ms"), list * 1000}});
    }
    return rows;
}

}  // namespace

QJsonObject measureGrowth(const Options& options) {
    const auto engine = loadEngine();
    if (!engine)
        return {{QStringLiteral("not_measured"), QString::fromStdString(engine.error().message())}};
    return {{QStringLiteral("pictures"), growingPictures(options.quick)},
            {QStringLiteral("allowed_mb"), static_cast<qint64>(allowed / megabyte)},
            {QStringLiteral("layers"), growingLayers(**engine, options.quick)},
            {QStringLiteral("runs"), growingRuns(options.quick)}};
}

}  // namespace layerbench::bench
