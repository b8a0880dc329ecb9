// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "ui/compare/compared.h"
#include "widgets/board/size_series.h"

#include <optional>
#include <vector>

namespace layerbench {

/// One comparison that a project keeps, without its curves.
struct StoredComparison {
    ComparisonRecord record;
    std::vector<RunSummary> runs;
    double perClass = 0;  ///< training pictures a class, also where all were taken
};

/// The comparisons of a project.
struct ComparisonArchive {
    std::vector<StoredComparison> all;  ///< in the order in which they were made
    std::optional<Comparison> last;     ///< the last one on what was asked for, with its curves
};

/// Reads them, on any thread. `last` is the latest on `on`; its networks come from `source` by the runs' recipes.
Result<ComparisonArchive> readComparisons(const Project& project, const ComparedOn& on, const Network& source);

/// Accuracy against images per class, from all comparisons of one network and data; of two of one size the later
/// counts.
std::vector<SizeSeries> sizeSeries(const std::vector<StoredComparison>& all, const std::string& network,
                                   const std::string& data);

/// Of all comparisons before which the adviser was asked.
AdviserRecord adviserRecord(const std::vector<StoredComparison>& all);

}  // namespace layerbench
