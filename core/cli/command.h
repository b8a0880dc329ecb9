// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/network/result.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace layerbench {

/// Exit statuses of layerbench-cli.
constexpr int exitDone = 0;
constexpr int exitFault = 1;  ///< the world's fault: one line on standard error
constexpr int exitUsage = 2;
constexpr int exitInterrupted = 130;  ///< SIGINT or SIGTERM, after the run was saved

/// What the command line asked for; returns the exit status, or the world's fault. Runs after parsing.
using Action = std::function<Result<int>()>;

// Each adds one subcommand with its options, and sets `action` when it is the one that was called.
void addInspect(CLI::App& app, Action& action);
void addPredict(CLI::App& app, Action& action);
void addEvaluate(CLI::App& app, Action& action);
void addTrain(CLI::App& app, Action& action);
void addAdvise(CLI::App& app, Action& action);
void addCompare(CLI::App& app, Action& action);
void addResume(CLI::App& app, Action& action);
void addRuns(CLI::App& app, Action& action);
void addRecipes(CLI::App& app, Action& action);
void addRecord(CLI::App& app, Action& action);
void addExport(CLI::App& app, Action& action);
void addCache(CLI::App& app, Action& action);
void addDevices(CLI::App& app, Action& action);
void addSamples(CLI::App& app, Action& action);
void addTransferability(CLI::App& app, Action& action);

/// Names what the data left out on standard error: never fatal, never silent.
void reportSkipped(const Dataset& dataset);

/// Help texts that several commands share.
extern const char* const networkHelp;
extern const char* const dataHelp;
extern const char* const sourceHelp;

}  // namespace layerbench
