// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"
#include "core/report/text_table.h"
#include "core/study/outcome.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace layerbench {

/// A comparison before which the adviser was asked.
struct OutcomeRow {
    std::string network;             ///< its architecture
    std::string data;                ///< as it was named
    std::int64_t pictures = 0;       ///< to train on
    double confidence = 0;           ///< of the adviser, [0, 1]
    std::vector<Standing> cases;     ///< in the order in which they ran
    Verdict lead = Verdict::tooFew;  ///< of the best case before all others, as Standings has it
    AdviceOutcome outcome;
};

/// None where the adviser was not asked, its words cannot be read, or outcomeOf() has none.
std::optional<OutcomeRow> outcomeRow(const ComparisonRecord& comparison, const std::vector<RunSummary>& runs);

/// One line a comparison, in the order given, with a column for every case that any of them ran.
std::string outcomeTable(const std::vector<OutcomeRow>& rows, TableFormat format);

AdviserRecord recordOf(const std::vector<OutcomeRow>& rows);

/// "0.0 points given away on average, 0.0 at most; right in 4 of 4 that could be judged." Empty without rows.
std::string recordSentence(const std::vector<OutcomeRow>& rows);

}  // namespace layerbench
