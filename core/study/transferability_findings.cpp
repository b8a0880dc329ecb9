// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/transferability_findings.h"

#include "core/study/transferability_treatments.h"
#include "core/study/verdict.h"

#include <cmath>
#include <cstdio>
#include <optional>

namespace layerbench {

namespace {

std::string percent(double share) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.1f %%", 100 * share);
    return buffer;
}

/// "BnB+ at n = 3, AnB+ at n = 5".
std::string places(const std::vector<std::pair<std::string_view, std::int64_t>>& all) {
    std::string list;
    for (const auto& [name, depth] : all)
        list += (list.empty() ? "" : ", ") + std::string(name) + " at n = " + std::to_string(depth);
    return list;
}

/// The paper's AnB+ and BnB+: copying and learning on does no harm, and helps.
std::optional<Text> whatLearnsOn(const TransferabilityResult& result) {
    const auto base = result.accuracies(Origin::target, 0, false);
    std::vector<std::pair<std::string_view, std::int64_t>> above;
    std::vector<std::pair<std::string_view, std::int64_t>> below;
    bool judged = false;
    for (const auto& treatment : measuredTreatments(result)) {
        if (treatment.frozen || treatment.origin == Origin::dissimilar)
            continue;
        for (const auto depth : result.depths) {
            const Verdict verdict = compareRuns(result.accuracies(treatment.origin, depth, false), base);
            judged = judged || verdict != Verdict::tooFew;
            if (verdict == Verdict::better)
                above.emplace_back(treatment.name, depth);
            if (verdict == Verdict::worse)
                below.emplace_back(treatment.name, depth);
        }
    }
    if (!judged)
        return {};
    if (!below.empty())
        return text(LB_TEXT("study", "Copied blocks that learn on fall below base B, beyond noise: %1."),
                    places(below));
    if (!above.empty())
        return text(LB_TEXT("study", "Copied blocks that learn on are nowhere below base B beyond noise, and above it: "
                                     "%1."),
                    places(above));
    return text(LB_TEXT("study",
                        "Copied blocks that learn on do as well as base B at every depth; a gain does not show "
                        "beyond noise."));
}

/// The paper's AnB: frozen blocks of another task serve the worse the more of them are copied.
std::optional<Text> whatIsFrozen(const TransferabilityResult& result, const Treatment& treatment) {
    if (result.depths.size() < 2)
        return {};
    const std::int64_t few = result.depths.front();
    const std::int64_t many = result.depths.back();
    const auto shallow = result.accuracies(treatment.origin, few, true);
    const auto deep = result.accuracies(treatment.origin, many, true);
    if (shallow.empty() || deep.empty())
        return {};
    const std::string name(treatment.name);
    const std::string first = percent(spreadOf(shallow).mean);
    const std::string last = percent(spreadOf(deep).mean);
    switch (compareRuns(deep, shallow)) {
    case Verdict::worse:
        return text(LB_TEXT("study", "%1 falls with depth, beyond noise: from %2 at n = %3 to %4 at n = %5."), name,
                    first, few, last, many);
    case Verdict::better:
        return text(LB_TEXT("study", "%1 rises with depth, beyond noise: from %2 at n = %3 to %4 at n = %5."), name,
                    first, few, last, many);
    case Verdict::noDifference:
        return text(LB_TEXT("study",
                            "%1 does not fall with depth beyond noise: %2 at n = %3, %4 at n = %5. The paper's "
                            "fall does not show at this scale."),
                    name, first, few, last, many);
    default:
        return text(LB_TEXT("study", "%1: %2 at n = %3, %4 at n = %5; too few seeds to tell a fall from noise."), name,
                    first, few, last, many);
    }
}

}  // namespace

std::vector<Text> transferabilityFindings(const TransferabilityResult& result) {
    std::vector<Text> findings;
    const auto add = [&](std::optional<Text> finding) {
        if (finding)
            findings.push_back(std::move(*finding));
    };
    add(whatLearnsOn(result));
    for (const auto& treatment : measuredTreatments(result))
        if (treatment.frozen && treatment.origin != Origin::target)
            add(whatIsFrozen(result, treatment));
    return findings;
}

}  // namespace layerbench
