// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/result_table.h"

#include "core/report/numbers.h"

#include <cmath>

namespace layerbench {

namespace {

std::vector<std::string> cellsOf(const ResultRow& row) {
    const double share = row.totalParameters > 0 ? 100 * static_cast<double>(row.trainableParameters) /
                                                       static_cast<double>(row.totalParameters)
                                                 : 0;
    return {std::to_string(row.run),
            row.caseName,
            row.title,
            std::to_string(row.seed),
            std::isfinite(row.accuracy) ? fixedText(100 * row.accuracy, 1) + " %" : "–",
            row.bestEpoch > 0 ? std::to_string(row.bestEpoch) : "–",
            groupedText(row.trainableParameters) + " (" + fixedText(share, share < 10 ? 1 : 0) + " %)",
            fixedText(row.seconds, 1),
            row.secondsSaved > 0 ? fixedText(row.secondsSaved, 1) + " s" : "–",
            row.status};
}

std::string csvTable(const std::vector<ResultRow>& rows) {
    std::string out = "run,network,data,case,title,status,seed,validation_accuracy,best_epoch,trainable_parameters,"
                      "total_parameters,seconds,"
                      "seconds_saved\n";
    for (const auto& row : rows)
        out += joined({std::to_string(row.run),
                       ",",
                       csvField(row.network),
                       ",",
                       csvField(row.data),
                       ",",
                       csvField(row.caseName),
                       ",",
                       csvField(row.title),
                       ",",
                       row.status,
                       ",",
                       std::to_string(row.seed),
                       ",",
                       exactText(row.accuracy),
                       ",",
                       std::to_string(row.bestEpoch),
                       ",",
                       std::to_string(row.trainableParameters),
                       ",",
                       std::to_string(row.totalParameters),
                       ",",
                       exactText(row.seconds),
                       ",",
                       exactText(row.secondsSaved),
                       "\n"});
    return out;
}

}  // namespace

std::string resultTable(const std::vector<ResultRow>& rows, TableFormat format) {
    if (format == TableFormat::csv)
        return csvTable(rows);
    TextTable table{
        {"Run", "Case", "What", "Seed", "Accuracy", "Best epoch", "Trainable parameters", "Seconds", "Saved", "Status"},
        {true, false, false, true, true, true, true, true, true, false},
        {}};
    for (const auto& row : rows)
        table.rows.push_back(cellsOf(row));
    return written(table, format);
}

}  // namespace layerbench
