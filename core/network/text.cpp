// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/text.h"

#include <cstdio>

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
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.6g", value);
    return buffer;
}

std::string toText(std::int64_t value) {
    return std::to_string(value);
}

}  // namespace layerbench
