// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

// One reader a layout, each giving the data set before it is split. Private to this room: openDataset() chooses.

namespace layerbench::readers {

bool isIdxFolder(const std::filesystem::path& folder);
bool isCifarFolder(const std::filesystem::path& folder);

Result<Dataset> readImageFolder(const std::filesystem::path& folder);
Result<Dataset> readIdxFolder(const std::filesystem::path& folder);
Result<Dataset> readCifarFolder(const std::filesystem::path& folder);
Result<Dataset> readCsv(const std::filesystem::path& file);
/// Already split: training, validation and test pictures have numbers of their own.
Result<Dataset> openSamples(const std::string& description, const DatasetOptions& options);

/// train, training, val, valid, validation, test, in any case.
std::optional<Part> partFromName(std::string name);

/// Moves the wanted share of training pictures to validation where there are none, and what `perClass` leaves out to
/// `unused`.
Result<> splitDataset(Dataset& dataset, const DatasetOptions& options);

/// Enough classes with training pictures to learn from, or the sentence that says what is missing.
Result<> checkClasses(const Dataset& dataset);

/// An example of a layout that works, for error messages.
std::string exampleLayout();

}  // namespace layerbench::readers
