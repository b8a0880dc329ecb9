// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/numbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace layerbench {

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const auto part : parts)
        out += part;
    return out;
}

std::string fixedText(double value, int decimals) {
    if (!std::isfinite(value))
        return {};
    char buffer[512];  // the largest double has 309 digits
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals).ptr;
    std::string text(buffer, end);
    // -0.0 is no number that people write.
    return text.find_first_not_of("-0.") == std::string::npos && text[0] == '-' ? text.substr(1) : text;
}

std::string exactText(double value) {
    if (!std::isfinite(value))
        return {};
    char buffer[64];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

std::string groupedText(std::int64_t value) {
    std::string text = std::to_string(value);
    const std::size_t first = value < 0 ? 1 : 0;
    for (std::size_t at = text.size(); at > first + 3;) {
        at -= 3;
        text.insert(at, 1, ',');
    }
    return text;
}

std::string csvField(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string quoted = "\"";
    for (const char letter : text)
        quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    return quoted + "\"";
}

std::size_t letterCount(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

Ticks niceTicks(double low, double high, int count) {
    if (!std::isfinite(low) || !std::isfinite(high) || high - low > 1e300)
        return niceTicks(0, 1, count);
    if (high <= low)
        high = low + std::max(1.0, std::abs(low) * 1e-3);
    const double rough = (high - low) / std::max(1, count - 1);
    const double power = std::pow(10, std::floor(std::log10(rough)));
    const double share = rough / power;
    const double step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    Ticks ticks;
    ticks.decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 12);
    // A hair of tolerance: 0.30000000000000004 / 0.1 must not open another step.
    const double first = std::floor(low / step + 1e-9);
    const double last = std::ceil(high / step - 1e-9);
    for (double i = first; i <= last; ++i)
        ticks.values.push_back(i * step);
    return ticks;
}

}  // namespace layerbench
