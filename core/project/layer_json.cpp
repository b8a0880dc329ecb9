// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/layer_json.h"

#include <algorithm>
#include <array>

namespace layerbench {

namespace {

constexpr std::array policies{BatchNormPolicy::frozen, BatchNormPolicy::statisticsOnly, BatchNormPolicy::trained};

Result<AttributeValue> attributeFrom(const JsonNode& node) {
    const Json& value = *node.value;
    if (value.is_boolean())
        return value.get<bool>();
    if (value.is_number_integer()) {
        LB_TRY(const auto integer, asInteger(node, INT32_MIN, INT32_MAX));
        return integer;
    }
    if (value.is_number_float()) {
        LB_TRY(const auto number, asNumber(node));
        return number;
    }
    if (value.is_array() && value.size() == 2) {
        LB_TRY(const auto nodes, elements(node));
        LB_TRY(const auto height, asInteger(nodes[0], INT32_MIN, INT32_MAX));
        LB_TRY(const auto width, asInteger(nodes[1], INT32_MIN, INT32_MAX));
        return Pair{height, width};
    }
    return failure(LB_TEXT("project", "%1 must be a number, true or false, or a pair such as [3, 3]."), node.path);
}

}  // namespace

Json toJson(const Attributes& attributes) {
    Json json = Json::object();
    for (const auto& [name, value] : attributes.all())
        std::visit([&json, &key = name](const auto& v) { json[key] = v; }, value);
    return json;
}

Result<Attributes> attributesFrom(const JsonNode& node, Kind kind) {
    if (!node.value->is_object())
        return failure(LB_TEXT("project", "%1 must be an object such as {\"kernel_size\": [3, 3]}."), node.path);
    Attributes given;
    for (const auto& [key, value] : node.value->items()) {
        LB_TRY(const auto attribute, attributeFrom({&value, node.path + "." + key}));
        given.set(key, attribute);
    }
    const auto complete = completeAttributes(kind, given, {});
    if (!complete)
        return failureAt(node, complete.error());
    // Widened as the table wants, but without what was not given: that follows from the input later.
    Attributes checked;
    for (const auto& [name, value] : complete->all())
        if (given.has(name))
            checked.set(name, value);
    return checked;
}

Json toJson(const Initialisation& initialisation) {
    return {{"scheme", std::string(name(initialisation.scheme))}, {"stream", initialisation.stream}};
}

Result<Initialisation> initialisationFrom(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"scheme", "stream"}));
    Initialisation initialisation;
    LB_TRY(const auto schemeNode, member(node, "scheme"));
    LB_TRY(const auto schemeName, asString(schemeNode));
    if (!schemeFromName(schemeName, initialisation.scheme)) {
        std::string known;
        for (const Scheme scheme : allSchemes())
            known += (known.empty() ? "" : ", ") + std::string(name(scheme));
        return failure(LB_TEXT("project", "%1: there is no scheme “%2”; schemes are %3."), schemeNode.path, schemeName,
                       known);
    }
    if (const auto stream = optionalMember(node, "stream")) {
        LB_TRY(const auto number, asInteger(*stream, 0, UINT32_MAX));
        initialisation.stream = static_cast<std::uint32_t>(number);
    }
    return initialisation;
}

Result<Kind> kindFrom(const JsonNode& node) {
    LB_TRY(const auto kindName, asString(node));
    const auto kind = kindFromName(kindName);
    if (!kind)
        return failureAt(node, kind.error());
    return *kind;
}

std::string_view name(BatchNormPolicy policy) {
    switch (policy) {
    case BatchNormPolicy::frozen:
        return "frozen";
    case BatchNormPolicy::statisticsOnly:
        return "statistics_only";
    case BatchNormPolicy::trained:
        return "trained";
    }
    return {};
}

Result<BatchNormPolicy> policyFrom(const JsonNode& node) {
    LB_TRY(const auto policyName, asString(node));
    const auto found =
        std::ranges::find_if(policies, [&](BatchNormPolicy policy) { return name(policy) == policyName; });
    if (found == policies.end())
        return failure(LB_TEXT("project", "%1: there is no batch-norm policy “%2”; policies are frozen, "
                                          "statistics_only and trained."),
                       node.path, policyName);
    return *found;
}

Json toJson(const Selection& selection) {
    const auto& arguments = selection.arguments;
    switch (selection.by) {
    case Selection::By::names:
        return {{"names", arguments}};
    case Selection::By::range:
        return {{"range", arguments}};
    case Selection::By::pattern:
        return {{"pattern", arguments.at(0)}};
    case Selection::By::block:
        return {{"block", arguments.at(0)}};
    case Selection::By::role:
        return {{"role", arguments.at(0)}};
    }
    assert(false);
    return {};
}

Result<Selection> selectionFrom(const JsonNode& node) {
    LB_CHECK(checkKeys(node, {"names", "pattern", "range", "block", "role"}));
    if (node.value->size() != 1)
        return failure(
            LB_TEXT("project", "%1 must have exactly one of the keys names, pattern, range, block and role."),
            node.path);
    const std::string key = node.value->begin().key();
    LB_TRY(const auto value, member(node, key));
    if (key == "names" || key == "range") {
        LB_TRY(auto names, asStrings(value));
        if (names.empty() || (key == "range" && names.size() != 2))
            return failure(LB_TEXT("project", "%1 has %2 names; it needs %3."), value.path, names.size(),
                           key == "range" ? "two" : "at least one");
        return Selection{key == "names" ? Selection::By::names : Selection::By::range, std::move(names)};
    }
    LB_TRY(auto argument, asString(value));
    const auto by = key == "pattern" ? Selection::By::pattern
                    : key == "block" ? Selection::By::block
                                     : Selection::By::role;
    return Selection{by, {std::move(argument)}};
}

}  // namespace layerbench
