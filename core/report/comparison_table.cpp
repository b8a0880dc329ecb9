// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/comparison_table.h"

#include "core/report/numbers.h"

#include <algorithm>
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

std::string megabytes(std::int64_t bytes) {
    return bytes > 0 ? fixedText(static_cast<double>(bytes) / 1e6, 0) + " MB" : "–";
}

std::string csvTable(const std::vector<ComparisonRow>& rows) {
    std::string out = "case,title,accuracy_mean,accuracy_deviation,seeds,best_epoch,trainable_parameters,"
                      "total_parameters,multiply_adds,seconds_per_epoch,seconds,seconds_saved,peak_bytes,"
                      "source_accuracy,note,verdict\n";
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
                       row.peakBytes > 0 ? std::to_string(row.peakBytes) : "",
                       ",",
                       exactText(row.sourceAccuracy),
                       ",",
                       csvField(row.note),
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
                     "s/epoch", "Seconds", "Saved"},
                    {false, false, true, true, true, true, true, true, true, true, true},
                    {}};
    for (const auto& row : rows)
        table.rows.push_back({row.caseName, row.title, accuracyText(row), std::to_string(row.seeds),
                              row.bestEpoch > 0 ? fixedText(row.bestEpoch, 0) : "–",
                              groupedText(row.trainableParameters), groupedText(row.totalParameters),
                              millions(row.multiplyAdds), fixedText(row.secondsPerEpoch, 2), fixedText(row.seconds, 1),
                              row.secondsSaved > 0 ? fixedText(row.secondsSaved, 1) + " s" : "–"});
    const auto add = [&](const char* head, bool right, const auto& text) {
        table.head.emplace_back(head);
        table.rightAligned.push_back(right);
        for (std::size_t i = 0; i < rows.size(); ++i)
            table.rows[i].push_back(text(rows[i]));
    };
    if (std::ranges::any_of(rows, [](const auto& row) { return row.peakBytes > 0; }))
        add("Memory", true, [](const auto& row) { return megabytes(row.peakBytes); });
    if (std::ranges::any_of(rows, [](const auto& row) { return std::isfinite(row.sourceAccuracy); }))
        add("Original task", true, [](const auto& row) {
            return std::isfinite(row.sourceAccuracy) ? fixedText(100 * row.sourceAccuracy, 1) + " %" : "–";
        });
    if (std::ranges::any_of(rows, [](const auto& row) { return !row.note.empty(); }))
        add("Note", false, [](const auto& row) { return row.note; });
    add("Verdict", false, [](const auto& row) { return row.verdict; });
    return written(table, format);
}

}  // namespace layerbench
