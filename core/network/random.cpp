// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/random.h"

#include <cmath>

namespace layerbench {

double Random::normal() {
    // The pair's second half is thrown away: a draw then depends on nothing but the state.
    for (;;) {
        const double x = uniform(-1, 1);
        const double y = uniform(-1, 1);
        const double s = x * x + y * y;
        if (s > 0 && s < 1)
            return x * std::sqrt(-2 * std::log(s) / s);
    }
}

std::uint64_t mixSeed(std::uint64_t a, std::uint64_t b) {
    Random first(a);
    Random second(first.next() ^ b);
    return second.next();
}

std::uint64_t mixSeed(std::uint64_t a, std::string_view text) {
    // FNV-1a, then mixed: the text decides the stream, not the quality of the numbers.
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return mixSeed(a, hash);
}

}  // namespace layerbench
