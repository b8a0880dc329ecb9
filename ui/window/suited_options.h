// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/options.h"
#include "ui/document/document.h"

#include <QString>

#include <cstdint>
#include <utility>
#include <vector>

namespace layerbench {

/// The options that suit the network as it stands and so many training pictures: its case's or variant's; of a recipe
/// that came with its own training, those; a frozen trunk's or an open one's where the edits are of one's own.
/// `epochs`: what phases are spread over; 0: the options' own.
TrainingOptions suitedOptions(const Document& document, std::int64_t pictures, std::int64_t epochs = 0);

/// Keeps in the project how the recipe that was just applied wants to be trained.
void keepRecipeTraining(Document& document, const TrainingOptions& training);

/// The lines of a run's phases, for its curves: the epoch that each begins with, and what happens then.
std::vector<std::pair<std::int64_t, QString>> phaseTexts(const TrainingOptions& options);

}  // namespace layerbench
