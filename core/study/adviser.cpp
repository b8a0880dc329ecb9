// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/adviser.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace layerbench {

namespace {

std::string twoDigits(double value) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.2f", value);
    return buffer;
}

std::string percent(double share) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.0f %%", 100 * share);
    return buffer;
}

/// Of a share measured on so many pictures; one picture's worth where the share is 0 or 1.
double standardError(double share, std::int64_t count) {
    const double n = static_cast<double>(std::max<std::int64_t>(count, 1));
    return std::max(std::sqrt(share * (1 - share) / n), 1 / n);
}

double normalCdf(double z) {
    return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

/// What the decision looks at.
struct Profile {
    double frozen = 0;     ///< the best share of pictures right that any block's linear probe reaches
    std::size_t cut = 0;   ///< the block to keep up to, were one to cut; the only one where there is but one
    double error = 0;      ///< standard error of a score
    double margin = 0;     ///< by how many of them the cut's score beats the last block's
    bool earlier = false;  ///< and that is enough
};

Profile profileOf(const Observation& seen) {
    Profile profile;
    const auto& blocks = seen.blocks;
    const auto score = [&seen](const BlockProbe& block) { return block.score(seen.classes); };
    const std::size_t last = blocks.size() - 1;
    double best = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        profile.frozen = std::max(profile.frozen, blocks[i].ridge);
        if (i < last)
            best = std::max(best, score(blocks[i]));
    }
    profile.error = standardError(score(blocks[last]), seen.observed);
    for (std::size_t i = 0; i < last; ++i)
        if (score(blocks[i]) >= best - profile.error)
            profile.cut = i;
    if (last > 0)
        profile.margin = (best - score(blocks[last])) / profile.error;
    return profile;
}

/// Where the new pictures stand between the same as the original (0) and nothing in common (1).
double differenceOf(const Observation& observation, const Profile& profile, const AdviserThresholds& thresholds) {
    if (observation.source && !observation.source->reference.empty()) {
        const auto& reference = observation.source->reference;
        const double border =
            reference[static_cast<std::size_t>(static_cast<double>(reference.size() - 1) * thresholds.borderQuantile)];
        const double ratio = observation.source->distance / std::max(border, 1e-12);
        return ratio / (1 + ratio);
    }
    // 1/2 where an earlier block is just worth a cut.
    const double above = profile.margin - thresholds.cutMargin;
    return std::clamp(0.5 * (1 + above / (2 + std::abs(above))), 0.05, 0.95);
}

double neededMargin(const Advice& advice, const AdviserThresholds& thresholds) {
    return advice.observation.source && advice.different ? thresholds.cutMarginDifferent : thresholds.cutMargin;
}

void explainFeatures(Advice& advice, const Profile& profile) {
    const auto& blocks = advice.observation.blocks;
    const BlockProbe& last = blocks.back();
    const BlockProbe& cut = blocks[profile.cut];
    if (profile.earlier)
        advice.reasons.push_back(
            text(LB_TEXT("study", "Features of %1 tell the classes apart better than the last block's: linear probe %2 "
                                  "against %3 of the pictures right, neighbours %4 against %5."),
                 cut.cut, percent(cut.ridge), percent(last.ridge), percent(cut.neighbours), percent(last.neighbours)));
    else
        advice.reasons.push_back(
            text(LB_TEXT("study", "Features of the last block serve this data as well as any: linear probe %1 of the "
                                  "pictures right, neighbours %2; at %3 they are %4 and %5."),
                 percent(last.ridge), percent(last.neighbours), cut.cut, percent(cut.ridge), percent(cut.neighbours)));
}

void explainSize(Advice& advice) {
    const auto wrong = std::llround(advice.unexplained);
    if (advice.large)
        advice.reasons.push_back(
            text(LB_TEXT("study", "Frozen features leave %1 of your %2 training pictures wrong: enough for all layers "
                                  "to learn from."),
                 wrong, advice.pictures));
    else
        advice.reasons.push_back(
            text(LB_TEXT("study", "Frozen features leave only %1 of your %2 training pictures wrong: training all "
                                  "layers would rather learn them by heart."),
                 wrong, advice.pictures));
}

void explainLearning(Advice& advice, const Profile& profile) {
    const auto& points = advice.observation.learning;
    if (points.size() < 2)
        return;
    const double gain = points.back().accuracy - points[points.size() - 2].accuracy;
    const double noise = profile.error;
    advice.reasons.push_back(
        gain > noise ? text(LB_TEXT("study", "More pictures still help: from %1 to %2 of them the probe "
                                             "gains %3 points."),
                            points[points.size() - 2].pictures, points.back().pictures, twoDigits(100 * gain))
                     : text(LB_TEXT("study", "More pictures of this kind would hardly help the frozen "
                                             "features: the probe gains %1 points from %2 to %3."),
                            twoDigits(100 * gain), points[points.size() - 2].pictures, points.back().pictures));
}

