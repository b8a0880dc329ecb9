// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/verdict.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <vector>

namespace layerbench {

namespace {

/// Deviations below this are the rounding of equal accuracies: a billion pictures would be needed for a smaller step.
constexpr double noSpread = 1e-9;

/// ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) from 20 on, where four terms leave 1e-15. std::lgamma() writes a
/// global variable, which threads would share.
double logGamma(double x) {
    double below = 1;
    for (; x < 20; ++x)
        below *= x;
    const double r = 1 / (x * x);
    const double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r / 1680))) / x;
    return (x - 0.5) * std::log(x) - x + 0.5 * std::log(2 * std::numbers::pi) + series - std::log(below);
}

/// The continued fraction of the incomplete beta function, DLMF 8.17.22, by Lentz's method (Press et al., Numerical
/// Recipes, 3rd ed., 6.4). Converges in some √max(a, b) steps for x < (a + 1) / (a + b + 2).
double betaFraction(double a, double b, double x) {
    constexpr double tiny = 1e-300;
    const auto notZero = [](double value) { return std::abs(value) < tiny ? tiny : value; };
    double c = 1;
    double d = 1 / notZero(1 - (a + b) * x / (a + 1));
    double value = d;
    for (int step = 1; step < 100000; ++step) {
        const double m = step;
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / notZero(1 + even * d);
        c = notZero(1 + even / c);
        value *= c * d;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / notZero(1 + odd * d);
        c = notZero(1 + odd / c);
        value *= c * d;
        if (std::abs(c * d - 1) < 1e-15)
            break;
    }
    return value;
}

/// The regularised incomplete beta function I_x(a, b); `rest` is 1 - x, given apart so that it keeps its digits.
double incompleteBeta(double a, double b, double x, double rest) {
    if (x <= 0)
        return 0;
    if (rest <= 0)
        return 1;
    const double front = std::exp(a * std::log(x) + b * std::log(rest) + logGamma(a + b) - logGamma(a) - logGamma(b));
    if (x < (a + 1) / (a + b + 2))
        return front * betaFraction(a, b, x) / a;
    return 1 - front * betaFraction(b, a, rest) / b;
}

/// Probability of a value farther from 0 than t under Student's distribution: I_x(n/2, 1/2) with x = n / (n + t²).
double twoSided(double t, double degrees) {
    const double square = t * t;
    return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + square), square / (degrees + square));
}

/// The t > 0 that Student's distribution exceeds on either side with the given probability, by bisection.
double studentQuantile(double probability, double degrees) {
    double low = 0;
    double high = 1;
    for (; twoSided(high, degrees) > probability; high *= 2)
        low = high;
    for (int step = 0; step < 60; ++step) {
        const double middle = (low + high) / 2;
        (twoSided(middle, degrees) > probability ? low : high) = middle;
    }
    return (low + high) / 2;
}

double welch(const Spread& a, const Spread& b) {
    if (a.count < 2 || b.count < 2)
        return std::numeric_limits<double>::quiet_NaN();
    const auto square = [](double value) { return value * value; };
    const double errorA = square(a.deviation) / static_cast<double>(a.count);
    const double errorB = square(b.deviation) / static_cast<double>(b.count);
    const double error = errorA + errorB;
    if (error == 0)
        return a.mean == b.mean ? 1 : 0;
    // Shares of the error, not errors: their squares could be too small for a double.
    const double degrees = 1 / (square(errorA / error) / static_cast<double>(a.count - 1) +
                                square(errorB / error) / static_cast<double>(b.count - 1));
    return twoSided((a.mean - b.mean) / std::sqrt(error), degrees);
}

}  // namespace

Spread spreadOf(std::span<const double> runs) {
    std::vector<double> finite;
    std::ranges::copy_if(runs, std::back_inserter(finite), [](double run) { return std::isfinite(run); });
    Spread spread;
    spread.count = std::ssize(finite);
    if (finite.empty())
        return spread;
    const auto count = static_cast<double>(finite.size());
    // As differences from the first, which vanish where all are equal.
    double sum = 0;
    for (const double run : finite)
        sum += run - finite.front();
    spread.mean = finite.front() + sum / count;
    if (finite.size() < 2)
        return spread;
    double squares = 0;
    for (const double run : finite)
        squares += (run - spread.mean) * (run - spread.mean);
    spread.deviation = std::sqrt(squares / (count - 1));
    return spread;
}

double confidenceHalfWidth(const Spread& spread) {
    if (spread.count < 2)
        return std::numeric_limits<double>::quiet_NaN();
    const auto count = static_cast<double>(spread.count);
    return studentQuantile(0.05, count - 1) * spread.deviation / std::sqrt(count);
}

double welchProbability(std::span<const double> a, std::span<const double> b) {
    return welch(spreadOf(a), spreadOf(b));
}

Verdict compareRuns(std::span<const double> a, std::span<const double> b) {
    const Spread first = spreadOf(a);
    const Spread second = spreadOf(b);
    if (std::min(first.count, second.count) < fewestRuns)
        return Verdict::tooFew;
    const double difference = first.mean - second.mean;
    // 0.905 - 0.9 is a little less than 0.005.
    const bool counts = first.deviation < noSpread && second.deviation < noSpread
                            ? std::abs(difference) > smallestDifference - noSpread
                            : welch(first, second) < significanceLevel;
    if (!counts)
        return Verdict::noDifference;
    return difference > 0 ? Verdict::better : Verdict::worse;
}

}  // namespace layerbench
