// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace layerbench {

/// Of `candidates` the one that takes the fewest single-letter changes (Levenshtein distance) to become `name`,
/// for errors that propose what was meant. Empty where there are none.
std::string nearestName(std::string_view name, std::span<const std::string> candidates);

}  // namespace layerbench
