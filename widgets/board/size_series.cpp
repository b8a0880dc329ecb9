// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/board/size_series.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace layerbench {

namespace {

/// Accuracy by case, at one size.
using Column = std::map<std::string, double>;

std::string leaderOf(const Column& column) {
    return std::ranges::max_element(column, {}, [](const auto& entry) { return entry.second; })->first;
}

}  // namespace

std::vector<SizePoint> drawablePoints(const SizeSeries& series) {
    std::map<double, SizePoint> bySize;
    for (const auto& point : series.points)
        if (std::isfinite(point.perClass) && point.perClass > 0 && point.accuracy >= 0 && point.accuracy <= 1)
            bySize[point.perClass] = point;
    std::vector<SizePoint> points;
    for (const auto& [size, point] : bySize)
        points.push_back(point);
    return points;
}

std::optional<LeadChange> leadChange(const std::vector<SizeSeries>& series) {
    std::map<double, Column> columns;
    for (const auto& one : series)
        for (const auto& point : drawablePoints(one))
            columns[point.perClass][one.caseName] = point.accuracy;
    // A case alone leads nobody.
    std::erase_if(columns, [](const auto& column) { return column.second.size() < 2; });
    if (columns.size() < 2)
        return std::nullopt;
    const std::string after = leaderOf(columns.rbegin()->second);
    for (auto right = columns.rbegin(); std::next(right) != columns.rend(); ++right) {
        const auto left = std::next(right);
        const std::string before = leaderOf(left->second);
        if (before == after)
            continue;
        const auto value = [](const Column& column, const std::string& name) {
            const auto found = column.find(name);
            return found == column.end() ? std::optional<double>() : found->second;
        };
        const auto a0 = value(left->second, before), a1 = value(right->second, before);
        const auto b0 = value(left->second, after), b1 = value(right->second, after);
        if (!a0 || !a1 || !b0 || !b1)
            return std::nullopt;
        const double ahead = *a0 - *b0;
        const double behind = *b1 - *a1;
        const double share = ahead + behind > 0 ? ahead / (ahead + behind) : 0.5;
        return LeadChange{before, after, left->first * std::pow(right->first / left->first, share),
                          *a0 + share * (*a1 - *a0)};
    }
    return std::nullopt;
}

}  // namespace layerbench
