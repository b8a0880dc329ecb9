// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/transferability_treatments.h"

#include "core/network/text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace layerbench {

namespace {

constexpr std::array treatments{
    Treatment{Origin::target, true, "BnB", LB_TEXT("study", "own blocks, frozen"), "#0072B2"},
    Treatment{Origin::target, false, "BnB+", LB_TEXT("study", "own blocks, learning on"), "#56B4E9"},
    Treatment{Origin::similar, true, "AnB", LB_TEXT("study", "blocks of A, frozen"), "#D55E00"},
    Treatment{Origin::similar, false, "AnB+", LB_TEXT("study", "blocks of A, learning on"), "#E69F00"},
    Treatment{Origin::dissimilar, true, "DnB", LB_TEXT("study", "blocks of other data, frozen"), "#882255"},
    Treatment{Origin::dissimilar, false, "DnB+", LB_TEXT("study", "blocks of other data, learning on"), "#CC6699"},
};

}  // namespace

std::span<const Treatment> allTreatments() {
    return treatments;
}

std::vector<Treatment> measuredTreatments(const TransferabilityResult& result) {
    std::vector<Treatment> measured;
    std::ranges::copy_if(treatments, std::back_inserter(measured),
                         [&](const Treatment& treatment) { return !pointsOf(result, treatment).empty(); });
    return measured;
}

std::vector<TreatmentPoint> pointsOf(const TransferabilityResult& result, const Treatment& treatment) {
    std::vector<TreatmentPoint> points;
    for (const auto depth : result.depths) {
        const auto values = result.accuracies(treatment.origin, depth, treatment.frozen);
        if (values.empty())
            continue;
        const auto [low, high] = std::ranges::minmax(values);
        points.push_back({depth, spreadOf(values), low, high});
    }
    return points;
}

}  // namespace layerbench
