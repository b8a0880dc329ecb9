// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Small comparisons of the demonstration network, and one who listens to them.

#include "core/project/comparison.h"
#include "core/study/cases.h"

#include <QStringList>
#include <QtGlobal>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace layerbench::fixture {

constexpr std::int64_t epochs = 2;

template <class Value>
Value required(Result<Value> result) {
    if (!result)
        qFatal("%s", result.error().message().c_str());
    return *std::move(result);
}

/// Keeps the order in which epochs came, with their threads, and the runs' ends. Notices when two speak at once.
class Ear final : public ComparisonListener {
public:
    struct Sink final : MetricSink {
        Sink(Ear& owner, ComparisonRun which) : ear(owner), run(which) {}
        void onStep(const StepMetrics&) override { const Listening listening(ear); }
        void onEpoch(const EpochMetrics& metrics) override {
            const Listening listening(ear);
            ear.order << QStringLiteral("%1.%2").arg(run.contestant).arg(metrics.epoch);
            ear.threads[run.contestant].push_back(std::this_thread::get_id());
            if (ear.onEpoch)
                ear.onEpoch();
        }
        Ear& ear;
        ComparisonRun run;
    };

    MetricSink& onRun(const ComparisonRun& run) override {
        runs.push_back(run);
        return *sinks.emplace_back(std::make_unique<Sink>(*this, run));
    }
    void onFinished(const ComparisonRun& run, const RunResult& result) override {
        const Listening listening(*this);
        results[run.id] = result;
    }

    QStringList order;
    std::map<std::size_t, std::vector<std::thread::id>> threads;  ///< by contestant, epoch after epoch
    std::vector<ComparisonRun> runs;
    std::map<std::int64_t, RunResult> results;
    std::function<void()> onEpoch;
    std::vector<std::unique_ptr<Sink>> sinks;
    std::atomic<bool> twoAtOnce = false;

private:
    struct Listening {
        explicit Listening(Ear& ear) : ear_(ear) {
            if (ear.busy_.exchange(true))
                ear.twoAtOnce = true;
        }
        ~Listening() { ear_.busy_ = false; }
        Ear& ear_;
    };
    std::atomic<bool> busy_ = false;
};

/// On the CPU with one thread, a few pictures a class.
inline ComparisonRequest request(const std::vector<std::string>& cases, const std::vector<std::uint64_t>& seeds) {
    RunControl control;
    ComparisonRequest wanted{required(openNetworkSource("demo")),
                             required(openRunData("samples:similar?per-class=4&validation=2", {.perClass = 2},
                                                  Augmentation::none, 1, &control)),
                             seeds,
                             {},
                             "{}",
                             "samples:similar"};  // none of the network's classes: its own task is not looked at
    for (const auto& caseName : cases) {
        const Case which = *caseFromName(caseName);
        TrainingOptions options = defaultOptions(which, wanted.network.network, 16);
        options.epochs = epochs;
        options.compute.device = "cpu";
        options.compute.threads = 1;
        wanted.contestants.push_back(
            {caseName, required(caseRecipe(which, wanted.network.network, cutPoints(wanted.network.network).front())),
             options});
    }
    return wanted;
}

}  // namespace layerbench::fixture
