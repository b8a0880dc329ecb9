// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/result_table.h"

#include "core/report/numbers.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace layerbench {

namespace {

constexpr std::size_t columnCount = 10;
using Line = std::array<std::string, columnCount>;

const Line headLine{"Run",     "Case",  "What",  "Seed", "Accuracy", "Best epoch", "Trainable parameters",
                    "Seconds", "Saved", "Status"};
constexpr std::array<bool, columnCount> rightAligned{true, false, false, true, true, true, true, true, true, false};

Line lineOf(const ResultRow& row) {
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

std::string aligned(const std::string& text, std::size_t width, bool right) {
    const std::string spaces(width - std::min(width, letterCount(text)), ' ');
    return right ? spaces + text : text + spaces;
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

/// In Markdown a bar would end the cell, a line break the row.
std::string markdownCell(const std::string& text) {
    std::string out;
    for (const char letter : text)
        out += letter == '|' ? std::string("\\|") : std::string(1, letter == '\n' ? ' ' : letter);
    return out;
}

}  // namespace

std::string resultTable(const std::vector<ResultRow>& rows, TableFormat format) {
    if (format == TableFormat::csv)
        return csvTable(rows);
    const bool markdown = format == TableFormat::markdown;
    std::vector<Line> lines{headLine};
    for (const auto& row : rows)
        lines.push_back(lineOf(row));
    std::array<std::size_t, columnCount> widths{};
    for (auto& line : lines)
        for (std::size_t i = 0; i < columnCount; ++i) {
            if (markdown)
                line[i] = markdownCell(line[i]);
            widths[i] = std::max(widths[i], letterCount(line[i]));
        }

    std::string out;
    for (std::size_t number = 0; number < lines.size(); ++number) {
        std::string text;
        for (std::size_t i = 0; i < columnCount; ++i)
            text += joined({markdown ? (i == 0 ? "| " : " | ") : (i == 0 ? "" : "  "),
                            aligned(lines[number][i], widths[i], rightAligned[i])});
        if (markdown)
            text += " |";
        else
            text.erase(text.find_last_not_of(' ') + 1);
        out += text + "\n";
        if (number > 0)
            continue;
        for (std::size_t i = 0; i < columnCount; ++i)
            out += joined({i > 0 ? (markdown ? "" : "  ") : (markdown ? "|" : ""),
                           std::string(widths[i] + (markdown ? 1 : 0), '-'),
                           !markdown         ? ""
                           : rightAligned[i] ? ":|"
                                             : "-|"});
        out += "\n";
    }
    return out;
}

}  // namespace layerbench
