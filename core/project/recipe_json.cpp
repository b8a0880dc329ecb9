// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/recipe_json.h"

#include "core/project/layer_json.h"
#include "core/project/options_json.h"

#include <algorithm>
#include <array>

namespace layerbench {

namespace {

constexpr std::int64_t largestClassCount = 1 << 20;

// ---- Writing

/// One function an edit: the object without its "edit" key.
struct EditWriter {
    Json operator()(const SliceAfter& e) const { return {{"edit", "slice_after"}, {"layer", e.layer}}; }
    Json operator()(const RemoveLayer& e) const { return {{"edit", "remove"}, {"layer", e.layer}}; }
    Json operator()(const InsertLayer& e) const {
        Json json{{"edit", "insert"}, {"after", e.after}};
        if (!e.before.empty())
            json["before"] = e.before;
        json["kind"] = std::string(kindInfo(e.kind).name);
        json["attributes"] = toJson(e.attributes);
        if (!e.name.empty())
            json["name"] = e.name;
        json["initialisation"] = toJson(e.initialisation);
        return json;
    }
    Json operator()(const ReplaceLayer& e) const {
        return {{"edit", "replace"},
                {"layer", e.layer},
                {"kind", std::string(kindInfo(e.kind).name)},
                {"attributes", toJson(e.attributes)},
                {"initialisation", toJson(e.initialisation)}};
    }
    Json operator()(const ReplaceHead& e) const {
        Json json{{"edit", "replace_head"}, {"classes", "data"}};
        if (e.classCount > 0)
            json["classes"] = e.classCount;
        json["initialisation"] = toJson(e.initialisation);
        return json;
    }
    Json operator()(const SetTrainable& e) const {
        return {{"edit", e.trainable ? "unfreeze" : "freeze"}, {"layers", toJson(e.layers)}};
    }
    Json operator()(const SetBatchNormPolicy& e) const {
        return {{"edit", "batch_norm"}, {"layers", toJson(e.layers)}, {"policy", std::string(name(e.policy))}};
    }
    Json operator()(const Reinitialise& e) const {
        return {{"edit", "reinitialise"}, {"layers", toJson(e.layers)}, {"initialisation", toJson(e.initialisation)}};
    }
    Json operator()(const SetLearningRate& e) const {
        return {{"edit", "learning_rate"}, {"layers", toJson(e.layers)}, {"multiplier", e.multiplier}};
    }
    Json operator()(const SetDropout& e) const {
        return {{"edit", "dropout"}, {"layers", toJson(e.layers)}, {"p", e.p}};
    }
};

// ---- Reading

Result<std::string> stringOf(const JsonNode& node, std::string_view key) {
    LB_TRY(const auto value, member(node, key));
    return asString(value);
}

Result<std::string> optionalStringOf(const JsonNode& node, std::string_view key) {
    const auto value = optionalMember(node, key);
    return value ? asString(*value) : Result<std::string>(std::string());
}

Result<double> numberOf(const JsonNode& node, std::string_view key) {
    LB_TRY(const auto value, member(node, key));
    return asNumber(value);
}

Result<Selection> selectionOf(const JsonNode& edit) {
    LB_TRY(const auto node, member(edit, "layers"));
    return selectionFrom(node);
}

Result<Initialisation> initialisationOf(const JsonNode& edit) {
    const auto node = optionalMember(edit, "initialisation");
    return node ? initialisationFrom(*node) : Result<Initialisation>(Initialisation{});
}

Result<Attributes> attributesOf(const JsonNode& edit, Kind kind) {
    const auto node = optionalMember(edit, "attributes");
    return node ? attributesFrom(*node, kind) : Result<Attributes>(Attributes{});
}

Result<Edit> readSlice(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"edit", "layer"}));
    LB_TRY(auto layer, stringOf(node, "layer"));
    return SliceAfter{std::move(layer)};
}

Result<Edit> readRemove(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"edit", "layer"}));
    LB_TRY(auto layer, stringOf(node, "layer"));
    return RemoveLayer{std::move(layer)};
}

Result<Edit> readInsert(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"edit", "after", "before", "kind", "attributes", "name", "initialisation"}));
    InsertLayer edit;
    LB_TRY(edit.after, stringOf(node, "after"));
    LB_TRY(edit.before, optionalStringOf(node, "before"));
    LB_TRY(const auto kind, member(node, "kind"));
    LB_TRY(edit.kind, kindFrom(kind));
    LB_TRY(edit.attributes, attributesOf(node, edit.kind));
    LB_TRY(edit.name, optionalStringOf(node, "name"));
    LB_TRY(edit.initialisation, initialisationOf(node));
    return edit;
}

Result<Edit> readReplace(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"edit", "layer", "kind", "attributes", "initialisation"}));
    ReplaceLayer edit;
    LB_TRY(edit.layer, stringOf(node, "layer"));
    LB_TRY(const auto kind, member(node, "kind"));
    LB_TRY(edit.kind, kindFrom(kind));
    LB_TRY(edit.attributes, attributesOf(node, edit.kind));
    LB_TRY(edit.initialisation, initialisationOf(node));
    return edit;
}

