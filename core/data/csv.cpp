// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_readers.h"

#include "core/data/files.h"

#include <algorithm>
#include <map>

namespace layerbench::readers {

namespace {

constexpr std::int64_t largestCsv = 256 * 1024 * 1024;

struct Row {
    std::size_t line = 0;
    std::vector<std::string> cells;
};

/// RFC 4180: cells between commas; in quotes they may hold commas, line ends and doubled quotes.
Result<std::vector<Row>> parseCsv(std::string_view content, const std::string& shown) {
    std::vector<Row> rows;
    std::size_t line = 1;
    for (std::size_t at = 0; at < content.size();) {
        Row row{line, {}};
        for (bool rowEnds = false; !rowEnds;) {
            std::string cell;
            if (at < content.size() && content[at] == '"') {
                const auto opened = line;
                for (++at;; ++at) {
                    if (at >= content.size())
                        return failure(LB_TEXT("data", "“%1”, line %2: a quote is opened and never closed."), shown,
                                       opened);
                    if (content[at] == '"' && (++at >= content.size() || content[at] != '"'))
                        break;
                    line += content[at] == '\n';
                    cell += content[at];
                }
            }
            while (at < content.size() && content[at] != ',' && content[at] != '\n')
                cell += content[at++];
            if (cell.ends_with('\r'))
                cell.pop_back();
            row.cells.push_back(std::move(cell));
            rowEnds = at >= content.size() || content[at] == '\n';
            ++at;
        }
        ++line;
        if (row.cells.size() > 1 || !row.cells.front().empty())
            rows.push_back(std::move(row));
    }
    return rows;
}

struct Columns {
    std::size_t path = 0;
    std::size_t label = 0;
    std::optional<std::size_t> part;
};

Result<Columns> findColumns(const std::vector<Row>& rows, const std::string& shown) {
    const auto column = [&](std::string_view wanted) -> std::optional<std::size_t> {
        if (rows.empty())
            return std::nullopt;
        const auto& header = rows.front().cells;
        const auto found = std::ranges::find(header, wanted);
        return found == header.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - header.begin()));
    };
    const auto path = column("path");
    const auto label = column("label");
    if (!path || !label)
        return failure(LB_TEXT("data",
                               "The first line of “%1” must name the columns path and label, followed by lines such "
                               "as cats/1.jpg,cat."),
                       shown);
    return Columns{*path, *label, column("part")};
}

struct Entry {
    std::filesystem::path path;
    std::string label;
    Part part = Part::training;
};

}  // namespace

Result<Dataset> readCsv(const std::filesystem::path& file) {
    const auto shown = displayName(file);
    LB_TRY(const auto bytes, readFile(file, largestCsv));
    std::string_view content(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (content.starts_with("\xef\xbb\xbf"))
        content.remove_prefix(3);
    LB_TRY(const auto rows, parseCsv(content, shown));
    LB_TRY(const auto columns, findColumns(rows, shown));

    Dataset dataset;
    std::vector<Entry> entries;
    std::map<std::string, std::int64_t> labels;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto& [line, cells] = rows[i];
        if (cells.size() <= std::max({columns.path, columns.label, columns.part.value_or(0)}))
            return failure(LB_TEXT("data", "“%1”, line %2 has %3 cells, fewer than the first line names."), shown, line,
                           cells.size());
        Entry entry{file.parent_path() / pathFromUtf8(cells[columns.path]), cells[columns.label], Part::training};
        if (entry.label.empty() || cells[columns.path].empty())
            return failure(LB_TEXT("data", "“%1”, line %2 has an empty path or label."), shown, line);
        if (columns.part) {
            const auto part = partFromName(cells[*columns.part]);
            if (!part)
                return failure(LB_TEXT("data", "“%1”, line %2: the part is “%3”; it must be train, val or test."),
                               shown, line, cells[*columns.part]);
            entry.part = *part;
        }
        if (const auto header = checkPictureHeader(entry.path); !header)
            dataset.skipped.push_back({displayName(entry.path), header.error().text});
        else {
            labels.emplace(entry.label, 0);
            entries.push_back(std::move(entry));
        }
    }
    for (auto& [label, number] : labels) {
        number = static_cast<std::int64_t>(dataset.classes.size());
        dataset.classes.push_back(displayName(label));
    }
    for (auto& entry : entries)
        dataset.items(entry.part).push_back({std::move(entry.path), 0, labels[entry.label], {}});
    return dataset;
}

}  // namespace layerbench::readers
