// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/stored_project.h"

#include <filesystem>

namespace layerbench {

namespace {

constexpr int mostUntitled = 10'000;

}  // namespace

Result<StoredProject> openStoredProject(const std::string& path) {
    LB_TRY(Project opened, Project::open(path));
    StoredProject stored;
    stored.project = std::make_shared<Project>(std::move(opened));
    LB_TRY(const EditHistory kept, stored.project->history());
    if (kept.source > 0) {
        LB_TRY(SourceRecord source, stored.project->source(kept.source));
        LB_TRY(History history, History::replay(source.network, kept));
        stored.history = std::move(history);
        Network network = source.network;
        stored.source = OpenedNetwork{std::move(network), std::move(source), {}, {}};
    }
    for (const char* key :
         {dataSetting, optionsSetting, recipeTrainingSetting, originalSetting, foldingSetting, studiesSetting}) {
        LB_TRY(const auto value, stored.project->setting(key));
        if (value)
            stored.settings[key] = *value;
    }
    LB_TRY(stored.runs, stored.project->runs());
    return stored;
}

Result<StoredProject> createUntitledProject(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    for (int number = 1; number <= mostUntitled; ++number) {
        const auto file = std::filesystem::path(folder) / ("untitled-" + std::to_string(number) + ".layerbench");
        if (std::filesystem::exists(file, error))
            continue;
        LB_TRY(Project created, Project::create(file.string()));
        return StoredProject{std::make_shared<Project>(std::move(created)), {}, {}, {}, {}};
    }
    return failure(LB_TEXT("ui", "“%1” holds %2 projects without a name. Remove some of them."), folder, mostUntitled);
}

Result<std::shared_ptr<Project>> moveProject(std::shared_ptr<Project> project, const std::string& path) {
    LB_CHECK(project->copyTo(path));
    LB_TRY(Project opened, Project::open(path));
    return std::make_shared<Project>(std::move(opened));
}

}  // namespace layerbench
