// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

/// The arithmetic of the generated samples. Everything is made of +, -, *, / and sqrt on doubles, which IEEE 754 rounds
/// the same everywhere; these sources are compiled without contraction to fused multiply-adds (see CMakeLists.txt), and
/// nothing here calls sin, exp or pow, whose last bit differs between C libraries.
///
/// A picture is the square [-1, 1] x [-1, 1], x to the right, y down; lengths are in these units.
namespace layerbench::samples {

struct Point {
    double x = 0;
    double y = 0;
};

constexpr Point operator+(Point a, Point b) {
    return {a.x + b.x, a.y + b.y};
}
constexpr Point operator-(Point a, Point b) {
    return {a.x - b.x, a.y - b.y};
}
constexpr Point operator*(Point a, double factor) {
    return {a.x * factor, a.y * factor};
}
constexpr double dot(Point a, Point b) {
    return a.x * b.x + a.y * b.y;
}
inline double length(Point a) {
    return std::sqrt(dot(a, a));
}

constexpr double clamp01(double value) {
    return value < 0 ? 0 : value > 1 ? 1 : value;
}
constexpr double mix(double a, double b, double share) {
    return a + (b - a) * share;
}

/// 0 below `from`, 1 above `to`, smooth between (3t² - 2t³).
constexpr double smoothStep(double from, double to, double value) {
    const double t = clamp01((value - from) / (to - from));
    return t * t * (3 - 2 * t);
}

/// How much of a pixel of width `pixel` lies inside an outline whose signed distance at its centre is `distance`
/// (negative inside).
constexpr double coverage(double distance, double pixel) {
    return clamp01(0.5 - distance / pixel);
}

constexpr int floorToInt(double value) {
    const int whole = static_cast<int>(value);
    return value < whole ? whole - 1 : whole;
}
constexpr double fraction(double value) {
    return value - floorToInt(value);
}

/// Sine and cosine of an angle in turns (1 is once round), to about 1e-9.
double sineOfTurn(double turns);
inline double cosineOfTurn(double turns) {
    return sineOfTurn(turns + 0.25);
}
inline Point direction(double turns) {
    return {cosineOfTurn(turns), sineOfTurn(turns)};
}

/// `point` in a frame whose x axis is the unit vector `axis`.
constexpr Point inFrame(Point point, Point axis) {
    return {point.x * axis.x + point.y * axis.y, point.y * axis.x - point.x * axis.y};
}

/// SplitMix64's output function (Steele, Lea, Flood 2014).
constexpr std::uint64_t scramble(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

/// Counter-based random numbers: draw n of stream `key` is scramble(key + n * golden). Every part of a scene has its
/// own stream, so that one more draw in a part leaves the others as they were.
class Random {
public:
    Random(std::uint64_t key, std::uint64_t part) : state_(scramble(key ^ scramble(part))) {}

    std::uint64_t next() {
        const std::uint64_t value = scramble(state_);
        state_ += 0x9e3779b97f4a7c15ULL;
        return value;
    }
    /// In [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    double uniform(double from, double to) { return from + (to - from) * uniform(); }
    /// In 0 … count-1.
    int below(int count) { return static_cast<int>(((next() >> 32) * static_cast<std::uint64_t>(count)) >> 32); }
    bool chance(double probability) { return uniform() < probability; }
    double sign() { return chance(0.5) ? 1 : -1; }
    std::uint32_t noiseSeed() { return static_cast<std::uint32_t>(next()); }

private:
    std::uint64_t state_;
};

constexpr std::uint32_t hashCell(int x, int y, std::uint32_t seed) {
    std::uint32_t h = static_cast<std::uint32_t>(x) * 0x9e3779b1U ^ static_cast<std::uint32_t>(y) * 0x85ebca77U ^ seed;
    h = (h ^ (h >> 15)) * 0x2c1b3c6dU;
    h = (h ^ (h >> 12)) * 0x297a2d39U;
    return h ^ (h >> 15);
}

/// A random number in [0, 1) that belongs to a lattice cell.
constexpr double cellValue(int x, int y, std::uint32_t seed) {
    return hashCell(x, y, seed) * 0x1p-32;
}

/// Smooth random field in [0, 1], one lattice cell per unit (value noise).
double noise(Point point, std::uint32_t seed);

/// Sum of `octaves` noise fields, each half as large and twice as strong in frequency as the one before, in [0, 1].
/// Octaves finer than two pixels (`pixel`: width of a pixel in units of `point`) are left out: they would alias.
double cloud(Point point, int octaves, double pixel, std::uint32_t seed);

}  // namespace layerbench::samples
