// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/weights/state_dict.h"

#include <string>
#include <vector>

namespace layerbench {

inline constexpr const char* architectureKey = "layerbench.architecture";
inline constexpr const char* classesKey = "layerbench.classes";

/// The class names in a file's metadata; none where it has no such entry. An entry that is no JSON array of
/// `classCount` texts is an error.
Result<std::vector<std::string>> classNamesIn(const StateDict& weights, std::int64_t classCount,
                                              const std::string& source);
/// The entry for these names. Bytes that are not UTF-8 become "�".
std::string classNamesText(const std::vector<std::string>& names);

}  // namespace layerbench
