// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/transferability_json.h"

#include "core/project/json_reader.h"
#include "core/project/options_json.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace layerbench {

namespace {

Json measured(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json toJson(const TransferabilityMeasurement& m) {
    return {{"seed", m.run.seed},
            {"origin", std::string(1, letter(m.run.origin))},
            {"depth", m.run.depth},
            {"frozen", m.run.frozen},
            {"reason", std::string(name(m.reason))},
            {"validation_accuracy", measured(m.accuracy)},
            {"last_validation_accuracy", measured(m.lastAccuracy)},
            {"best_epoch", m.bestEpoch},
            {"trainable_parameters", m.trainableParameters},
            {"total_parameters", m.totalParameters},
            {"frozen_unchanged", m.frozenUnchanged},
            {"seconds", measured(m.seconds)}};
}

Json toJson(const TransferabilityTask& task) {
    return {{"origin", std::string(1, letter(task.origin))},
            {"data", task.data},
            {"classes", task.classes},
            {"training_pictures", task.trainingPictures},
            {"validation_pictures", task.validationPictures}};
}

Json toJson(const TransferabilityResult& study) {
    Json json{{"architecture", study.architecture},
              {"cuts", study.cuts},
              {"tasks", Json::array()},
              {"depths", study.depths},
              {"seeds", study.seeds},
              {"options", Json::object()}};
    json["augmentation"] = std::string(name(study.augmentation));
    json["stopped"] = study.stopped;
    json["runs"] = Json::array();
    for (const auto& task : study.tasks)
        json["tasks"].push_back(toJson(task));
    json["options"] = Json::parse(optionsToJson(study.options));
    for (const auto& run : study.runs)
        json["runs"].push_back(toJson(run));
    return json;
}

/// NaN where a run diverged.
Result<double> asShare(const JsonNode& node) {
    if (node.value->is_null())
        return std::numeric_limits<double>::quiet_NaN();
    LB_TRY(const double share, asNumber(node));
    if (share < 0 || share > 1)
        return failureAt(node, Error{text(LB_TEXT("project", "an accuracy lies between 0 and 1."))});
    return share;
}

/// What is written as a word of a list.
template <class Value>
Result<Value> asOneOf(const JsonNode& node, std::span<const Value> values, std::string (*word)(Value)) {
    LB_TRY(const auto said, asString(node));
    const auto found = std::ranges::find(values, said, word);
    if (found == values.end())
        return failureAt(node, Error{text(LB_TEXT("project", "“%1” is not known."), said)});
    return *found;
}

Result<Origin> asOrigin(const JsonNode& node) {
    constexpr std::array all{Origin::target, Origin::similar, Origin::dissimilar};
    return asOneOf<Origin>(node, all, [](Origin origin) { return std::string(1, letter(origin)); });
}

Result<FinishReason> asReason(const JsonNode& node) {
    constexpr std::array all{FinishReason::completed, FinishReason::stopped,  FinishReason::earlyStopping,
                             FinishReason::timeLimit, FinishReason::diverged, FinishReason::failed};
    return asOneOf<FinishReason>(node, all, [](FinishReason reason) { return std::string(name(reason)); });
}

Result<Augmentation> asAugmentation(const JsonNode& node) {
    LB_TRY(const auto said, asString(node));
    const auto found = augmentationFromName(said);
    if (!found)
        return failureAt(node, found.error());
    return *found;
}

Result<TrainingOptions> asOptions(const JsonNode& node) {
    auto options = optionsFromJson(dump(*node.value));
    if (!options)
        return failureAt(node, options.error());
    return options;
}

Result<TransferabilityMeasurement> asMeasurement(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"seed", "origin", "depth", "frozen", "reason", "validation_accuracy",
                              "last_validation_accuracy", "best_epoch", "trainable_parameters", "total_parameters",
                              "frozen_unchanged", "seconds"}));
    TransferabilityMeasurement m;
    LB_CHECK(read(m.run.seed, node, "seed", asSeed));
    LB_CHECK(read(m.run.origin, node, "origin", asOrigin));
    LB_CHECK(read(m.run.depth, node, "depth", asCount));
    LB_CHECK(read(m.run.frozen, node, "frozen", asFlag));
    LB_CHECK(read(m.reason, node, "reason", asReason));
    LB_CHECK(read(m.accuracy, node, "validation_accuracy", asShare));
    LB_CHECK(read(m.lastAccuracy, node, "last_validation_accuracy", asShare));
    LB_CHECK(read(m.bestEpoch, node, "best_epoch", asCount));
    LB_CHECK(read(m.trainableParameters, node, "trainable_parameters", asCount));
    LB_CHECK(read(m.totalParameters, node, "total_parameters", asCount));
    LB_CHECK(read(m.frozenUnchanged, node, "frozen_unchanged", asFlag));
    LB_CHECK(read(m.seconds, node, "seconds", asNumber));
    return m;
}

Result<TransferabilityTask> asTask(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"origin", "data", "classes", "training_pictures", "validation_pictures"}));
    TransferabilityTask task;
    LB_CHECK(read(task.origin, node, "origin", asOrigin));
    LB_CHECK(read(task.data, node, "data", asString));
    LB_CHECK(read(task.classes, node, "classes", asStrings));
    LB_CHECK(read(task.trainingPictures, node, "training_pictures", asCount));
    LB_CHECK(read(task.validationPictures, node, "validation_pictures", asCount));
    return task;
}

Result<void> checkDepths(const JsonNode& node, const TransferabilityResult& study) {
    const auto good = [&](std::int64_t depth) { return depth >= 1 && depth <= std::ssize(study.cuts); };
    const bool planned = std::ranges::all_of(study.depths, good);
    if (planned && std::ranges::all_of(study.runs, [&](const TransferabilityMeasurement& measurement) {
            return measurement.run.depth == 0 || good(measurement.run.depth);
        }))
        return {};
    return failureAt(node,
                     Error{text(LB_TEXT("project", "there is a depth beyond the %1 cut points."), study.cuts.size())});
}

Result<TransferabilityResult> asStudy(const JsonNode& node) {
    LB_CHECK(checkKeys(
        node, {"architecture", "cuts", "tasks", "depths", "seeds", "options", "augmentation", "stopped", "runs"}));
    TransferabilityResult study;
    LB_CHECK(read(study.architecture, node, "architecture", asString));
    LB_CHECK(read(study.cuts, node, "cuts", asStrings));
    LB_TRY(const JsonNode tasks, member(node, "tasks"));
    LB_TRY(study.tasks, asList(tasks, asTask));
    LB_TRY(const JsonNode depths, member(node, "depths"));
    LB_TRY(study.depths, asList(depths, asCount));
    LB_TRY(const JsonNode seeds, member(node, "seeds"));
    LB_TRY(study.seeds, asList(seeds, asSeed));
    LB_CHECK(read(study.options, node, "options", asOptions));
    LB_CHECK(read(study.augmentation, node, "augmentation", asAugmentation));
    LB_CHECK(read(study.stopped, node, "stopped", asFlag));
    LB_TRY(const JsonNode runs, member(node, "runs"));
    LB_TRY(study.runs, asList(runs, asMeasurement));
    LB_CHECK(checkDepths(node, study));
    return study;
}

}  // namespace

std::string studiesToJson(std::span<const TransferabilityResult> studies) {
    Json list = Json::array();
    for (const auto& study : studies)
        list.push_back(toJson(study));
    return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::vector<TransferabilityResult>> studiesFromJson(std::string_view text) {
    LB_TRY(const Json json, parseJson(text));
    return asList(JsonNode{&json, ""}, asStudy);
}

}  // namespace layerbench
