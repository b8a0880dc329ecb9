// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/network/recipe.h"
#include "core/network/result.h"
#include "core/training/options.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace layerbench {

/// Ways of transferring that stand in papers and libraries beside the textbook's cases: which layers learn, from when
/// on and how fast.
enum class Variant {
    fixedFeatures,      ///< "fixed-features": a softmax classifier on features that stay as they are
    outputOnly,         ///< "output-only": the output layer alone, from its own weights where they fit
    highLevel,          ///< "high-level": the last block and a new head
    probeThenTune,      ///< "probe-then-tune": a new head alone, then everything at a lower rate
    gradualUnfreezing,  ///< "gradual-unfreezing": a new head, then block after block down to the picture
    layerWiseRates,     ///< "layer-wise-rates": everything, each block 2.6 times slower than the next, to a thousandth
};

std::span<const Variant> allVariants();

/// "fixed-features", "output-only", …: as the command line and the project write it.
std::string_view name(Variant which);
/// The error lists the names that there are.
Result<Variant> variantFromName(std::string_view name);
/// "Unfreeze block by block"; a sentence for a student; one on where it comes from, with authors and year. Marked
/// texts.
const char* title(Variant which);
const char* explanation(Variant which);
const char* origin(Variant which);

/// The edits that make `network` ready for the variant; a new head gets as many classes as the data has. `classCount`
/// is the data's: where the network's output has as many, "output-only" keeps its weights; 0 where no data is known
/// yet. Error: the variant tunes blocks, and none with weights lies before the head.
Result<Recipe> variantRecipe(Variant which, const Network& network, std::int64_t classCount);

/// Options that suit the variant, the network and `trainingPictures` (at least 1). A start, not the optimum: SGD along
/// a cosine, the head ten times as fast as what lies before it. Phases are spread over `epochs`: the head alone for a
/// fifth of them; block by block within the first two thirds, several at once where there are more blocks than epochs.
/// A run of one epoch has none. `epochs`: 0 for as many as the cases take.
TrainingOptions defaultOptions(Variant which, const Network& network, std::int64_t trainingPictures,
                               std::int64_t epochs = 25);

}  // namespace layerbench
