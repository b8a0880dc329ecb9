// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/advice_json.h"

#include "core/project/json_reader.h"

#include <cmath>

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
    LB_TRY(const JsonNode caseName, member(root, "case"));
    LB_TRY(record.caseName, asString(caseName));
    LB_TRY(const JsonNode cut, member(root, "cut"));
    LB_TRY(record.cut, asString(cut));
    LB_TRY(const JsonNode proposed, member(root, "proposed_cut"));
    LB_TRY(record.proposedCut, asString(proposed));
    LB_TRY(const JsonNode confidence, member(root, "confidence"));
    LB_TRY(record.confidence, asNumber(confidence));
    return record;
}

}  // namespace layerbench
