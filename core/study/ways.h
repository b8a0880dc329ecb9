// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/network/recipe.h"
#include "core/network/result.h"
#include "core/training/options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace layerbench {

/// One way of transferring, a textbook case or a named variant: what is done to a network and how it is then trained.
struct Way {
    std::string caseName;  ///< "1" … "4-finetune", a variant's name, or "recipe" for one of the user's own
    Recipe recipe;
    TrainingOptions options;
};

/// What a network and data need to be known for.
struct WayContext {
    const Network& network;
    std::string cut = {};         ///< for case 2
    std::int64_t classCount = 0;  ///< of the data
    std::int64_t trainingPictures = 1;
    std::int64_t epochs = 0;  ///< 0: the way's own; else also what a variant's phases are spread over
};

/// The names that there are, cases first.
std::vector<std::string> wayNames();
/// Errors: an unknown name, and those of caseRecipe() and variantRecipe().
Result<Way> wayNamed(const std::string& name, const WayContext& context);

}  // namespace layerbench
