// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/augmentation.h"
#include "core/data/dataset.h"
#include "core/training/options.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace layerbench {

/// What the user typed of the training options; what was left out follows the case.
struct TrainingArguments {
    std::optional<std::int64_t> epochs;
    std::optional<std::int64_t> batchSize;
    std::optional<std::string> optimizer;
    std::optional<double> learningRate;
    std::optional<double> momentum;
    std::optional<double> weightDecay;
    std::optional<std::string> schedule;
    std::optional<std::int64_t> stepSize;
    std::optional<double> gamma;
    std::uint64_t seed = 1;
    std::string augment = "none";
    std::optional<std::int64_t> perClass;
    double validationFraction = 0.2;
    std::string device = "auto";
    int threads = 0;
    std::string precision = "float32";
    std::string featureCache = "on";
    std::optional<std::int64_t> cachedViews;
    std::optional<std::int64_t> earlyStopping;
    std::optional<double> timeLimit;
};

/// Adds every training option, under PyTorch's names.
void addTrainingOptions(CLI::App& command, TrainingArguments& arguments);
/// --device, --threads and --precision: for what only runs a network.
void addComputeOptions(CLI::App& command, TrainingArguments& arguments);

/// `standard` with what was typed put in its place; the error names the option and its range.
Result<TrainingOptions> trainingOptions(const TrainingArguments& arguments, TrainingOptions standard);
Result<ComputeOptions> computeOptions(const TrainingArguments& arguments);
Result<DatasetOptions> datasetOptions(const TrainingArguments& arguments);

}  // namespace layerbench