void explainDistance(Advice& advice) {
    const auto& source = advice.observation.source;
    if (!source) {
        advice.reasons.push_back(text(LB_TEXT("study", "The original data is not at hand, so the difference from it is "
                                                       "judged by the blocks' features alone.")));
        return;
    }
    if (advice.different)
        advice.reasons.push_back(
            text(LB_TEXT("study", "Distance to the original data (%1): farther than %2 of the distances among its own "
                                  "classes."),
                 source->source, percent(source->percentile)));
    else
        advice.reasons.push_back(
            text(LB_TEXT("study", "Distance to the original data (%1): within those among its own classes, %2 of which "
                                  "are nearer."),
                 source->source, percent(source->percentile)));
}

/// How far the decision is from its borders, as a probability.
double confidenceOf(const Advice& advice, const Profile& profile, const AdviserThresholds& thresholds) {
    if (!advice.observation.pretrained)
        return 0.95;
    // Twice or half as many unexplained pictures: about one standard deviation of where the border was found.
    const double size = std::abs(std::log2(std::max(advice.unexplained, 1.0) / thresholds.enoughUnexplained));
    double certainty = normalCdf(size);
    if (!advice.large)
        certainty *= normalCdf(std::abs(profile.margin - neededMargin(advice, thresholds)));
    return std::clamp(certainty, 0.5, 0.99);
}

void doubt(Advice& advice, const Profile& profile, const AdviserThresholds& thresholds) {
    if (!advice.observation.pretrained) {
        advice.doubts.push_back(text(LB_TEXT("study", "Pretrained weights for this network would.")));
        return;
    }
    if (!advice.large) {
        const double wrongShare =
            std::max(advice.unexplained / static_cast<double>(std::max<std::int64_t>(advice.pictures, 1)), 1e-3);
        advice.doubts.push_back(
            text(LB_TEXT("study", "From some %1 training pictures on, training all layers should win."),
                 std::llround(thresholds.enoughUnexplained / wrongShare)));
        if (profile.earlier)
            advice.doubts.push_back(
                text(LB_TEXT("study", "The last block's features doing as well as those of %1 would speak for case 1."),
                     advice.observation.blocks[profile.cut].cut));
    } else {
        advice.doubts.push_back(
            text(LB_TEXT("study", "With fewer than some %1 training pictures, frozen features should win."),
                 std::llround(static_cast<double>(advice.pictures) * thresholds.enoughUnexplained /
                              std::max(advice.unexplained, 1.0))));
    }
}

}  // namespace

std::string proposedCut(const Advice& advice) {
    return advice.observation.blocks[profileOf(advice.observation).cut].cut;
}

Advice advise(Observation observation, const AdviserThresholds& thresholds) {
    Advice advice;
    advice.observation = std::move(observation);
    const Observation& seen = advice.observation;
    assert(!seen.blocks.empty());
    Profile profile = profileOf(seen);
    advice.pictures = seen.pictures;
    advice.unexplained = (1 - profile.frozen) * static_cast<double>(seen.pictures);
    advice.large = advice.unexplained >= thresholds.enoughUnexplained;
    advice.difference = differenceOf(seen, profile, thresholds);
    advice.different = advice.difference > 0.5;
    profile.earlier = profile.margin >= neededMargin(advice, thresholds);
    if (profile.earlier)
        advice.cut = seen.blocks[profile.cut].cut;
    if (!seen.pretrained)
        advice.which = Case::fromScratch;
    else if (advice.large)
        advice.which = advice.different ? Case::fineTuneDifferent : Case::fineTune;
    else
        advice.which = profile.earlier ? Case::cutAndNewHead : Case::newHead;

    if (!seen.pretrained)
        advice.reasons.push_back(text(LB_TEXT("study", "The network has no pretrained weights: there is nothing to "
                                                       "transfer.")));
    if (advice.large) {
        explainSize(advice);
        explainFeatures(advice, profile);
    } else {
        explainFeatures(advice, profile);
        explainSize(advice);
    }
    explainDistance(advice);
    explainLearning(advice, profile);
    advice.confidence = confidenceOf(advice, profile, thresholds);
    doubt(advice, profile, thresholds);
    return advice;
}

}  // namespace layerbench
