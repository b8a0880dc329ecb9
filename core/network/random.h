// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace layerbench {

/// SplitMix64 (Steele, Lea and Flood 2014): small, good, and the same on every machine, unlike the
/// distributions of <random>.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    /// In [0, 1), in steps of 2^-53.
    double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// In [0, bound), bound > 0, without bias.
    std::uint64_t below(std::uint64_t bound) {
        const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
        for (;;)
            if (const auto value = next(); value < limit)
                return value % bound;
    }
    /// Normal with mean 0 and variance 1 (Marsaglia's polar method).
    double normal();

private:
    std::uint64_t state_;
};

/// One seed out of several numbers or a text, well mixed: different inputs give unrelated streams.
std::uint64_t mixSeed(std::uint64_t a, std::uint64_t b);
std::uint64_t mixSeed(std::uint64_t a, std::string_view text);

}  // namespace layerbench
