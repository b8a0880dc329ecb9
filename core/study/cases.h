// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/network/recipe.h"
#include "core/network/result.h"
#include "core/training/options.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace layerbench {

/// The ways of transferring a pretrained network to new data. The textbook chooses among the four by the size of the
/// data and its similarity to what the network was trained on.
enum class Case {
    newHead,            ///< "1": new head, everything else frozen (little data, similar)
    cutAndNewHead,      ///< "2": early layers kept and frozen, new head on them (little data, different)
    fineTune,           ///< "3": new head, everything trained from the pretrained weights (much data, similar)
    fromScratch,        ///< "4": new head, random weights, everything trained (much data, different)
    fineTuneDifferent,  ///< "4-finetune": the textbook's alternative to 4, trained as 3 is
};

std::span<const Case> allCases();

/// "1", "2", "3", "4", "4-finetune": as the command line and the project write it.
std::string_view name(Case which);
/// The error lists the names that there are.
Result<Case> caseFromName(std::string_view name);
/// "Train a new head"; one sentence for a student. Marked texts: the window translates them.
const char* title(Case which);
const char* explanation(Case which);

/// Okabe and Ito's colours, which people with every kind of colour vision tell apart: "1" green #009E73, "2" pink
/// #CC79A7, "3" blue #0072B2, "4" vermilion #D55E00, "4-finetune" orange #E69F00; others dark grey.
std::string_view caseColour(std::string_view caseName);

/// The edits that make `network` ready for the case; the head gets as many classes as the data has.
/// `cut` is case 2's, see cutLayer(). The other cases ignore it. Where pretrained layers train and their batch-norm was
/// folded into them (batch_norm.h), it stays frozen.
Result<Recipe> caseRecipe(Case which, const Network& network, const std::string& cut = {});

/// The last layer that a cut keeps: the layer of that name, or of the block of that name the last one that still gives
/// a map (flattening and averaging are the head's). Errors: no cut (lists places to cut), an unknown one, one at or
/// behind the head.
Result<LayerId> cutLayer(const Network& network, const std::string& cut);

/// Where case 2 can cut, in network order, at most once per block that holds weights: the block's name where it folds
/// several layers under it, else the name of the layer that cutLayer() means. Nothing at or behind the head is listed.
std::vector<std::string> cutPoints(const Network& network);

/// Options that suit the case, the network and `trainingPictures`, the number of pictures to train on (at least 1).
/// They are a start, not the optimum. 25 epochs up to 1,000 pictures, fewer beyond, at least 8. Rates fall along a
/// cosine. A new head on frozen features: SGD at 0.001; on early features, whose scale may be anything: Adam.
/// Pretrained weights: SGD at 0.001, their head at ten times that (see caseRecipe). Random ones start higher.
TrainingOptions defaultOptions(Case which, const Network& network, std::int64_t trainingPictures);

}  // namespace layerbench
