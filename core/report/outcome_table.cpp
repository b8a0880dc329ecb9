// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/outcome_table.h"

#include "core/project/advice_json.h"
#include "core/report/comparison_rows.h"
#include "core/report/numbers.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace layerbench {

namespace {

const char* verdictText(const AdviceOutcome& outcome) {
    switch (outcome.verdict) {
    case Verdict::tooFew:
        return "too few runs to tell";
    case Verdict::noDifference:
        return outcome.advised == outcome.best ? "best" : "as good as the best";
    default:
        return "worse";
    }
}

const char* leadText(Verdict lead) {
    switch (lead) {
    case Verdict::better:
        return "beyond noise";
    case Verdict::noDifference:
        return "within noise";
    default:
        return "too few runs to tell";
    }
}

std::string accuracyText(const Spread& accuracy, TableFormat format) {
    if (format == TableFormat::csv)
        return exactText(accuracy.mean);
    if (accuracy.count == 0)
        return "–";
    const std::string mean = fixedText(100 * accuracy.mean, 1);
    return accuracy.count < 2 ? mean : mean + " ± " + fixedText(100 * accuracy.deviation, 1);
}

std::string csvLine(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i)
        line += (i == 0 ? "" : ",") + csvField(cells[i]);
    return line + '\n';
}

}  // namespace

std::optional<OutcomeRow> outcomeRow(const ComparisonRecord& comparison, const std::vector<RunSummary>& runs) {
    const auto advice = adviceFromJson(comparison.advice);
    if (!advice || runs.empty())
        return std::nullopt;
    const auto results = resultsOf(byCase(runs));
    auto outcome = outcomeOf(advice->caseName, results);
    if (!outcome)
        return std::nullopt;
    const Standings among = standings(results);
    return OutcomeRow{.network = runs.front().architecture,
                      .data = comparison.data,
                      .pictures = advice->observation.pictures,
                      .confidence = advice->confidence,
                      .cases = among.cases,
                      .lead = among.lead,
                      .outcome = *std::move(outcome)};
}

std::string outcomeTable(const std::vector<OutcomeRow>& rows, TableFormat format) {
    std::set<std::string> cases;
    for (const auto& row : rows)
        for (const auto& one : row.cases)
            cases.insert(one.caseName);
    TextTable table{{"Network", "Data", "Pictures"}, {false, false, true}, {}};
    for (const auto& one : cases) {
        table.head.push_back("Case " + one);
        table.rightAligned.push_back(true);
    }
    for (const char* head : {"Advised", "Sure", "Best", "Its lead", "Given away", "Seeds", "Advised case"}) {
        table.head.emplace_back(head);
        table.rightAligned.push_back(head != std::string_view("Advised case") && head != std::string_view("Its lead"));
    }
    const bool csv = format == TableFormat::csv;
    for (const auto& row : rows) {
        std::vector<std::string> cells{row.network, row.data, std::to_string(row.pictures)};
        for (const auto& one : cases) {
            const auto found = std::ranges::find(row.cases, one, &Standing::caseName);
            cells.push_back(accuracyText(found == row.cases.end() ? Spread{} : found->accuracy, format));
        }
        const auto& outcome = row.outcome;
        for (auto& cell : {outcome.advised, fixedText(row.confidence, 2), outcome.best, std::string(leadText(row.lead)),
                           csv ? exactText(outcome.regret()) : fixedText(100 * outcome.regret(), 1),
                           std::to_string(outcome.seeds), std::string(verdictText(outcome))})
            cells.push_back(cell);
        table.rows.push_back(std::move(cells));
    }
    if (!csv)
        return written(table, format);
    std::string out = csvLine(table.head);
    for (const auto& row : table.rows)
        out += csvLine(row);
    return out;
}

AdviserRecord recordOf(const std::vector<OutcomeRow>& rows) {
    std::vector<AdviceOutcome> outcomes;
    for (const auto& row : rows)
        outcomes.push_back(row.outcome);
    return recordOf(outcomes);
}

std::string recordSentence(const std::vector<OutcomeRow>& rows) {
    if (rows.empty())
        return {};
    const AdviserRecord record = recordOf(rows);
    return joined({fixedText(100 * record.meanRegret, 1), " points of accuracy given away on average, ",
                   fixedText(100 * record.worstRegret, 1), " at most; the best case, or one as good, in ",
                   std::to_string(record.right), " of ", std::to_string(record.judged), " with seeds enough to tell."});
}

}  // namespace layerbench
