// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/settings_table.h"

#include "core/report/numbers.h"
#include "core/training/phases.h"

#include <algorithm>

namespace layerbench {

namespace {

std::string lines(const std::vector<std::string>& parts) {
    std::string all;
    for (const auto& part : parts)
        all += (all.empty() ? "" : "\n") + part;
    return all;
}

std::string editsOf(const CaseSettings& one) {
    std::vector<std::string> parts;
    for (const auto& edit : one.recipe.edits)
        parts.push_back(describe(edit).english());
    return lines(parts);
}

std::string phasesOf(const CaseSettings& one) {
    std::vector<std::string> parts;
    for (const auto& phase : one.options.phases)
        parts.push_back(describe(phase).english());
    return lines(parts);
}

std::string featureCacheOf(const CaseSettings& one) {
    return !one.options.featureCache ? "off" : one.options.halfFeatures ? "on, as float16" : "on";
}

struct Setting {
    const char* name;
    std::string (*of)(const CaseSettings&);
};

const std::vector<Setting>& settings() {
    static const std::vector<Setting> all{
        {LB_TEXT("report", "Edits"), editsOf},
        {LB_TEXT("report", "Epochs"), [](const CaseSettings& c) { return std::to_string(c.options.epochs); }},
        {LB_TEXT("report", "Batch size"), [](const CaseSettings& c) { return std::to_string(c.options.batchSize); }},
        {LB_TEXT("report", "Optimizer"), [](const CaseSettings& c) { return std::string(name(c.options.optimizer)); }},
        {LB_TEXT("report", "Learning rate"), [](const CaseSettings& c) { return exactText(c.options.learningRate); }},
        {LB_TEXT("report", "Momentum"), [](const CaseSettings& c) { return exactText(c.options.momentum); }},
        {LB_TEXT("report", "Weight decay"), [](const CaseSettings& c) { return exactText(c.options.weightDecay); }},
        {LB_TEXT("report", "Schedule"), [](const CaseSettings& c) { return std::string(name(c.options.schedule)); }},
        {LB_TEXT("report", "Phases"), phasesOf},
        {LB_TEXT("report", "Feature cache"), featureCacheOf},
        {LB_TEXT("report", "Views kept per picture"),
         [](const CaseSettings& c) { return std::to_string(c.options.cachedViews); }},
        {LB_TEXT("report", "Early stopping"),
         [](const CaseSettings& c) { return std::to_string(c.options.earlyStopping); }},
        {LB_TEXT("report", "Time limit"), [](const CaseSettings& c) { return exactText(c.options.timeLimit); }},
        {LB_TEXT("report", "Precision"),
         [](const CaseSettings& c) { return std::string(name(c.options.compute.precision)); }},
        {LB_TEXT("report", "Device"), [](const CaseSettings& c) { return c.options.compute.device; }},
    };
    return all;
}

}  // namespace

TextTable settingsTable(const std::vector<CaseSettings>& cases, bool onlyDifferent) {
    TextTable table{{"Setting"}, {false}, {}};
    for (const auto& one : cases) {
        table.head.push_back("Case " + one.caseName);
        table.rightAligned.push_back(false);
    }
    for (const auto& setting : settings()) {
        std::vector<std::string> row{setting.name};
        for (const auto& one : cases)
            row.push_back(setting.of(one));
        const bool same =
            std::ranges::adjacent_find(row.begin() + 1, row.end(), std::ranges::not_equal_to()) == row.end();
        const bool empty = same && (cases.empty() || row.back().empty());
        if (!empty && !(same && onlyDifferent))
            table.rows.push_back(std::move(row));
    }
    return table;
}

std::vector<SettingDifference> trainingDifferences(const TrainingOptions& a, const TrainingOptions& b) {
    std::vector<SettingDifference> differences;
    const TextTable table = settingsTable({{"A", {}, a}, {"B", {}, b}}, true);
    const auto onOneLine = [](std::string text) {
        for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at))
            text.replace(at, 1, "; ");
        return text.empty() ? std::string("–") : text;
    };
    for (const auto& row : table.rows)
        differences.push_back({row[0], onOneLine(row[1]), onOneLine(row[2])});
    return differences;
}

}  // namespace layerbench
