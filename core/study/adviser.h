// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/text.h"
#include "core/study/cases.h"
#include "core/study/observation.h"

#include <string>
#include <vector>

namespace layerbench {

/// Which case fits, from what observe() measured: a prediction, not a verdict. Running the candidates is the proof.
struct Advice {
    Case which = Case::newHead;
    std::string cut;        ///< for case 2: the block to keep up to; empty where nothing better than the last was seen
    double confidence = 0;  ///< how probable the advised case is the best or as good as the best, in [0.5, 1)
    /// Place on the board's axes.
    std::int64_t pictures = 0;
    double difference = 0;  ///< from the original data, in [0, 1]; 0.5 is the border between similar and different
    /// Training pictures that the best frozen features get wrong: what training deeper layers could learn from.
    double unexplained = 0;
    bool large = false;         ///< enough of them to train all layers
    bool different = false;     ///< from the original data
    std::vector<Text> reasons;  ///< sentences for a student, the weightiest first
    std::vector<Text> doubts;   ///< what would change the advice
    Observation observation;
};

/// Where the rules change their mind. Set on generated samples; what they are worth on real data, and what a fit there
/// would give, stands in resources/figures/real-data.md.
struct AdviserThresholds {
    /// From how many unexplained pictures on all layers are worth training.
    double enoughUnexplained = 150;
    /// By how many standard errors an earlier block's score must beat the last one's to be worth a cut: hardly any
    /// where the pictures are known to differ from the original, where the textbook expects it; more where nothing else
    /// speaks for it.
    double cutMarginDifferent = 0.25;
    double cutMargin = 1.0;
    /// Of the distances among the original's own classes: a set that is farther away than so many of them is different.
    double borderQuantile = 0.75;
};

/// The rules, in the order in which they are asked:
/// 1. Nothing is pretrained: train from scratch (case 4).
/// 2. Large: the best frozen features leave at least enoughUnexplained pictures wrong. Then all layers are trained from
///    the pretrained weights: case 3, or 4-finetune where the data differ.
/// 3. Small, and an earlier block's features serve clearly better than the last's: cut there (case 2).
/// 4. Else a new head on everything (case 1).
/// The cut is the latest block before the last whose score is within a standard error of the best such: early blocks
/// are measured too well on few pictures, having few features.
/// Different is, where the original's pictures were measured: farther from them than most of their own classes are from
/// each other (borderQuantile). Elsewhere: an earlier block serves better than the last (Yosinski et al. 2014: late
/// features are the ones that are special to their task).
Advice advise(Observation observation, const AdviserThresholds& thresholds = {});

/// Where to cut when case 2 is to be tried whatever was advised: the block with the best linear probe that is not the
/// last, whose features case 1 has already; in a network with one place to cut, that one.
std::string proposedCut(const Advice& advice);

}  // namespace layerbench
