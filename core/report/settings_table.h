// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/recipe.h"
#include "core/report/text_table.h"
#include "core/training/options.h"

#include <string>
#include <vector>

namespace layerbench {

/// How one case was edited and trained.
struct CaseSettings {
    std::string caseName;
    Recipe recipe;
    TrainingOptions options;

    bool operator==(const CaseSettings&) const = default;
};

/// One line a setting, one column a case: "Learning rate", "0.001", "0.01". The edits and the phases stand in words,
/// one below the other. `onlyDifferent`: the lines alone in which the cases are not all alike.
TextTable settingsTable(const std::vector<CaseSettings>& cases, bool onlyDifferent);

/// In what two ways of training differ, in the words of that table; phases joined by "; ", none as "–".
struct SettingDifference {
    std::string setting;
    std::string a;
    std::string b;
};
std::vector<SettingDifference> trainingDifferences(const TrainingOptions& a, const TrainingOptions& b);

}  // namespace layerbench
