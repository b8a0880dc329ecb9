// SPDX-License-Identifier: GPL-3.0-or-later
// Our side of the races: ResNet-50 at 224 through the engine's door, as the program itself trains.
#include "core/training/engine/module.h"
#include "tests/gpu/checks.h"

#include <cstdio>
#include <iostream>
#include <limits>

namespace layerbench::gpu {

namespace {

constexpr std::int64_t classes = 1000;

/// A message of a run (memory ran out, features do not fit) would make the race another one: it is shown.
class Loud final : public Recorder {
public:
    void onMessage(const Text& text) override {
        std::printf("message %s\n", text.english().c_str());
        std::fflush(stdout);
    }
};

}  // namespace

int contend(const Contest& contest) {
    const Network network = contest.race == "train" ? resNet50(classes) : frozenTrunk(resNet50(classes));
    EndlessPictures data(contest.batchSize * contest.steps, network.input().shape(), classes);
    TrainingOptions o;
    o.epochs = contest.run;
    o.batchSize = contest.batchSize;
    o.learningRate = 0.001;
    o.featureCache = contest.race == "head";
    o.compute.device = contest.device;
    o.compute.precision = contest.precision;
    auto run = required(torchEngine().start({network, &data, nullptr, o, nullptr}));
    RunControl control;
    Loud said;
    const auto epoch = [&] {
        said.epochs.clear();
        said.steps.clear();
        if (!required(run->epoch(control, said)))
            giveUp("the run ended: " + std::string(name(run->result().reason)) + " " +
                   run->result().explanation.english());
        return said.epochs.back();
    };
    // The first epoch chooses kernels and fills the cache; the second finds everything in its place.
    const EpochMetrics first = epoch();
    epoch();
    std::printf("ready %.9g\n", first.seconds);
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line) && line == "round";) {
        double seconds = 0;
        for (int i = 0; i < contest.epochs; ++i)
            seconds += static_cast<double>(data.size()) / epoch().imagesPerSecond;
        std::printf("images %.9g seconds %.9g\n", static_cast<double>(data.size() * contest.epochs), seconds);
        std::fflush(stdout);
    }
    return 0;
}

}  // namespace layerbench::gpu
