// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Numbers as text, the same on every machine whatever its locale, and axes with round ticks. Private to the room.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// The parts one after the other.
std::string joined(std::initializer_list<std::string_view> parts);

/// With exactly so many decimals; "" for NaN and infinities.
std::string fixedText(double value, int decimals);
/// The shortest text that reads back as the same number; "" for NaN and infinities.
std::string exactText(double value);
/// 1,235,496
std::string groupedText(std::int64_t value);

/// A field of a CSV line (RFC 4180): quoted where it holds a comma, a quote or a line break.
std::string csvField(std::string_view text);

/// Letters, for alignment: code points of UTF-8 text.
std::size_t letterCount(std::string_view text);

/// Round numbers (1, 2 or 5 times a power of ten apart) from at or below `low` to at or above `high`, about `count` of
/// them; at least two, and the first below the last whatever is given.
struct Ticks {
    std::vector<double> values;
    int decimals = 0;  ///< that all of them need
};
Ticks niceTicks(double low, double high, int count);

}  // namespace layerbench