Result<Edit> readReplaceHead(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"edit", "classes", "initialisation"}));
    ReplaceHead edit;
    LB_TRY(const auto classes, member(node, "classes"));
    if (*classes.value != "data") {
        if (classes.value->is_string())
            return failure(LB_TEXT("project", "%1 must be “data” or a number of classes."), classes.path);
        LB_TRY(edit.classCount, asInteger(classes, 2, largestClassCount));
    }
    LB_TRY(edit.initialisation, initialisationOf(node));
    return edit;
}

Result<Edit> readFreeze(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"edit", "layers"}));
    LB_TRY(auto layers, selectionOf(node));
    return SetTrainable{std::move(layers), *optionalMember(node, "edit")->value == "unfreeze"};
}

Result<Edit> readBatchNorm(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"edit", "layers", "policy"}));
    LB_TRY(auto layers, selectionOf(node));
    LB_TRY(const auto policyNode, member(node, "policy"));
    LB_TRY(const auto policy, policyFrom(policyNode));
    return SetBatchNormPolicy{std::move(layers), policy};
}

Result<Edit> readReinitialise(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"edit", "layers", "initialisation"}));
    LB_TRY(auto layers, selectionOf(node));
    LB_TRY(const auto initialisation, initialisationOf(node));
    return Reinitialise{std::move(layers), initialisation};
}

Result<Edit> readLearningRate(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"edit", "layers", "multiplier"}));
    LB_TRY(auto layers, selectionOf(node));
    LB_TRY(const auto multiplier, numberOf(node, "multiplier"));
    return SetLearningRate{std::move(layers), multiplier};
}

Result<Edit> readDropout(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"edit", "layers", "p"}));
    LB_TRY(auto layers, selectionOf(node));
    LB_TRY(const auto p, numberOf(node, "p"));
    return SetDropout{std::move(layers), p};
}

struct EditReader {
    std::string_view name;
    Result<Edit> (*read)(const JsonNode&);
};
constexpr std::array readers{
    EditReader{"slice_after", readSlice},
    EditReader{"remove", readRemove},
    EditReader{"insert", readInsert},
    EditReader{"replace", readReplace},
    EditReader{"replace_head", readReplaceHead},
    EditReader{"freeze", readFreeze},
    EditReader{"unfreeze", readFreeze},
    EditReader{"batch_norm", readBatchNorm},
    EditReader{"reinitialise", readReinitialise},
    EditReader{"learning_rate", readLearningRate},
    EditReader{"dropout", readDropout},
};

Result<Edit> editFrom(const JsonNode& node) {
    LB_TRY(const auto kindNode, member(node, "edit"));
    LB_TRY(const auto kind, asString(kindNode));
    const auto reader = std::ranges::find(readers, kind, &EditReader::name);
    if (reader == readers.end()) {
        std::string known;
        for (const auto& each : readers)
            known += (known.empty() ? "" : ", ") + std::string(each.name);
        return failure(LB_TEXT("project", "%1: there is no edit “%2”; edits are %3."), kindNode.path, kind, known);
    }
    return reader->read(node);
}

Json toJson(const Recipe& recipe) {
    Json edits = Json::array();
    for (const auto& edit : recipe.edits)
        edits.push_back(std::visit(EditWriter{}, edit));
    return {{"name", recipe.name}, {"explanation", recipe.explanation}, {"edits", std::move(edits)}};
}

/// What belongs to a repeat or a machine, not to the recipe.
constexpr std::array ofTheRun{"seed",       "feature_cache", "half_features", "cached_views", "early_stopping",
                              "time_limit", "device",        "threads",       "precision"};

}  // namespace

std::string recipeToJson(const Recipe& recipe) {
    return dump(toJson(recipe));
}

std::string recipeFileToJson(const RecipeFile& file) {
    Json json = toJson(file.recipe);
    if (file.training) {
        Json training = Json::parse(optionsToJson(*file.training));
        for (const char* key : ofTheRun)
            training.erase(key);
        json["training"] = std::move(training);
    }
    return dump(json);
}

Result<RecipeFile> recipeFileFromJson(std::string_view text) {
    LB_TRY(const Json json, parseJson(text));
    const JsonNode root{&json, ""};
    LB_CHECK(checkKeys(root, {"name", "explanation", "edits", "training"}));
    RecipeFile file;
    LB_TRY(file.recipe.name, stringOf(root, "name"));
    LB_TRY(file.recipe.explanation, optionalStringOf(root, "explanation"));
    LB_TRY(const auto edits, member(root, "edits"));
    LB_TRY(const auto nodes, elements(edits));
    for (const auto& node : nodes) {
        LB_TRY(auto edit, editFrom(node));
        file.recipe.edits.push_back(std::move(edit));
    }
    if (const auto training = optionalMember(root, "training")) {
        auto options = optionsFromJson(dump(*training->value));
        if (!options)
            return failureAt(*training, options.error());
        file.training = std::move(*options);
    }
    return file;
}

Result<Recipe> recipeFromJson(std::string_view text) {
    LB_TRY(RecipeFile file, recipeFileFromJson(text));
    return std::move(file.recipe);
}

}  // namespace layerbench
