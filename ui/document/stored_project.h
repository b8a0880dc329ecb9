// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/network_source.h"
#include "core/project/project.h"
#include "ui/document/history.h"

#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace layerbench {

/// Settings of the window that a project keeps, as JSON or plain text.
inline constexpr const char* dataSetting = "window/data";
inline constexpr const char* optionsSetting = "window/options";
inline constexpr const char* recipeTrainingSetting = "window/recipe-training";  ///< of the recipe that was applied
/// The original data that the user named: the network's description, a line break, the data's.
inline constexpr const char* originalSetting = "window/original-data";
inline constexpr const char* foldingSetting = "window/unfolded";
inline constexpr const char* studiesSetting = "window/transferability";  ///< what the transferability studies measured

/// A project as the window needs it: read in one go, on any thread.
struct StoredProject {
    std::shared_ptr<Project> project;
    std::optional<OpenedNetwork> source;  ///< none: nothing was opened in it yet
    std::optional<History> history;       ///< with the source
    std::map<std::string, std::string> settings;
    std::vector<RunSummary> runs;
};

Result<StoredProject> openStoredProject(const std::string& path);
/// A new project of no name in `folder` (made where it is missing): untitled-1.layerbench, untitled-2.layerbench, …
Result<StoredProject> createUntitledProject(const std::string& folder);
/// A copy of the project under another name, opened; what stood there before is replaced.
Result<std::shared_ptr<Project>> moveProject(std::shared_ptr<Project> project, const std::string& path);

}  // namespace layerbench
