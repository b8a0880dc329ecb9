// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "core/report/result_table.h"

#include <filesystem>
#include <string>
#include <vector>

namespace layerbench {

/// "Train a new head"; for what is no case, the recipe's name.
std::string titleOf(const RunSummary& run);

std::vector<ResultRow> rowsOf(const std::vector<RunSummary>& runs);

/// Makes the folder and writes curves.svg, curves.csv, results.csv and results.md of the runs into it.
Result<void> writeCurves(const Project& project, const std::vector<RunSummary>& runs, const std::string& folder);

/// Whether a project can be made or appended to there: asked before minutes go into reading pictures, so that nothing
/// is left behind when the data turns out to be bad.
Result<void> canWriteProject(const std::string& out);

}  // namespace layerbench
