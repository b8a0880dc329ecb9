// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// Marks an English template that the window translates; `context` is the room's name.
/// `lupdate -tr-function-alias QT_TRANSLATE_NOOP+=LB_TEXT` collects the marked texts.
#define LB_TEXT(context, source) source

namespace layerbench {

/// A sentence for people: an English template with the places %1, %2, … and what stands in them.
/// Core never translates; the window looks `source` up and fills the same arguments in.
struct Text {
    std::string source;
    std::vector<std::string> arguments;

    /// The template with its places filled in. `%%` is not special; a place without argument stays as it is.
    std::string english() const;

    bool operator==(const Text&) const = default;
};

/// How a number stands in a sentence: whole numbers in full, others with up to six significant digits.
std::string toText(double value);
std::string toText(std::int64_t value);
inline std::string toText(std::string value) {
    return value;
}
inline std::string toText(const char* value) {
    return value;
}
template <class Integer>
requires std::is_integral_v<Integer> std::string toText(Integer value) {
    return toText(static_cast<std::int64_t>(value));
}

/// text(LB_TEXT("network", "Layer %1 has %2 inputs."), name, 3)
template <class... Arguments>
Text text(const char* source, Arguments&&... arguments) {
    return Text{source, {toText(std::forward<Arguments>(arguments))...}};
}

}  // namespace layerbench
