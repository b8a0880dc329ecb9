// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/network.h"
#include "core/network/recipe.h"
#include "core/network/result.h"
#include "core/network/text.h"
#include "core/training/engine.h"
#include "core/training/options.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace layerbench {

/// Where a network comes from, its weights included: the project needs no other file.
struct SourceRecord {
    std::string description;  ///< as the command line names it: "squeezenet1_1:weights.pth", "demo"
    std::string fileName;     ///< without its folder; empty where there was no file
    std::string fileSha256;   ///< 64 hexadecimal digits; empty where there was no file
    Network network;          ///< as it was read, before any edit
};

/// What data a run was trained on: enough to find and split it again in the same way.
struct DatasetRecord {
    std::string description;    ///< as the command line names it: a folder, "samples:NAME"
    std::uint64_t seed = 0;     ///< of the split
    std::int64_t perClass = 0;  ///< 0: all
    double validationFraction = 0;
    std::string augmentation;  ///< "none", "flip", "standard", "strong"
    std::string split;         ///< how the pictures were divided, in the words of the data room; may be empty
    std::vector<std::string> classes;
    std::int64_t trainingPictures = 0;
    std::int64_t validationPictures = 0;

    bool operator==(const DatasetRecord&) const = default;
};

/// All that a run starts from.
struct RunRecord {
    std::int64_t source = 0;   ///< id
    std::int64_t dataset = 0;  ///< id
    std::string caseName;      ///< "1", …, "4-finetune"; "recipe" for one of the user's own
    Recipe recipe;
    TrainingOptions options;
    Network network;  ///< the source's after the recipe; parameters may still be to draw by the options' seed
};

/// Cases that raced under equal conditions. What came out is in its runs.
struct ComparisonRecord {
    std::int64_t id = 0;          ///< given by the project
    std::string created = {};     ///< UTC, ISO 8601; given by the project
    std::string network = {};     ///< as the command line names it
    std::string data = {};        ///< likewise
    std::int64_t perClass = 0;    ///< training pictures a class; 0: all
    std::string advice = {};      ///< what the adviser said before (JSON); empty: it was not asked
    std::string sourceData = {};  ///< the original task, as the command line names its data; empty: not at hand
    double sourceAccuracy = std::numeric_limits<double>::quiet_NaN();  ///< the network's there, before any training
    std::vector<std::int64_t> runs = {};  ///< ids, in the order in which they started; kept by the project
};

enum class RunStatus {
    running,      ///< a program is training it now
    finished,     ///< came to an end of its own: all epochs, early stopping, the time limit
    paused,       ///< stopped by the user; can go on
    interrupted,  ///< the program that trained it died; can go on from its last checkpoint
    failed,       ///< ended by an error, which `explanation` says
};
/// "finished", as the project and --json write it.
std::string_view name(RunStatus status);

/// One row of the list of runs.
struct RunSummary {
    std::int64_t id = 0;
    std::int64_t source = 0;
    std::int64_t dataset = 0;
    std::string architecture;  ///< of the source
    std::string data;          ///< as the data was named
    std::string caseName;
    std::string recipe;   ///< its name
    std::string repeats;  ///< equal for runs that differ in nothing but their seed
    std::uint64_t seed = 0;
    RunStatus status{};
    std::string created;         ///< UTC, ISO 8601: "2026-03-14T15:09:26Z"
    std::int64_t epochs = 0;     ///< whole epochs that are stored
    bool hasCheckpoint = false;  ///< whether there are weights to export or go on from
    /// Of what training made of the source's layers, at the original task; NaN where it was not measured.
    double sourceAccuracy = std::numeric_limits<double>::quiet_NaN();
    std::string note;  ///< the user's
    /// As the run reported when it ended. Of a run that did not, the last checkpoint's best epoch, accuracy and
    /// seconds; `reason`, the last accuracy (the last epoch's), the cache and the proof are then not known.
    RunResult result;
};

}  // namespace layerbench
