// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/options_json.h"

#include "core/project/layer_json.h"

namespace layerbench {

namespace {

Result<void> read(const JsonNode& node, std::int64_t& value) {
    LB_TRY(value, asInteger(node, 0, std::int64_t{1} << 53));
    return {};
}
Result<void> read(const JsonNode& node, int& value) {
    LB_TRY(const auto number, asInteger(node, 0, 1 << 16));
    value = static_cast<int>(number);
    return {};
}
Result<void> read(const JsonNode& node, std::uint64_t& value) {
    LB_TRY(value, asSeed(node));
    return {};
}
Result<void> read(const JsonNode& node, double& value) {
    LB_TRY(value, asNumber(node));
    return {};
}
Result<void> read(const JsonNode& node, bool& value) {
    LB_TRY(value, asFlag(node));
    return {};
}
Result<void> read(const JsonNode& node, std::string& value) {
    LB_TRY(value, asString(node));
    return {};
}

/// A value that is written as its name.
template <class Value>
Result<void> readNamed(const JsonNode& node, Value& value, Result<Value> (*fromName)(std::string_view)) {
    LB_TRY(const auto name, asString(node));
    const auto found = fromName(name);
    if (!found)
        return failureAt(node, found.error());
    value = *found;
    return {};
}
Result<void> read(const JsonNode& node, Optimizer& value) {
    return readNamed(node, value, optimizerFromName);
}
Result<void> read(const JsonNode& node, Schedule& value) {
    return readNamed(node, value, scheduleFromName);
}
Result<void> read(const JsonNode& node, Precision& value) {
    return readNamed(node, value, precisionFromName);
}

Result<Phase> phaseFrom(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"epoch", "layers", "trainable", "rate"}));
    Phase phase;
    LB_TRY(const auto epoch, member(node, "epoch"));
    LB_CHECK(read(epoch, phase.epoch));
    LB_TRY(const auto layers, member(node, "layers"));
    LB_TRY(phase.layers, selectionFrom(layers));
    if (const auto trainable = optionalMember(node, "trainable"))
        LB_CHECK(read(*trainable, phase.trainable));
    if (const auto rate = optionalMember(node, "rate"))
        LB_CHECK(read(*rate, phase.rate));
    return phase;
}

Result<void> read(const JsonNode& node, std::vector<Phase>& value) {
    LB_TRY(const auto nodes, elements(node));
    for (const auto& each : nodes) {
        LB_TRY(auto phase, phaseFrom(each));
        value.push_back(std::move(phase));
    }
    return {};
}

Json written(const std::vector<Phase>& phases) {
    Json json = Json::array();
    for (const auto& phase : phases)
        json.push_back({{"epoch", phase.epoch},
                        {"layers", toJson(phase.layers)},
                        {"trainable", phase.trainable},
                        {"rate", phase.rate}});
    return json;
}

template <class Value>
Json written(const Value& value) {
    if constexpr (std::is_enum_v<Value>)
        return std::string(name(value));
    else
        return value;
}

/// The table of keys: reading and writing walk the same one, so none can be forgotten in either.
template <class Options, class Visit>
void eachKey(Options& options, Visit visit) {
    visit("epochs", options.epochs);
    visit("batch_size", options.batchSize);
    visit("optimizer", options.optimizer);
    visit("learning_rate", options.learningRate);
    visit("momentum", options.momentum);
    visit("weight_decay", options.weightDecay);
    visit("schedule", options.schedule);
    visit("step_size", options.stepSize);
    visit("gamma", options.gamma);
    visit("seed", options.seed);
    visit("feature_cache", options.featureCache);
    visit("half_features", options.halfFeatures);
    visit("cached_views", options.cachedViews);
    visit("early_stopping", options.earlyStopping);
    visit("time_limit", options.timeLimit);
    visit("phases", options.phases);
    visit("device", options.compute.device);
    visit("threads", options.compute.threads);
    visit("precision", options.compute.precision);
}

}  // namespace

std::string optionsToJson(const TrainingOptions& options) {
    Json json = Json::object();
    eachKey(options, [&](const char* key, const auto& value) { json[key] = written(value); });
    // Programs from before there were phases or half features go on reading the options of runs without them.
    if (options.phases.empty())
        json.erase("phases");
    if (!options.halfFeatures)
        json.erase("half_features");
    return dump(json);
}

Result<TrainingOptions> optionsFromJson(std::string_view text) {
    LB_TRY(const Json json, parseJson(text));
    const JsonNode root{&json, ""};
    LB_CHECK(
        checkKeys(root, {"epochs", "batch_size", "optimizer", "learning_rate", "momentum", "weight_decay", "schedule",
                         "step_size", "gamma", "seed", "feature_cache", "half_features", "cached_views",
                         "early_stopping", "time_limit", "phases", "device", "threads", "precision"}));
    TrainingOptions options;
    Result<void> outcome;
    eachKey(options, [&](const char* key, auto& value) {
        if (const auto node = optionalMember(root, key); node && outcome)
            outcome = read(*node, value);
    });
    LB_CHECK(outcome);
    LB_CHECK(check(options));
    return options;
}

}  // namespace layerbench
