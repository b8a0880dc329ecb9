// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/text_table.h"

#include "core/report/numbers.h"

#include <algorithm>
#include <cassert>

namespace layerbench {

namespace {

std::string aligned(const std::string& text, std::size_t width, bool right) {
    const std::string spaces(width - std::min(width, letterCount(text)), ' ');
    return right ? spaces + text : text + spaces;
}

/// In Markdown a bar would end the cell, a line break the row.
std::string markdownCell(const std::string& text) {
    std::string out;
    for (const char letter : text)
        out += letter == '|' ? std::string("\\|") : std::string(1, letter == '\n' ? ' ' : letter);
    return out;
}

/// LaTeX's ten special letters; dash, arrows and the sign for a spread have names there that need no package.
std::string latexCell(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (text.compare(i, 2, "±") == 0) {
            out += "$\\pm$";
            ++i;
        } else if (text.compare(i, 3, "–") == 0) {
            out += "--";
            i += 2;
        } else if (text.compare(i, 3, "↑") == 0 || text.compare(i, 3, "↓") == 0) {
            out += text.compare(i, 3, "↑") == 0 ? "$\\uparrow$" : "$\\downarrow$";
            i += 2;
        } else if (letter == '\\') {
            out += "\\textbackslash{}";
        } else if (letter == '~' || letter == '^') {
            out += std::string("\\") + letter + "{}";
        } else if (std::string("&%$#_{}").find(letter) != std::string::npos) {
            out += std::string("\\") + letter;
        } else {
            out += letter == '\n' ? ' ' : letter;
        }
    }
    return out;
}

std::string latexTable(const TextTable& table) {
    std::string out = "\\begin{tabular}{";
    for (const bool right : table.rightAligned)
        out += right ? 'r' : 'l';
    out += "}\n\\toprule\n";
    const auto line = [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            out += (i > 0 ? " & " : "") + latexCell(cells[i]);
        out += " \\\\\n";
    };
    line(table.head);
    out += "\\midrule\n";
    for (const auto& row : table.rows)
        line(row);
    return out + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace

std::string written(const TextTable& table, TableFormat format) {
    assert(format != TableFormat::csv);
    if (format == TableFormat::latex)
        return latexTable(table);
    const bool markdown = format == TableFormat::markdown;
    const std::size_t columns = table.head.size();
    std::vector<std::vector<std::string>> lines{table.head};
    lines.insert(lines.end(), table.rows.begin(), table.rows.end());
    std::vector<std::size_t> widths(columns);
    for (auto& line : lines)
        for (std::size_t i = 0; i < columns; ++i) {
            if (markdown)
                line[i] = markdownCell(line[i]);
            widths[i] = std::max(widths[i], letterCount(line[i]));
        }

    std::string out;
    for (std::size_t number = 0; number < lines.size(); ++number) {
        std::string text;
        for (std::size_t i = 0; i < columns; ++i)
            text += joined({markdown ? (i == 0 ? "| " : " | ") : (i == 0 ? "" : "  "),
                            aligned(lines[number][i], widths[i], table.rightAligned[i])});
        if (markdown)
            text += " |";
        else
            text.erase(text.find_last_not_of(' ') + 1);
        out += text + "\n";
        if (number > 0)
            continue;
        for (std::size_t i = 0; i < columns; ++i)
            out += joined({i > 0 ? (markdown ? "" : "  ") : (markdown ? "|" : ""),
                           std::string(widths[i] + (markdown ? 1 : 0), '-'),
                           !markdown               ? ""
                           : table.rightAligned[i] ? ":|"
                                                   : "-|"});
        out += "\n";
    }
    return out;
}

}  // namespace layerbench
