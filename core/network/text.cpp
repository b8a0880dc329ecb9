// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/text.h"

#include <charconv>
#include <cmath>

namespace layerbench {

std::string Text::english() const {
    std::string out;
    out.reserve(source.size() + 32);
    for (std::size_t i = 0; i < source.size(); ++i) {
        const bool place = source[i] == '%' && i + 1 < source.size() && source[i + 1] >= '1' && source[i + 1] <= '9';
        const auto index = place ? static_cast<std::size_t>(source[i + 1] - '1') : arguments.size();
        if (index < arguments.size()) {
            out += arguments[index];
            ++i;
        } else {
            out += source[i];
        }
    }
    return out;
}

std::string toText(double value) {
    if (std::isnan(value))
        return "NaN";
    // to_chars, because printf writes a comma for the point in some locales. Above 2^53 not every whole number is a
    // double, so the digits would promise too much.
    constexpr double largestExact = 9007199254740992.0;
    if (std::trunc(value) == value && std::abs(value) <= largestExact)
        return std::to_string(static_cast<std::int64_t>(value));
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 6).ptr;
    return {buffer, end};
}

std::string toText(std::int64_t value) {
    return std::to_string(value);
}

}  // namespace layerbench
