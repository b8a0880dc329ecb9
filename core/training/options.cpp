// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/options.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>
#include <string>
#include <thread>

namespace layerbench {

namespace {

template <class Value>
struct Named {
    Value value;
    std::string_view name;
};

constexpr std::array optimizers{
    Named{Optimizer::sgd, std::string_view("sgd")},
    Named{Optimizer::adam, std::string_view("adam")},
    Named{Optimizer::adamw, std::string_view("adamw")},
    Named{Optimizer::rmsprop, std::string_view("rmsprop")},
};
constexpr std::array schedules{
    Named{Schedule::constant, std::string_view("constant")},
    Named{Schedule::step, std::string_view("step")},
    Named{Schedule::cosine, std::string_view("cosine")},
    Named{Schedule::oneCycle, std::string_view("one-cycle")},
};
constexpr std::array precisions{
    Named{Precision::float32, std::string_view("float32")},
    Named{Precision::bfloat16, std::string_view("bfloat16")},
};

template <class Table, class Value>
std::string_view nameIn(const Table& table, Value value) {
    for (const auto& row : table)
        if (row.value == value)
            return row.name;
    assert(false);
    return {};
}

template <class Value, class Table>
Result<Value> valueIn(const Table& table, std::string_view name, const char* what) {
    std::string choices;
    for (const auto& row : table) {
        if (row.name == name)
            return row.value;
        choices += (choices.empty() ? "" : ", ") + std::string(row.name);
    }
    return failure(LB_TEXT("training", "“%1” is no %2; choose one of %3."), std::string(name), what, choices);
}

Result<void> inRange(const char* name, double value, double low, double high) {
    if (std::isfinite(value) && value >= low && value <= high)
        return {};
    return failure(LB_TEXT("training", "%1 is %2; it must lie between %3 and %4."), name, value, low, high);
}

/// From `from` to `to` along half a cosine, as `share` goes from 0 to 1.
double cosineBetween(double from, double to, double share) {
    return to + (from - to) / 2 * (1 + std::cos(std::numbers::pi * share));
}

/// The option is SGD's and RMSprop's; Adam has its own beta1.
double momentumOf(const TrainingOptions& options) {
    constexpr double beta1 = 0.9;
    const bool adam = options.optimizer == Optimizer::adam || options.optimizer == Optimizer::adamw;
    return adam ? beta1 : options.momentum;
}

/// Smith and Topin 2017, as in PyTorch's OneCycleLR: up over 30 % of the steps, then down far below the start.
Rate oneCycle(const TrainingOptions& options, std::int64_t step, std::int64_t steps) {
    constexpr double warmUp = 0.3;
    constexpr double start = 1.0 / 25;
    constexpr double end = start / 1e4;
    constexpr double highMomentum = 0.95;
    constexpr double lowMomentum = 0.85;
    const double total = static_cast<double>(steps);
    const double now = static_cast<double>(step);
    const double peak = warmUp * total - 1;
    Rate rate{1, momentumOf(options)};
    if (now <= peak || total - 1 <= peak) {
        const double share = peak > 0 ? now / peak : 1;
        rate = {cosineBetween(start, 1, share), cosineBetween(highMomentum, lowMomentum, share)};
    } else {
        const double share = (now - peak) / (total - 1 - peak);
        rate = {cosineBetween(1, end, share), cosineBetween(lowMomentum, highMomentum, share)};
    }
    if (momentumOf(options) == 0)
        rate.momentum = 0;
    return rate;
}

Rate scheduled(const TrainingOptions& options, std::int64_t step, std::int64_t stepsPerEpoch) {
    const std::int64_t epoch = step / stepsPerEpoch;
    switch (options.schedule) {
    case Schedule::constant:
        return {1, momentumOf(options)};
    case Schedule::step:
        return {std::pow(options.gamma, static_cast<double>(epoch / options.stepSize)), momentumOf(options)};
    case Schedule::cosine:
        return {cosineBetween(1, 0, static_cast<double>(epoch) / static_cast<double>(options.epochs)),
                momentumOf(options)};
    case Schedule::oneCycle:
        return oneCycle(options, step, options.epochs * stepsPerEpoch);
    }
    assert(false);
    return {1, momentumOf(options)};
}

/// `number` counts from 1, as people do.
Result<void> checkPhase(const TrainingOptions& options, std::size_t number) {
    constexpr double lowest = 1e-6;
    constexpr double highest = 1000;
    const Phase& phase = options.phases[number - 1];
    if (options.epochs == 1)
        return failure(
            LB_TEXT("training", "A run of one epoch has no room for phases: they come before a later epoch."));
    if (phase.epoch < 2 || phase.epoch > options.epochs)
        return failure(LB_TEXT("training",
                               "Phase %1 comes before epoch %2; in a run of %3 epochs it must be one from 2 "
                               "to %3."),
                       number, phase.epoch, options.epochs);
    if (number > 1 && phase.epoch < options.phases[number - 2].epoch)
        return failure(LB_TEXT("training",
                               "Phase %1 (epoch %2) stands behind phase %3 (epoch %4); put them in the order "
                               "of their epochs."),
                       number, phase.epoch, number - 1, options.phases[number - 2].epoch);
    if (phase.layers.arguments.empty())
        return failure(LB_TEXT("training", "Phase %1 (epoch %2) names no layers."), number, phase.epoch);
    if (!(phase.rate >= lowest && phase.rate <= highest))
        return failure(LB_TEXT("training", "The rate of phase %1 (epoch %2) is %3; it must lie between %4 and %5."),
                       number, phase.epoch, phase.rate, lowest, highest);
    return {};
}

}  // namespace

std::string_view name(Optimizer optimizer) {
    return nameIn(optimizers, optimizer);
}
std::string_view name(Schedule schedule) {
    return nameIn(schedules, schedule);
}
std::string_view name(Precision precision) {
    return nameIn(precisions, precision);
}
Result<Optimizer> optimizerFromName(std::string_view name) {
    return valueIn<Optimizer>(optimizers, name, "optimizer");
}
Result<Schedule> scheduleFromName(std::string_view name) {
    return valueIn<Schedule>(schedules, name, "schedule");
}
Result<Precision> precisionFromName(std::string_view name) {
    return valueIn<Precision>(precisions, name, "precision");
}

int threadCount(const ComputeOptions& options) {
    return options.threads > 0 ? options.threads : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

Result<void> check(const TrainingOptions& options) {
    LB_CHECK(inRange("epochs", static_cast<double>(options.epochs), 1, 1e6));
    LB_CHECK(inRange("batch-size", static_cast<double>(options.batchSize), 1, 65536));
    LB_CHECK(inRange("learning-rate", options.learningRate, 1e-12, 1000));
    LB_CHECK(inRange("momentum", options.momentum, 0, 0.99999));
    LB_CHECK(inRange("weight-decay", options.weightDecay, 0, 100));
    LB_CHECK(inRange("step-size", static_cast<double>(options.stepSize), 1, 1e6));
    LB_CHECK(inRange("gamma", options.gamma, 1e-9, 10));
    LB_CHECK(inRange("cached-views", static_cast<double>(options.cachedViews), 1, 1000));
    LB_CHECK(inRange("early-stopping", static_cast<double>(options.earlyStopping), 0, 1e6));
    LB_CHECK(inRange("time-limit", options.timeLimit, 0, 1e9));
    LB_CHECK(inRange("threads", options.compute.threads, 0, 1024));
    for (std::size_t number = 1; number <= options.phases.size(); ++number)
        LB_CHECK(checkPhase(options, number));
    return {};
}

std::int64_t stepsFor(const TrainingOptions& options, std::int64_t pictures) {
    return (pictures + options.batchSize - 1) / options.batchSize;
}

Rate rateAt(const TrainingOptions& options, std::int64_t step, std::int64_t stepsPerEpoch) {
    Rate rate = scheduled(options, step, stepsPerEpoch);
    const auto begun = std::ranges::find_if(options.phases.rbegin(), options.phases.rend(), [&](const Phase& phase) {
        return phase.epoch <= step / stepsPerEpoch + 1;
    });
    if (begun != options.phases.rend())
        rate.factor *= begun->rate;
    return rate;
}

}  // namespace layerbench
