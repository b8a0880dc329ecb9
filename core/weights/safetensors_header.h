// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/network/tensor.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// A header of more bytes than this is refused, as the safetensors library does.
inline constexpr std::uint64_t maximumSafetensorsHeaderBytes = 100'000'000;

struct SafetensorsEntry {
    std::string name;
    ScalarType type = ScalarType::float32;
    Shape shape;
    std::uint64_t begin = 0;  ///< bytes behind the header; end - begin is what type and shape need
    std::uint64_t end = 0;
};

/// The JSON header of a safetensors file, checked: no name twice, known types, sizes that agree with the shapes, and
/// offsets that cover the `dataBytes` behind the header without holes or overlaps.
struct SafetensorsHeader {
    std::vector<SafetensorsEntry> entries;  ///< in the order of the header
    std::map<std::string, std::string> metadata;
};

Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, std::uint64_t dataBytes,
                                                 const std::string& fileName);

/// safetensors' name of a type: "F32", "BF16", "I64", "BOOL".
std::string_view safetensorsName(ScalarType type);

}  // namespace layerbench
