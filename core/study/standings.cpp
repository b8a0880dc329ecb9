// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/standings.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>

namespace layerbench {

namespace {

/// In points of a hundred, one decimal: "4.2".
std::string points(double share) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.1f", 100 * share);
    return buffer;
}

std::string percent(double share) {
    return points(share) + " %";
}

/// `rival`: the best of those that the leader cannot be told apart from, else the second; itself where it is alone.
Text leaderSentence(const Standings& all, const std::vector<CaseResult>& results, std::size_t rival) {
    const auto& leader = all.cases[all.leader];
    if (rival == all.leader)
        return text(LB_TEXT("study", "The only case that has a result."));
    const std::string& other = results[rival].caseName;
    switch (all.lead) {
    case Verdict::better:
        return text(LB_TEXT("study", "Best, beyond the noise of %1 seeds."), leader.accuracy.count);
    case Verdict::tooFew:
        return text(LB_TEXT("study", "Ahead of case %1; too few seeds to be sure."), other);
    default:
        return text(LB_TEXT("study", "Ahead, but no difference to case %1 beyond noise."), other);
    }
}

Text followerSentence(const Standing& standing, const Standing& leader) {
    const std::string behind = points(leader.accuracy.mean - standing.accuracy.mean);
    switch (standing.verdict) {
    case Verdict::worse:
        return text(LB_TEXT("study", "%1 points behind case %2, beyond noise."), behind, leader.caseName);
    case Verdict::noDifference:
        return text(LB_TEXT("study", "No difference to case %1 beyond noise (%2 points behind)."), leader.caseName,
                    behind);
    default:
        return text(LB_TEXT("study", "%1 points behind case %2; too few seeds to be sure."), behind, leader.caseName);
    }
}

/// Scratch against every case that transfers; without one of them there is nothing to say.
bool scratchWins(const std::vector<CaseResult>& results) {
    const auto scratch = std::ranges::find(results, "4", &CaseResult::caseName);
    if (scratch == results.end() || results.size() < 2)
        return false;
    return std::ranges::all_of(results, [&](const CaseResult& other) {
        return &other == &*scratch || compareRuns(scratch->accuracies, other.accuracies) == Verdict::better;
    });
}

}  // namespace

std::string_view name(Verdict verdict) {
    switch (verdict) {
    case Verdict::better:
        return "better";
    case Verdict::worse:
        return "worse";
    case Verdict::noDifference:
        return "no-difference";
    default:
        return "too-few";
    }
}

Standings standings(const std::vector<CaseResult>& results) {
    Standings all;
    for (const auto& result : results)
        all.cases.push_back({result.caseName, spreadOf(result.accuracies), Verdict::tooFew, {}});
    const auto before = [&](std::size_t a, std::size_t b) {
        const double first = all.cases[a].accuracy.mean;
        const double second = all.cases[b].accuracy.mean;
        return std::isnan(second) ? !std::isnan(first) : first > second;
    };
    std::vector<std::size_t> order(results.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::ranges::stable_sort(order, before);
    const Text nothing = text(LB_TEXT("study", "Nothing measured yet."));
    for (auto& standing : all.cases)
        standing.sentence = nothing;
    if (results.empty())
        return all;
    all.leader = order.front();
    Standing& leader = all.cases[all.leader];
    if (std::isnan(leader.accuracy.mean))
        return all;
    // A case further behind may spread so much that it cannot be told from the leader although the second can.
    std::size_t rival = all.leader;
    for (const std::size_t other : std::span(order).subspan(1)) {
        if (std::isnan(all.cases[other].accuracy.mean))
            break;
        const Verdict against = compareRuns(results[all.leader].accuracies, results[other].accuracies);
        if (rival != all.leader && against == Verdict::better)
            continue;
        rival = other;
        all.lead = against;
        if (against != Verdict::better)
            break;
    }
    leader.verdict = all.lead;
    leader.sentence = leaderSentence(all, results, rival);
    for (std::size_t i = 0; i < results.size(); ++i) {
        Standing& standing = all.cases[i];
        if (i == all.leader || std::isnan(standing.accuracy.mean))
            continue;
        standing.verdict = compareRuns(results[i].accuracies, results[all.leader].accuracies);
        standing.sentence = followerSentence(standing, leader);
    }
    all.negativeTransfer = scratchWins(results);
    if (all.negativeTransfer)
        leader.sentence = text(LB_TEXT("study", "Negative transfer: from scratch %1 beats every pretrained start."),
                               percent(leader.accuracy.mean));
    return all;
}

}  // namespace layerbench
