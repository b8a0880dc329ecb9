// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/json_reader.h"

#include "core/network/nearest_name.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace layerbench {

namespace {

/// Depth of brackets outside of strings. Counted before parsing, so that a hostile text builds nothing.
int depthOf(std::string_view text) {
    int depth = 0;
    int deepest = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (inString) {
            if (letter == '\\')
                ++i;
            else if (letter == '"')
                inString = false;
        } else if (letter == '"') {
            inString = true;
        } else if (letter == '[' || letter == '{') {
            deepest = std::max(deepest, ++depth);
        } else if (letter == ']' || letter == '}') {
            --depth;
        }
    }
    return deepest;
}

Failure malformed(std::string_view text, std::size_t byte) {
    const auto before = text.substr(0, byte > 0 ? std::min(byte - 1, text.size()) : 0);
    const auto line = 1 + std::ranges::count(before, '\n');
    const auto lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return failure(LB_TEXT("project", "Line %1, column %2: this is not valid JSON. Look for a missing comma, quote or "
                                      "bracket there."),
                   line, before.size() - lineStart + 1);
}

std::string_view typeName(const Json& value) {
    if (value.is_object())
        return "an object";
    if (value.is_array())
        return "a list";
    if (value.is_string())
        return "a text";
    if (value.is_boolean())
        return "true or false";
    if (value.is_number())
        return "a number";
    return "null";
}

std::string said(const JsonNode& node) {
    return node.path.empty() ? "The document" : node.path;
}

Failure wrongType(const JsonNode& node, const char* wanted) {
    return failure(LB_TEXT("project", "%1 must be %2, but is %3."), said(node), wanted,
                   std::string(typeName(*node.value)));
}

}  // namespace

Result<Json> parseJson(std::string_view text) {
    if (text.size() > largestJson)
        return failure(LB_TEXT("project", "The JSON text has %1 bytes; at most %2 are read."), text.size(),
                       largestJson);
    if (depthOf(text) > deepestJson)
        return failure(LB_TEXT("project", "The JSON text is nested more than %1 levels deep."), deepestJson);
    // nlohmann keeps one of two equal keys in silence; a person who wrote both should hear of it.
    std::vector<std::set<std::string>> keys;
    std::optional<std::string> twice;
    const auto watch = [&](int, Json::parse_event_t event, const Json& value) {
        if (event == Json::parse_event_t::object_start)
            keys.emplace_back();
        else if (event == Json::parse_event_t::object_end)
            keys.pop_back();
        else if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
            twice = value.get<std::string>();
        return true;
    };
    try {
        Json json = Json::parse(text, watch);
        if (twice)
            return failure(LB_TEXT("project", "The key “%1” stands twice in one object; keep one of them."), *twice);
        return json;
    } catch (const Json::parse_error& error) {
        return malformed(text, error.byte);
    } catch (const Json::exception&) {  // a number beyond double
        return failure(LB_TEXT("project", "The JSON text holds a number that is too large."));
    }
}

Result<void> checkKeys(const JsonNode& node, std::initializer_list<std::string_view> allowed) {
    if (!node.value->is_object())
        return wrongType(node, "an object");
    for (const auto& [key, value] : node.value->items())
        if (std::ranges::find(allowed, key) == allowed.end()) {
            const std::vector<std::string> names(allowed.begin(), allowed.end());
            return failure(LB_TEXT("project", "%1 has an unknown key “%2”; the nearest is “%3”."), said(node), key,
                           nearestName(key, names));
        }
    return {};
}

Result<JsonNode> member(const JsonNode& node, std::string_view key) {
    if (auto found = optionalMember(node, key))
        return *found;
    if (!node.value->is_object())
        return wrongType(node, "an object");
    return failure(LB_TEXT("project", "%1 lacks “%2”."), said(node), std::string(key));
}

std::optional<JsonNode> optionalMember(const JsonNode& node, std::string_view key) {
    if (!node.value->is_object())
        return std::nullopt;
    const auto found = node.value->find(std::string(key));
    if (found == node.value->end())
        return std::nullopt;
    return JsonNode{&*found, node.path + (node.path.empty() ? "" : ".") + std::string(key)};
}

Result<std::vector<JsonNode>> elements(const JsonNode& node) {
    if (!node.value->is_array())
        return wrongType(node, "a list");
    std::vector<JsonNode> nodes;
    for (const auto& value : *node.value)
        nodes.push_back({&value, node.path + "[" + std::to_string(nodes.size()) + "]"});
    return nodes;
}

Result<std::string> asString(const JsonNode& node) {
    if (!node.value->is_string())
        return wrongType(node, "a text");
    return node.value->get<std::string>();
}

Result<std::vector<std::string>> asStrings(const JsonNode& node) {
    LB_TRY(const auto nodes, elements(node));
    std::vector<std::string> strings;
    for (const auto& element : nodes) {
        LB_TRY(auto string, asString(element));
        strings.push_back(std::move(string));
    }
    return strings;
}

Result<bool> asFlag(const JsonNode& node) {
    if (!node.value->is_boolean())
        return wrongType(node, "true or false");
    return node.value->get<bool>();
}

Result<double> asNumber(const JsonNode& node) {
    if (!node.value->is_number() || !std::isfinite(node.value->get<double>()))
        return wrongType(node, "a number");
    return node.value->get<double>();
}

Result<std::int64_t> asInteger(const JsonNode& node, std::int64_t minimum, std::int64_t maximum) {
    const auto& value = *node.value;
    const bool tooLarge = value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX;
    if (!value.is_number_integer())
        return wrongType(node, "a whole number");
    if (tooLarge || value.get<std::int64_t>() < minimum || value.get<std::int64_t>() > maximum)
        return failure(LB_TEXT("project", "%1 is %2; it must lie between %3 and %4."), said(node), value.dump(),
                       minimum, maximum);
    return value.get<std::int64_t>();
}

Result<std::uint64_t> asSeed(const JsonNode& node) {
    if (!node.value->is_number_unsigned())
        return wrongType(node, "a whole number of at least 0");
    return node.value->get<std::uint64_t>();
}

Result<std::int64_t> asCount(const JsonNode& node) {
    return asInteger(node, 0, std::int64_t{1} << 53);
}

Failure failureAt(const JsonNode& node, const Error& error) {
    return failure(LB_TEXT("project", "%1: %2"), said(node), error.message());
}

std::string dump(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace layerbench
