// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/comparison_table.h"

#include "core/report/numbers.h"

#include <cmath>

namespace layerbench {

namespace {

std::string accuracyText(const ComparisonRow& row) {
    if (!std::isfinite(row.accuracy))
        return "–";
    const std::string mean = fixedText(100 * row.accuracy, 1);
    return std::isfinite(row.deviation) ? mean + " ± " + fixedText(100 * row.deviation, 1) + " %" : mean + " %";
}

std::string millions(std::int64_t count) {
    return fixedText(static_cast<double>(count) / 1e6, count < 10'000'000 ? 2 : 0) + " M";
}

std::string csvTable(const std::vector<ComparisonRow>& rows) {
    std::string out = "case,title,accuracy_mean,accuracy_deviation,seeds,best_epoch,trainable_parameters,"
                      "total_parameters,multiply_adds,seconds_per_epoch,seconds,seconds_saved,verdict\n";
    for (const auto& row : rows)
        out += joined({csvField(row.caseName),
                       ",",
                       csvField(row.title),
                       ",",
                       exactText(row.accuracy),
                       ",",
                       exactText(row.deviation),
                       ",",
                       std::to_string(row.seeds),
                       ",",
                       exactText(row.bestEpoch),
                       ",",
                       std::to_string(row.trainableParameters),
                       ",",
                       std::to_string(row.totalParameters),
                       ",",
                       std::to_string(row.multiplyAdds),
                       ",",
                       exactText(row.secondsPerEpoch),
                       ",",
                       exactText(row.seconds),
                       ",",
                       exactText(row.secondsSaved),
                       ",",
                       csvField(row.verdict),
                       "\n"});
    return out;
}

}  // namespace

std::string comparisonTable(const std::vector<ComparisonRow>& rows, TableFormat format) {
    if (format == TableFormat::csv)
        return csvTable(rows);
    TextTable table{{"Case", "What", "Accuracy", "Seeds", "Best epoch", "Trained", "Parameters", "Multiply-adds",
                     "s/epoch", "Seconds", "Saved", "Verdict"},
                    {false, false, true, true, true, true, true, true, true, true, true, false},
                    {}};
    for (const auto& row : rows)
        table.rows.push_back({row.caseName, row.title, accuracyText(row), std::to_string(row.seeds),
                              row.bestEpoch > 0 ? fixedText(row.bestEpoch, 0) : "–",
                              groupedText(row.trainableParameters), groupedText(row.totalParameters),
                              millions(row.multiplyAdds), fixedText(row.secondsPerEpoch, 2), fixedText(row.seconds, 1),
                              row.secondsSaved > 0 ? fixedText(row.secondsSaved, 1) + " s" : "–", row.verdict});
    return written(table, format);
}

}  // namespace layerbench
