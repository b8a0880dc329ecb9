// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace layerbench {

enum class TableFormat {
    text,      ///< aligned columns for a terminal, rounded for reading
    markdown,  ///< the same numbers as a Markdown table
    latex,     ///< the same as a tabular in booktabs' style
    csv,       ///< a head line and numbers in full, accuracies as fractions
};

/// A table of texts. Every row has as many cells as `head`.
struct TextTable {
    std::vector<std::string> head;
    std::vector<bool> rightAligned;  ///< one per column
    std::vector<std::vector<std::string>> rows;
};

/// In any format but csv, whose numbers are not those that are read. What would end a cell or a row is escaped.
std::string written(const TextTable& table, TableFormat format);

}  // namespace layerbench
