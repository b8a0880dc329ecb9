// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/advice_json.h"

#include "core/project/json_reader.h"

#include <cmath>
#include <limits>

namespace layerbench {

namespace {

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json sentences(const std::vector<Text>& texts) {
    Json list = Json::array();
    for (const auto& text : texts)
        list.push_back(text.english());
    return list;
}

Json sizeOf(const Advice& advice) {
    const Observation& seen = advice.observation;
    Json learning = Json::array();
    for (const auto& point : seen.learning)
        learning.push_back(
            {{"share", point.share}, {"pictures", point.pictures}, {"accuracy", number(point.accuracy)}});
    return {{"pictures", seen.pictures},
            {"classes", seen.classes},
            {"observed", seen.observed},
            {"unexplained", number(advice.unexplained)},
            {"verdict", advice.large ? "large" : "small"},
            {"learning_curve", std::move(learning)}};
}

Json similarityOf(const Advice& advice) {
    Json json{{"verdict", advice.different ? "different" : "similar"}, {"difference", number(advice.difference)}};
    if (const auto& source = advice.observation.source) {
        json["source"] = source->source;
        json["frechet_distance"] = number(source->distance);
        json["percentile"] = number(source->percentile);
        json["reference"] = source->reference;
    } else {
        json["source"] = nullptr;
    }
    return json;
}

/// NaN where it was not measured.
Result<double> asMeasured(const JsonNode& node) {
    if (node.value->is_null())
        return std::numeric_limits<double>::quiet_NaN();
    return asNumber(node);
}

Result<BlockProbe> asProbe(const JsonNode& node) {
    BlockProbe probe;
    LB_CHECK(read(probe.cut, node, "layer", asString));
    LB_CHECK(read(probe.neighbours, node, "knn", asMeasured));
    LB_CHECK(read(probe.ridge, node, "ridge", asMeasured));
    LB_CHECK(read(probe.width, node, "width", asCount));
    return probe;
}

Result<std::vector<BlockProbe>> asProfile(const JsonNode& node) {
    LB_TRY(auto blocks, asList(node, asProbe));
    if (blocks.empty())
        return failureAt(node, Error{text(LB_TEXT("project", "there is no block"))});
    return blocks;
}

Result<LearningPoint> asPoint(const JsonNode& node) {
    LearningPoint point;
    LB_CHECK(read(point.share, node, "share", asNumber));
    LB_CHECK(read(point.pictures, node, "pictures", asCount));
    LB_CHECK(read(point.accuracy, node, "accuracy", asMeasured));
    return point;
}

Result<std::vector<LearningPoint>> asLearning(const JsonNode& node) {
    return asList(node, asPoint);
}

Result<std::vector<double>> asNumbers(const JsonNode& node) {
    return asList(node, asNumber);
}

Result<std::optional<SourceDistance>> sourceFrom(const JsonNode& similarity) {
    LB_TRY(const JsonNode source, member(similarity, "source"));
    if (source.value->is_null())
        return std::optional<SourceDistance>();
    SourceDistance distance;
    LB_TRY(distance.source, asString(source));
    LB_CHECK(read(distance.distance, similarity, "frechet_distance", asMeasured));
    LB_CHECK(read(distance.percentile, similarity, "percentile", asMeasured));
    LB_CHECK(read(distance.reference, similarity, "reference", asNumbers));
    return std::optional(std::move(distance));
}

Result<Observation> observationFrom(const JsonNode& root, const JsonNode& similarity) {
    Observation seen;
    LB_TRY(const JsonNode size, member(root, "size"));
    LB_CHECK(read(seen.pictures, size, "pictures", asCount));
    LB_CHECK(read(seen.classes, size, "classes", asCount));
    LB_CHECK(read(seen.observed, size, "observed", asCount));
    LB_CHECK(read(seen.learning, size, "learning_curve", asLearning));
    LB_CHECK(read(seen.blocks, root, "profile", asProfile));
    LB_TRY(seen.source, sourceFrom(similarity));
    // Advices kept before this was noted were on pretrained networks.
    if (const auto pretrained = optionalMember(root, "pretrained")) {
        LB_TRY(seen.pretrained, asFlag(*pretrained));
    }
    return seen;
}

}  // namespace

std::string adviceToJson(const Advice& advice) {
    const Observation& seen = advice.observation;
    Json profile = Json::array();
    for (const auto& block : seen.blocks)
        profile.push_back({{"layer", block.cut},
                           {"knn", number(block.neighbours)},
                           {"ridge", number(block.ridge)},
                           {"width", block.width}});
    const Json json{{"case", name(advice.which)},
                    {"cut", advice.cut},
                    {"proposed_cut", proposedCut(advice)},
                    {"confidence", number(advice.confidence)},
                    {"size", sizeOf(advice)},
                    {"similarity", similarityOf(advice)},
                    {"pretrained", seen.pretrained},
                    {"profile", std::move(profile)},
                    {"reasons", sentences(advice.reasons)},
                    {"doubts", sentences(advice.doubts)},
                    {"seconds", {{"looking", seen.secondsLooking}, {"probing", seen.secondsProbing}}}};
    return dump(json);
}

Result<AdviceRecord> adviceFromJson(std::string_view text) {
    LB_TRY(const Json json, parseJson(text));
    const JsonNode root{&json, ""};
    AdviceRecord record;
    LB_CHECK(read(record.caseName, root, "case", asString));
    LB_CHECK(read(record.cut, root, "cut", asString));
    LB_CHECK(read(record.proposedCut, root, "proposed_cut", asString));
    LB_CHECK(read(record.confidence, root, "confidence", asNumber));
    LB_CHECK(read(record.reasons, root, "reasons", asStrings));
    LB_CHECK(read(record.doubts, root, "doubts", asStrings));
    LB_TRY(const JsonNode similarity, member(root, "similarity"));
    LB_CHECK(read(record.difference, similarity, "difference", asMeasured));
    LB_TRY(record.observation, observationFrom(root, similarity));
    return record;
}

}  // namespace layerbench
