// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that train at once on one device, each on its lane's thread and stream, against the same runs alone.
#include "core/training/engine/module.h"
#include "tests/gpu/checks.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <thread>

namespace layerbench::gpu {

namespace {

// On the CPU the same sums in the same order; on a GPU libraries may add in whatever order blocks finish.
constexpr double lanesBound = 5e-4;
constexpr double stopSeconds = 2;

/// Pictures that say what they are, so that runs share what the frozen part makes of them; views are all the same.
class KnownPictures final : public BatchSource {
public:
    KnownPictures(const Pictures& pictures, std::string content) : pictures_(pictures), content_(std::move(content)) {}

    std::int64_t size() const override { return pictures_.size(); }
    std::int64_t classCount() const override { return pictures_.classCount(); }
    Shape pictureShape() const override { return pictures_.pictureShape(); }
    std::int64_t label(std::int64_t index) const override { return pictures_.label(index); }
    bool augments() const override { return true; }
    std::string contentKey(const Example& example) const override {
        return content_ + std::to_string(example.index) + "/" + std::to_string(example.view);
    }
    void start(std::vector<Example> order, std::int64_t batchSize) override {
        pictures_.start(std::move(order), batchSize);
    }
    Result<Batch> next() override { return pictures_.next(); }

private:
    Pictures pictures_;
    std::string content_;
};

struct Contestant {
    std::string name;
    Network network;
    TrainingOptions options;
    KnownPictures training;
    KnownPictures validation;
    Recorder said = {};
};

/// `round` tells one set of pictures from another's features.
std::vector<Contestant> contestants(const Place& place, const std::string& round) {
    std::vector<Contestant> all;
    const auto add = [&](const std::string& name, const Network& network, bool cache) {
        TrainingOptions o = options(place, 4, 8);
        o.featureCache = cache;
        o.cachedViews = 2;
        o.seed = all.size() + 1;
        const Shape shape = network.input().shape();
        all.push_back({name, network, o, KnownPictures(Pictures(44, shape, 5), round + " training "),
                       KnownPictures(Pictures(20, shape, 5, 6), round + " validation ")});
    };
    add("all layers", chain(0.5), false);
    add("a head on cached features", frozenTrunk(chain(0.5)), true);
    add("a head on features computed each time", frozenTrunk(chain(0.5)), false);
    add("another head on the same features", frozenTrunk(chain(0.5)), true);
    return all;
}

std::unique_ptr<TrainingRun> started(Contestant& one, const Lane& lane) {
    return required(torchEngine().start({one.network, &one.training, &one.validation, one.options, nullptr, lane}));
}

/// Epoch after epoch until each has ended: the first ones in turn, then all at once. Calls `begun` when that begins.
template <class Begun>
std::vector<std::unique_ptr<TrainingRun>> race(std::vector<Contestant>& all, RunControl& control, const Begun& begun) {
    const int count = static_cast<int>(all.size());
    std::vector<std::unique_ptr<TrainingRun>> runs;
    for (auto& one : all)
        runs.push_back(started(one, {static_cast<int>(runs.size()), count}));
    std::atomic<std::size_t> turn = 0;
    std::latch firstEpochs(count + 1);
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < all.size(); ++i)
        threads.emplace_back([&, i] {
            for (std::size_t now = turn; now != i; now = turn)
                turn.wait(now);
            bool more = required(runs[i]->epoch(control, all[i].said));
            ++turn;
            turn.notify_all();
            firstEpochs.arrive_and_wait();
            while (more)
                more = required(runs[i]->epoch(control, all[i].said));
        });
    firstEpochs.arrive_and_wait();
    begun();
    threads.clear();
    return runs;
}

void atOnceIsAsAlone(Report& report, const Place& place) {
    RunControl control;
    auto together = contestants(place, "at once");
    const auto runs = race(together, control, [] {});
    auto alone = contestants(place, "alone");
    for (std::size_t i = 0; i < alone.size(); ++i) {
        const std::string& name = alone[i].name;
        const auto run = started(alone[i], {});
        required(train(*run, control, alone[i].said));
        report.atMost("at once against alone, weights: " + name, difference(runs[i]->last(), run->last()),
                      place.gpu ? lanesBound : 0);
        double largest = 0;
        for (std::size_t e = 0; e < alone[i].said.epochs.size() && e < together[i].said.epochs.size(); ++e)
            largest = std::max(
                largest, std::abs(together[i].said.epochs[e].validationLoss - alone[i].said.epochs[e].validationLoss) /
                             alone[i].said.epochs[e].validationLoss);
        report.atMost("at once against alone, validation losses: " + name, largest, place.gpu ? lanesBound : 0);
        report.holds("at once every step is reported: " + name,
                     together[i].said.steps.size() == alone[i].said.steps.size() && together[i].said.messages.empty());
        const RunResult result = runs[i]->result();
        report.holds("at once what is frozen stays bit-identical: " + name,
                     result.reason == FinishReason::completed && result.frozenUnchanged);
    }
    const auto images = [&](std::size_t i) { return runs[i]->result().cache.images; };
    report.holds("of the same features each view is computed once", images(1) + images(3) == 2 * 44 + 20,
                 std::to_string(images(1) + images(3)) + " of 108 pictures");
}

void aStopReachesAll(Report& report, const Place& place) {
    auto all = contestants(place, "stopped");
    for (auto& one : all)
        one.options.epochs = 1'000'000;
    RunControl control;
    using Clock = std::chrono::steady_clock;
    Clock::time_point asked;
    const auto runs = race(all, control, [&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        asked = Clock::now();
        control.stop();
    });
    const double seconds = std::chrono::duration<double>(Clock::now() - asked).count();
    report.holds("a stop ends all that train at once", std::ranges::all_of(runs, [](const auto& run) {
                     return run->result().reason == FinishReason::stopped && run->checkpoint().epoch > 0;
                 }));
    report.atMost("from the stop request to the end of all", seconds, stopSeconds, " s");
}

}  // namespace

void checkLanes(Report& report, const Place& place) {
    const std::vector<RunSize> sizes(4, RunSize{chain(), options(place, 4, 8), 64});
    const int lanes = torchEngine().lanesFor(sizes);
    report.holds("small runs: several at once on a GPU, one at a time on the CPU",
                 place.gpu ? lanes > 1 && lanes <= 4 : lanes == 1, std::to_string(lanes));
    atOnceIsAsAlone(report, place);
    aStopReachesAll(report, place);
}

}  // namespace layerbench::gpu
