// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reading JSON that came from outside, with errors that name the place. Private to the room.

#include "core/network/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace layerbench {

/// Keeps the order in which keys were written, so that what we write reads like a page.
using Json = nlohmann::ordered_json;

/// A value and where it stands: "edits[2].layers".
struct JsonNode {
    const Json* value;
    std::string path;
};

/// Beyond these a text is refused before it is parsed: 64 MiB, 64 levels.
constexpr std::size_t largestJson = std::size_t{64} << 20;
constexpr int deepestJson = 64;

/// The error names line and column, or the key that stands twice in one object.
Result<Json> parseJson(std::string_view text);

/// The node must be an object and have no other keys.
Result<void> checkKeys(const JsonNode& node, std::initializer_list<std::string_view> allowed);
/// The member that must be there; the error names what is missing. checkKeys() or isObject first.
Result<JsonNode> member(const JsonNode& node, std::string_view key);
std::optional<JsonNode> optionalMember(const JsonNode& node, std::string_view key);
/// The elements of an array.
Result<std::vector<JsonNode>> elements(const JsonNode& node);

Result<std::string> asString(const JsonNode& node);
Result<std::vector<std::string>> asStrings(const JsonNode& node);
Result<bool> asFlag(const JsonNode& node);
/// Any finite number.
Result<double> asNumber(const JsonNode& node);
Result<std::int64_t> asInteger(const JsonNode& node, std::int64_t minimum, std::int64_t maximum);
Result<std::uint64_t> asSeed(const JsonNode& node);
/// From 0 to 2^53, beyond which JSON's numbers are no longer exact.
Result<std::int64_t> asCount(const JsonNode& node);

/// The member `key`, read by `reader` into `place`.
template <class Value>
Result<void> read(Value& place, const JsonNode& node, std::string_view key, Result<Value> (*reader)(const JsonNode&)) {
    LB_TRY(const JsonNode found, member(node, key));
    LB_TRY(place, reader(found));
    return {};
}

/// The elements of an array, each read by `reader`.
template <class Value>
Result<std::vector<Value>> asList(const JsonNode& node, Result<Value> (*reader)(const JsonNode&)) {
    std::vector<Value> list;
    LB_TRY(const auto nodes, elements(node));
    for (const auto& element : nodes) {
        LB_TRY(Value value, reader(element));
        list.push_back(std::move(value));
    }
    return list;
}

/// The node with an error found in it by someone else: "edits[2].kind: …".
Failure failureAt(const JsonNode& node, const Error& error);

/// Two spaces a level; every byte that is no UTF-8 becomes U+FFFD.
std::string dump(const Json& json);

}  // namespace layerbench
