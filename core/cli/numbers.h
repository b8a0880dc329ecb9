// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace layerbench {

/// JSON knows no NaN: what was not measured is null.
nlohmann::ordered_json jsonNumber(double value);

/// "74.5 %"; a dash for what was not measured.
std::string percent(double share);

}  // namespace layerbench
