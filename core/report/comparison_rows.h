// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"
#include "core/report/comparison_table.h"
#include "core/study/standings.h"

#include <map>
#include <string>
#include <vector>

namespace layerbench {

/// The runs of one comparison by case, in the order in which the cases first come.
struct RunsOfCase {
    std::string caseName;
    std::vector<RunSummary> runs;
};
std::vector<RunsOfCase> byCase(const std::vector<RunSummary>& runs);

/// The accuracies of runs that ended well: finished, with something to validate on.
std::vector<CaseResult> resultsOf(const std::vector<RunsOfCase>& cases);

/// One line a case with its verdict; `multiplyAdds` by case name, of the forward pass, where known.
std::vector<ComparisonRow> comparisonRows(const std::vector<RunsOfCase>& cases,
                                          const std::map<std::string, std::int64_t>& multiplyAdds);

}  // namespace layerbench
