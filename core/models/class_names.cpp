// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/class_names.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace layerbench {

Result<std::vector<std::string>> classNamesIn(const StateDict& weights, std::int64_t classCount,
                                              const std::string& source) {
    const auto entry = weights.metadata.find(classesKey);
    if (entry == weights.metadata.end())
        return std::vector<std::string>{};
    const auto json = nlohmann::json::parse(entry->second, nullptr, false);
    if (!json.is_array() || !std::ranges::all_of(json, [](const auto& name) { return name.is_string(); }))
        return failure(LB_TEXT("models", "“%1” has a metadata entry “%2” that is no JSON array of class names. "
                                         "Mend that entry or take it out."),
                       source, classesKey);
    if (std::ssize(json) != classCount)
        return failure(LB_TEXT("models", "“%1” has %3 class names in its metadata entry “%2”, but %4 classes. "
                                         "Mend that entry or take it out."),
                       source, classesKey, json.size(), classCount);
    std::vector<std::string> names;
    for (const auto& name : json)
        names.push_back(name.template get<std::string>());
    return names;
}

std::string classNamesText(const std::vector<std::string>& names) {
    return nlohmann::json(names).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace layerbench
